import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/campaigns, and what is answered. */

const Nullable = <T extends ReturnType<typeof Type.Number>>(schema: T) => Type.Union([schema, Type.Null()]);
const Interval = Type.Tuple([Type.Number(), Type.Number()]);
const OrNoInterval = (description: string) => Type.Union([Interval, Type.Null()], { description });

const ArmOfCampaign = Type.Object({
  name: Type.Union([Type.Literal('reached'), Type.Literal('held out')]),
  customers: Type.Integer({ description: 'Whose time is over' }),
  withGoal: Type.Integer({ description: 'Who did what counts within the time' }),
  share: Nullable(Type.Number()),
});

const Verdict = Type.Union([
  Type.Literal('higher'),
  Type.Literal('lower'),
  Type.Literal('undecided'),
  Type.Literal('not enough data'),
  Type.Literal('mismatch'),
]);
const CampaignEffectPart = Type.Object({
  inside: Type.Boolean({ description: 'Of those who were in the segment when they were assigned' }),
  arms: Type.Array(ArmOfCampaign),
  srm: Type.Object({ expected: Type.Array(Type.Number()), p: Type.Number(), mismatch: Type.Boolean() }),
  estimate: Nullable(Type.Number()),
  interval: OrNoInterval('Of the estimate'),
  relative: Nullable(Type.Number()),
  relativeInterval: OrNoInterval('Of the relative change'),
  pValue: Nullable(Type.Number()),
  adjustedP: Nullable(Type.Number({ description: "Holm's, over the two parts: what `decided` goes by" })),
  changed: Type.Union([Type.Object({ customers: Type.Number(), interval: Interval }), Type.Null()]),
  decided: Verdict,
});
const CampaignEffectBy = Type.Object({
  segment: Type.String(),
  title: Type.Union([Type.String(), Type.Null()]),
  parts: Type.Array(CampaignEffectPart, { description: 'Inside the segment, then outside' }),
  difference: Type.Union([Type.Object({ estimate: Type.Number(), interval: Interval, pValue: Type.Number() }), Type.Null()], {
    description: 'The estimate inside less the one outside: whether the segment gains otherwise than the rest',
  }),
});

/** GET /api/v1/campaigns/{name}/effect */
export const CampaignEffect = Type.Object({
  campaign: Type.String(),
  title: Type.Union([Type.String(), Type.Null()]),
  goal: Type.String({ description: 'The event that counts' }),
  within: Type.String({ description: 'How long after the assignment it counts, a duration such as 7d' }),
  asOf: Type.String({ format: 'date-time' }),
  method: Type.Union([Type.Literal('sequential'), Type.Literal('fixed')], {
    description: 'sequential: the interval holds however often it is looked at; fixed: for one look at a time set before',
  }),
  alpha: Type.Number(),
  arms: Type.Array(ArmOfCampaign, {
    description: 'Reached, then held out: everybody in the arm of their first assignment, whatever became of the message',
  }),
  waiting: Type.Integer({ description: 'Customers assigned less than `within` ago: in no arm yet' }),
  crossed: Type.Integer({ description: 'Customers on record in both arms; the first counts' }),
  assignedByEvents: Type.Integer({ description: 'Of the customers in the arms: assigned elsewhere, as Experiment Viewed says' }),
  from: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'The first assignment that counts' }),
  to: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'The last' }),
  srm: Type.Object(
    { expected: Type.Array(Type.Number()), p: Type.Number(), mismatch: Type.Boolean() },
    { description: 'Whether the arms are as large as was meant; where not, the effect is not to be believed' },
  ),
  series: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      n: Type.Integer({ description: 'Customers whose time was over' }),
      estimate: Type.Union([Type.Number(), Type.Null()]),
      interval: Type.Union([Interval, Type.Null()]),
    }),
    { description: 'The effect as it was known over time, the oldest first' },
  ),
  estimate: Type.Union([Type.Number(), Type.Null()], { description: 'The share of the reached less that of the held out' }),
  interval: OrNoInterval('Of the estimate; null with too little to go by'),
  relative: Nullable(Type.Number({ description: 'The share of the reached ÷ that of the held out − 1' })),
  relativeInterval: OrNoInterval('Null where the share of the held out is too near to 0'),
  pValue: Nullable(Type.Number()),
  changed: Type.Union([Type.Object({ customers: Type.Number(), interval: Interval }), Type.Null()], {
    description: 'How many more (negative: fewer) of the reached did it than would have without',
  }),
  decided: Verdict,
  by: Type.Optional(CampaignEffectBy),
});
export type CampaignEffect = Static<typeof CampaignEffect>;
