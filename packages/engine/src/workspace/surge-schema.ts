import { type TSchema, Type } from 'typebox';
import { SURGE_BUCKETS } from '../vocabulary/surge.js';
import { closed, oneOf } from './schema-words.js';

/**
 * The schema of a definition of kind `surge`.
 * @param named what every definition has
 * @param name of a definition
 */
export function surgeSchema(named: Readonly<Record<string, TSchema>>, name: TSchema): TSchema {
  return Type.Object(
    {
      kind: Type.Literal('surge'),
      ...named,
      of: Type.Object(
        {
          performed: Type.String({ minLength: 1, maxLength: 512, description: 'The name of the event whose customers are counted' }),
          where: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Only events for which these hold, by path' })),
        },
        closed,
      ),
      by: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 300,
          description: 'The path of the value by which customers are counted: properties.product_id, properties.products[].product_id',
        }),
      ),
      segment: Type.Optional(name),
      relative: Type.Optional(
        Type.Boolean({ description: 'By its share of all values: what lifts or lowers all of them alike is no surge' }),
      ),
      every: Type.Optional(oneOf(SURGE_BUCKETS)),
      direction: Type.Optional(oneOf(['rise', 'fall', 'either'])),
      falseAlarmsPerMonth: Type.Optional(
        Type.Number({ exclusiveMinimum: 0, maximum: 100, description: 'Over all values together: more than 0, at most 100' }),
      ),
      mostValues: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many values are judged: 1 to 10,000' })),
    },
    closed,
  );
}
