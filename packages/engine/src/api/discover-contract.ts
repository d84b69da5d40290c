import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/discover, and what is found. */

const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Lift = {
  lift: Type.Number({ description: 'Goal rate after the situation ÷ that of matched controls, on customers that were not mined' }),
  interval: Type.Tuple([Type.Number(), Type.Number()], {
    description: 'Of the lift. Of the intervals of all findings at most 5 % are expected to miss the truth (false coverage rate)',
  }),
};

/** POST /api/v1/discover */
export const DiscoverRequest = Type.Object(
  {
    goal: Type.String({ minLength: 1, maxLength: 512, description: 'The event that is the goal' }),
    where: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Which of these events, as in a step of a pattern' })),
    again: Type.Optional(
      Type.Boolean({ description: 'Whether the goal is an event of situations, too: what leads from one to another; default false' }),
    ),
    horizon: Type.Optional(Type.String({ description: 'How long after a situation the goal counts, 1m to 90d; default 7d' })),
    segment: Type.Optional(Type.String({ maxLength: 100, description: 'Only of customers in this segment' })),
    intent: Type.Optional(
      Type.Union([Type.Literal('know'), Type.Literal('go'), Type.Literal('do'), Type.Literal('buy')], {
        description: 'The intent of the definitions that are found; default do',
      }),
    ),
    byCompany: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 512 }), {
        maxItems: 100,
        description: 'Events that the company does to its customers, beside those that are known to be, such as Email Delivered',
      }),
    ),
  },
  { additionalProperties: false },
);
export type DiscoverRequest = Static<typeof DiscoverRequest>;

const Sample = Type.Number({
  minimum: 0,
  maximum: 1,
  description:
    'The share of the customers that are looked at, always the same ones: 1, or less where there are more than 10 million events',
});

/** A situation that was confirmed. */
export const DiscoverFinding = Type.Object({
  definition: Type.Record(Type.String(), Type.Unknown(), { description: 'A moment, ready to be published' }),
  words: Type.String(),
  byCompany: Type.Array(Type.String(), {
    description:
      'Those of its events that the company does to the customer: who gets them was chosen, and the lift may be that of the choice',
  }),
  customers: Type.Integer({ description: 'With any occurrence, among those confirmed on' }),
  occurrences: Type.Integer({ description: 'Among the customers confirmed on' }),
  ...Lift,
  qValue: Type.Number({ description: 'The smallest false discovery rate at which it is a finding' }),
  leadTime: Type.Object({
    median: Type.Union([Type.Number(), Type.Null()], { description: 'From the situation to the goal, where it came, in milliseconds' }),
  }),
  goalRate: Type.Number({ description: 'Share of occurrences after which the goal came within the horizon' }),
  controlRate: Type.Number({ description: 'The same as it would have been without the situation' }),
  confirmedOn: Type.Integer({ description: 'Customers that were not mined' }),
  minedLift: Type.Number({ description: 'What it looked like on the customers it was found on: too good, since it was picked for it' }),
  segment: Type.Optional(Type.String()),
  whole: Type.Optional(
    Type.Union([Type.Object({ occurrences: Type.Integer(), ...Lift }), Type.Null()], {
      description: 'Among all customers, where a segment was asked about; null when nothing can be said',
    }),
  ),
});
export type DiscoverFinding = Static<typeof DiscoverFinding>;

/** What has been found. */
export const DiscoverResult = Type.Object({
  goal: Type.String(),
  where: Type.Union([AnyObject, Type.Null()]),
  horizon: Type.String({ description: 'A duration, such as 7d' }),
  segment: Type.Union([Type.String(), Type.Null()]),
  members: Type.Union([Type.Literal('at each instant'), Type.Literal('now'), Type.Null()], {
    description: 'Whether an event counts for who was in the segment at that event, or for who is in it now',
  }),
  asOf: Type.String({ format: 'date-time' }),
  population: Type.Object({
    customers: Type.Integer(),
    mined: Type.Integer(),
    confirmedOn: Type.Integer(),
    events: Type.Integer(),
    goals: Type.Integer(),
    from: Type.String({ format: 'date-time' }),
    to: Type.String({ format: 'date-time' }),
  }),
  candidatesTried: Type.Integer({ description: 'Situations that were tried on the customers that were mined' }),
  sample: Sample,
  memoryBytes: Type.Union([Type.Number(), Type.Null()], {
    description:
      "What looking needed at its largest, beside what the engine holds anyway; null where it was done in the engine's own thread",
  }),
  carriedOver: Type.Integer({ description: 'Of these, how many were tested on the others' }),
  findings: Type.Array(DiscoverFinding, { description: 'Strongest first' }),
  setAside: Type.Array(Type.Object({ words: Type.String(), why: Type.String() })),
});
export type DiscoverResult = Static<typeof DiscoverResult>;

/** How far a discovery is. */
export const DiscoverProgress = Type.Object({
  discoveryId: Type.String(),
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
  share: Type.Number({ minimum: 0, maximum: 1, description: 'How much of the work is done' }),
  sample: Sample,
  result: Type.Union([DiscoverResult, Type.Null()]),
  failure: Type.Union([
    Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String(), remedy: Type.String() }),
    Type.Null(),
  ]),
});
export type DiscoverProgress = Static<typeof DiscoverProgress>;
