import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/journeys, and what is answered. Lengths of time in answers are milliseconds. */

const Instant = (description: string) => Type.String({ format: 'date-time', description });
const MaybeInstant = (description: string) => Type.Union([Instant(description), Type.Null()]);
const MaybeLength = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const Interval = Type.Tuple([Type.Number(), Type.Number()], {
  description: '95 %; journeys of one customer are not counted as independent',
});

/** The kinds of step that a journey may lead through. */
export const JourneyStepKind = Type.Union([Type.Literal('events'), Type.Literal('moments'), Type.Literal('channels')]);
export type JourneyStepKind = Static<typeof JourneyStepKind>;

const RequestPeriod = Type.Object(
  { since: Type.Optional(Instant('Inclusive')), until: Type.Optional(Instant('Exclusive')) },
  { additionalProperties: false },
);

/** POST /api/v1/journeys */
export const JourneysRequest = Type.Object(
  {
    from: Type.String({ minLength: 1, maxLength: 512, description: 'The event that begins a journey, or moment:NAME' }),
    to: Type.String({ minLength: 1, maxLength: 512, description: 'The event that is the goal, or moment:NAME' }),
    within: Type.Optional(
      Type.String({ description: 'How long a journey may take, 1m to 366d; default 30d, and less when less than 60 days are known' }),
    ),
    through: Type.Optional(
      Type.Array(JourneyStepKind, { maxItems: 3, description: 'Which kinds of steps lie between; default events and moments' }),
    ),
    once: Type.Optional(Type.Boolean({ description: 'A step counts only the first time that a journey comes by it; default false' })),
    since: Type.Optional(Instant('Only journeys that begin from then on')),
    until: Type.Optional(Instant('Only journeys that begin before')),
    comparedWith: Type.Optional(RequestPeriod),
    segment: Type.Optional(Type.String({ maxLength: 100, description: 'Only journeys that begin while the customer is in this segment' })),
    by: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2_000,
        description: 'channel, segment (all), segment:NAME,NAME, or a path into the event that begins the journey',
      }),
    ),
    paths: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'How many ways are told; default 20' })),
    depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, description: 'How many steps of a way are told apart; default 10' })),
    names: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: 'How many steps are told by name, the rest is "other"; default 20' }),
    ),
  },
  { additionalProperties: false },
);
export type JourneysRequest = Static<typeof JourneysRequest>;

/** A way that journeys took. */
export const JourneyPath = Type.Object({
  steps: Type.Array(Type.String(), { description: 'From the step that begins to the last before the goal, or the last at all' }),
  goesOn: Type.Boolean({ description: 'The way went on beyond these steps' }),
  customers: Count('Who went it'),
  journeys: Count('Journeys that went exactly this way'),
  share: Share('Of all journeys'),
  reached: Count('Of these, journeys that reached the goal next'),
  successRate: Share('reached ÷ journeys'),
  medianTime: MaybeLength('From the start to the goal'),
});
export type JourneyPath = Static<typeof JourneyPath>;

/** A step, and what happened at it. */
export const JourneyStep = Type.Object({
  name: Type.String({ description: 'An event, moment:NAME, channel:NAME, or other' }),
  customers: Count('Who came by it'),
  journeys: Count('Journeys that came by it'),
  reached: Count('Of these, journeys that reached the goal'),
  successRate: Share('reached ÷ journeys'),
  left: Count('Journeys whose last step it was and that did not reach the goal'),
  dropOff: Share('left ÷ journeys'),
  beforeGoal: Count('Journeys that reached the goal right after it'),
  medianTime: MaybeLength('From coming by it to the next step or the goal'),
  position: Type.Number({ description: 'The mean of how many steps come before it, the first time' }),
  timesAsOften: Type.Union([Type.Object({ ratio: Type.Number(), interval: Interval }), Type.Null()], {
    description:
      'How many times as often the goal is reached by journeys with this step as by those without: what goes together, not what causes what',
  }),
  lost: Type.Number({
    description: 'Journeys that would have reached the goal, had those that left here done so as often as those that went on',
  }),
  uncertainty: Share('4·p·(1 − p) of the share p that reaches the goal in the end: 1 when it is open, 0 when it is settled'),
  decidedHere: Share('How much of that is settled by the next thing that happens; by what happened, not by experiment'),
  examples: Type.Array(Type.String(), { description: 'customerIds of some who left here, the latest first' }),
});
export type JourneyStep = Static<typeof JourneyStep>;

/** How many journeys went from which step to which. */
export const JourneyFlow = Type.Object({
  position: Count('How many steps came before; 0: the step that begins'),
  from: Type.String(),
  to: Type.Union([Type.String(), Type.Null()], { description: 'The next step; null where the journey ended, see ended' }),
  ended: Type.Union([Type.Literal('reached'), Type.Literal('left'), Type.Null()]),
  journeys: Count('How many'),
});
export type JourneyFlow = Static<typeof JourneyFlow>;

