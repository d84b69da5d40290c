import { type TSchema, Type } from 'typebox';
import { ChannelSchema } from './channel-schema.js';
import { AnyObject, ApprovalSchema, CapSchema, closed, Duration, Name, oneOf, QuietHoursSchema } from './schema-words.js';

const ScheduleSchema = Type.Object(
  {
    cron: Type.String({ minLength: 9, maxLength: 200, description: 'Five fields of cron, such as 0 9 * * 1' }),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'A zone such as Europe/Berlin; default UTC' })),
    segment: Name,
  },
  closed,
);

const SurgeTriggerSchema = Type.Object(
  {
    name: Name,
    direction: Type.Optional(oneOf(['rise', 'fall'])),
    segment: Name,
  },
  closed,
);

/**
 * The schema of a definition of kind `campaign`.
 * @param named what every definition has
 * @param condition of an audience
 */
export function campaignSchema(named: Readonly<Record<string, TSchema>>, condition: TSchema): TSchema {
  const goal = Type.Object(
    { performed: Type.String({ minLength: 1, maxLength: 512, description: "The event's name" }), within: Duration },
    { ...closed, description: 'What it is to change: whether customers do this within so long after they were acted on, or held out' },
  );
  return Type.Object(
    {
      kind: Type.Literal('campaign'),
      ...named,
      purpose: Type.String({ ...Name, description: 'The name of the purpose that the campaign serves: consent is asked for it' }),
      trigger: Type.Union(
        [
          Type.Object({ entered: Name }, closed),
          Type.Object({ moment: Name }, closed),
          Type.Object({ schedule: ScheduleSchema }, closed),
          Type.Object({ surge: SurgeTriggerSchema }, closed),
        ],
        {
          description:
            'What sets it off: { entered: SEGMENT }, { moment: MOMENT }, { schedule: { cron: "0 9 * * 1", segment: SEGMENT } } or { surge: { name: SURGE, segment: SEGMENT } }',
        },
      ),
      audience: Type.Optional(condition),
      freshFor: Type.Optional(Duration),
      cap: Type.Optional(CapSchema),
      holdout: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'The share that is kept out: 0 to 1' })),
      goal: Type.Optional(goal),
      channel: Type.Optional(ChannelSchema),
      channels: Type.Optional(
        Type.Array(ChannelSchema, {
          minItems: 1,
          maxItems: 3,
          description: 'Ways to reach customers, of which deciding chooses; instead of channel',
        }),
      ),
      message: AnyObject,
      approval: Type.Optional(ApprovalSchema),
      ...decidingFields(condition),
    },
    closed,
  );
}

const Language = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', description: 'A language tag such as de or pt-BR' });
const Weight = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'More than 0' });
const Amount = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000_000_000, description: 'More than 0' });
const Rank = Type.Number({ minimum: -1_000_000, maximum: 1_000_000, description: 'The higher, the earlier' });

/** What a campaign says about deciding. */
function decidingFields(condition: TSchema): Readonly<Record<string, TSchema>> {
  const when = Type.Optional(condition);
  const variant = Type.Object(
    { name: Name, when, language: Type.Optional(Language), weight: Type.Optional(Weight), message: AnyObject },
    closed,
  );
  const stock = Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'How many there are' });
  const offer = Type.Object(
    { name: Name, when, stock: Type.Optional(stock), weight: Type.Optional(Weight), values: Type.Optional(AnyObject) },
    closed,
  );
  const sends = Type.Object({ sends: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'How many sends in all' }) }, closed);
  const budget = Type.Union([sends, Type.Object({ amount: Amount, costPerSend: Amount }, closed)], {
    description: '{ sends: 1000 }, or { amount: 500, costPerSend: 0.05 }',
  });
  const choose = Type.Object(
    {
      channel: Type.Optional(oneOf(['first', 'preferred'])),
      hour: Type.Optional(Type.Literal('preferred', { description: 'preferred' })),
      within: Type.Optional(Duration),
    },
    closed,
  );
  const followUp = Type.Object({ after: Duration, message: AnyObject, unless: when }, closed);
  return {
    priority: Type.Optional(Rank),
    value: Type.Optional(Rank),
    quietHours: Type.Optional(
      Type.Union([Type.Literal(false), QuietHoursSchema], { description: 'false, or { from: "21:00", until: "08:00" }' }),
    ),
    notWhile: when,
    variants: Type.Optional(Type.Array(variant, { minItems: 1, maxItems: 100, description: 'Other forms of the message, 1 to 100' })),
    language: Type.Optional(Language),
    offers: Type.Optional(Type.Array(offer, { minItems: 1, maxItems: 100, description: 'What may be offered, 1 to 100' })),
    budget: Type.Optional(budget),
    choose: Type.Optional(choose),
    followUps: Type.Optional(Type.Array(followUp, { minItems: 1, maxItems: 10, description: 'Later messages, 1 to 10' })),
  };
}
