import { type TSchema, Type } from 'typebox';
import { closed, Duration, Name, oneOf } from './schema-words.js';

const MOST_VARIANTS = 20;
const VariantName = Type.String({ minLength: 1, maxLength: 100, description: 'The name of a variant, at most 100 characters' });

/**
 * The schema of a definition of kind `experiment`.
 * @param named what every definition has
 * @param condition of an audience
 * @param metric a value to compare
 */
export function experimentSchema(named: Readonly<Record<string, TSchema>>, condition: TSchema, metric: TSchema): TSchema {
  const variant = Type.Object(
    {
      name: VariantName,
      weight: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'More than 0; default 1' })),
      value: Type.Optional(Type.Unknown({ description: "What the flag is: any JSON; default the variant's name" })),
    },
    closed,
  );
  const guardrail = Type.Object(
    {
      metric: Type.String({ minLength: 1, maxLength: 100, description: 'The name of a metric of the experiment' }),
      worse: oneOf(['higher', 'lower']),
      margin: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "A share of the control's figure: 0 to 1; default 0.02" })),
    },
    closed,
  );
  return Type.Object(
    {
      kind: Type.Literal('experiment'),
      ...named,
      status: Type.Optional(oneOf(['draft', 'running', 'stopped'])),
      flag: Type.Optional(
        Type.String({ pattern: '^[A-Za-z0-9_.:/-]{1,200}$', description: 'A flag key: letters, digits and _ . : / -, at most 200' }),
      ),
      variants: Type.Array(variant, { minItems: 2, maxItems: MOST_VARIANTS, description: `The variants, 2 to ${MOST_VARIANTS}` }),
      control: VariantName,
      serve: Type.Optional(VariantName),
      audience: Type.Optional(condition),
      share: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Above 0, up to 1; default 1' })),
      salt: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'At most 200 characters' })),
      expose: Type.Optional(oneOf(['onEvent', 'onEvaluate'])),
      metrics: Type.Optional(Type.Array(measureSchema(metric), { minItems: 1, maxItems: 50, description: 'The metrics, at most 50' })),
      guardrails: Type.Optional(Type.Array(guardrail, { maxItems: 50, description: 'At most 50' })),
      by: Type.Optional(Type.Array(Name, { maxItems: 100, description: 'Names of segments, at most 100' })),
    },
    closed,
  );
}

function measureSchema(metric: TSchema): TSchema {
  return Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 100, description: 'What it is called, at most 100 characters' }),
      performed: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: "The event's name" })),
      where: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Only events for which these hold, by path' })),
      value: Type.Optional(metric),
      within: Duration,
      cap: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'More than 0' })),
      before: Type.Optional(Type.Union([Duration, Type.Literal(false)], { description: 'A duration such as 28d, or false' })),
    },
    closed,
  );
}