/** What brought the visits of journeys that reached the goal. */
export const JourneyTouch = Type.Object({
  name: Type.String(),
  first: Count('Journeys whose first visit it brought'),
  assisting: Count('Journeys of which it brought a visit between the first and the last'),
  last: Count('Journeys whose last visit it brought, the one in which the goal was reached'),
  any: Count('Journeys of which it brought any visit'),
});
export type JourneyTouch = Static<typeof JourneyTouch>;

const Touches = Type.Object({
  journeys: Count('Journeys that reached the goal and of whose visits it is known'),
  touches: Type.Array(JourneyTouch, { description: 'The most frequent first' }),
});

const summary = {
  customers: Count('Who went on any journey'),
  journeys: Count('Journeys'),
  reached: Count('Journeys that reached the goal'),
  successRate: Type.Union([Share('reached ÷ journeys'), Type.Null()]),
  interval: Interval,
  depth: Count('How many steps of a way are told apart: fewer than asked when there are too many ways'),
  pathsInAll: Count('Different ways'),
  paths: Type.Array(JourneyPath, { description: 'The most frequent first' }),
  steps: Type.Array(JourneyStep, { description: 'In the order in which journeys come by them, on the mean' }),
  flows: Type.Array(JourneyFlow, { description: 'For a Sankey diagram; by position, the largest first' }),
  timeToGoal: Type.Object({
    count: Count('Journeys that reached the goal'),
    p10: MaybeLength(''),
    p25: MaybeLength(''),
    p50: MaybeLength('The median'),
    p75: MaybeLength(''),
    p90: MaybeLength(''),
    histogram: Type.Array(Type.Object({ upTo: Type.Number({ description: 'Inclusive' }), count: Count('Longer than the bar before') })),
  }),
  touches: Type.Object({ channels: Touches, campaigns: Touches }),
  mostOpenAt: Type.Union([Type.String(), Type.Null()], {
    description: 'The step at which most is decided: the outcome is uncertain, and moves fast',
  }),
  stepInAt: Type.Union([Type.String(), Type.Null()], { description: 'The step at which most would-be successes are lost' }),
};

/** Some journeys, summed up. */
export const JourneySummary = Type.Object(summary);
export type JourneySummary = Static<typeof JourneySummary>;

/** Journeys that have something in common. */
export const JourneyGroup = Type.Object({
  name: Type.Union([Type.String(), Type.Null()], { description: 'A segment, a channel, a value; null: none' }),
  ...summary,
});
export type JourneyGroup = Static<typeof JourneyGroup>;

/** Which ways lead from one step to another. */
export const JourneysResult = Type.Object({
  from: Type.String(),
  to: Type.String(),
  within: Type.String({ description: 'A duration, such as 30d' }),
  through: Type.Array(JourneyStepKind),
  once: Type.Boolean(),
  since: MaybeInstant('Inclusive'),
  until: MaybeInstant('Exclusive'),
  segment: Type.Union([Type.String(), Type.Null()]),
  by: Type.Union([Type.String(), Type.Null()]),
  members: Type.Union([Type.Literal('at the start'), Type.Literal('now'), Type.Null()], {
    description: 'Whether who is in a segment was asked as of the start of each journey, or as of now',
  }),
  asOf: Instant('What had happened up to then'),
  open: Type.Object(
    { journeys: Count('How many'), reached: Count('Of these, how many have reached the goal already') },
    { description: 'Journeys that began less than `within` ago: they are in no other figure' },
  ),
  ...summary,
  groups: Type.Array(JourneyGroup, { description: 'The largest first; a journey of a customer in two segments is in both' }),
  groupsLeftOut: Count('Groups beyond those'),
  compared: Type.Union([Type.Object({ since: MaybeInstant('Inclusive'), until: MaybeInstant('Exclusive'), ...summary }), Type.Null()]),
});
export type JourneysResult = Static<typeof JourneysResult>;

/** GET /api/v1/journeys: what they may begin and end with. */
export const JourneySteps = Type.Object({
  steps: Type.Array(Type.String(), { description: 'Events that were performed, and moments as moment:NAME' }),
});
export type JourneySteps = Static<typeof JourneySteps>;

/** How far an answer is. */
export const JourneysProgress = Type.Object({
  journeysId: Type.String(),
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
  share: Share('How much of the work is done'),
  result: Type.Union([JourneysResult, Type.Null()]),
  failure: Type.Union([
    Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String(), remedy: Type.String() }),
    Type.Null(),
  ]),
});
export type JourneysProgress = Static<typeof JourneysProgress>;
