import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/experiments, and what is answered. */

const Instant = Type.String({ format: 'date-time' });
const Figure = Type.Union([Type.Number(), Type.Null()]);
const Between = Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]);
const MetricKind = Type.Union([Type.Literal('mean'), Type.Literal('proportion'), Type.Literal('ratio')]);
const Method = Type.Union([Type.Literal('fixed'), Type.Literal('sequential')]);

/** An experiment in force. */
export const ExperimentItem = Type.Object({
  name: Type.String(),
  title: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer(),
  status: Type.Union([Type.Literal('draft'), Type.Literal('running'), Type.Literal('stopped')]),
  flag: Type.String({ description: 'The key by which OpenFeature clients ask for it' }),
  control: Type.String(),
  variants: Type.Array(Type.Object({ name: Type.String(), share: Type.Number({ description: 'Of those who take part' }) })),
  metrics: Type.Array(Type.Object({ name: Type.String(), kind: MetricKind, words: Type.String(), withinMs: Type.Integer() })),
  definition: Type.Record(Type.String(), Type.Unknown()),
});
export type ExperimentItem = Static<typeof ExperimentItem>;

/** GET /api/v1/experiments */
export const ExperimentList = Type.Object({ experiments: Type.Array(ExperimentItem) });
export type ExperimentList = Static<typeof ExperimentList>;

const Srm = {
  expected: Type.Array(Type.Number(), { description: 'The share of each arm that was meant, in their order' }),
  p: Type.Number(),
  mismatch: Type.Boolean({ description: 'The arms are not of the sizes that were meant: do not believe the effects' }),
};
const Verdict = Type.Union([
  Type.Literal('higher'),
  Type.Literal('lower'),
  Type.Literal('undecided'),
  Type.Literal('not enough data'),
  Type.Literal('mismatch'),
]);

/** An effect of an arm on a metric beside the control. */
export const ExperimentEffect = Type.Object({
  arm: Type.String(),
  metric: Type.String(),
  kind: MetricKind,
  by: Type.Optional(Type.String({ description: 'The segment (`not …`: those outside); absent: all' })),
  estimate: Figure,
  relative: Figure,
  interval: Between,
  relativeInterval: Between,
  pValue: Figure,
  adjustedP: Type.Union([Type.Number(), Type.Null()], { description: "Holm's: over the effects of all, or over those of all segments" }),
  decided: Verdict,
});
export type ExperimentEffect = Static<typeof ExperimentEffect>;

/** GET /api/v1/experiments/{name}/results */
export const ExperimentResults = Type.Object({
  experiment: ExperimentItem,
  asOf: Instant,
  control: Type.String(),
  method: Method,
  alpha: Type.Number(),
  exposed: Type.Integer({ description: 'Customers who saw a variant' }),
  crossed: Type.Integer({ description: 'Customers who saw more than one: they count for the first' }),
  from: Type.Union([Instant, Type.Null()]),
  to: Type.Union([Instant, Type.Null()]),
  waiting: Type.Array(Type.Object({ metric: Type.String(), customers: Type.Integer() }), {
    description: 'By metric: customers whose time is not over',
  }),
  arms: Type.Array(
    Type.Object({
      name: Type.String(),
      n: Type.Integer(),
      mean: Figure,
      values: Type.Array(Type.Object({ metric: Type.String(), n: Type.Integer(), value: Figure })),
    }),
  ),
  srm: Type.Object(Srm),
  srmBy: Type.Array(Type.Object({ by: Type.String(), ...Srm })),
  segments: Type.Array(Type.Object({ name: Type.String(), inside: Type.String(), outside: Type.String() })),
  effects: Type.Array(ExperimentEffect),
  interactions: Type.Array(
    Type.Object({
      arm: Type.String(),
      metric: Type.String(),
      pValue: Figure,
      between: Type.Optional(Type.Tuple([Type.String(), Type.String()])),
      estimate: Type.Optional(Figure),
      interval: Type.Optional(Between),
      adjustedP: Type.Optional(Figure),
    }),
    { description: 'Whether the effect inside a segment differs from the one outside' },
  ),
  guardrails: Type.Array(
    Type.Object({
      metric: Type.String(),
      arm: Type.String(),
      worse: Type.Union([Type.Literal('higher'), Type.Literal('lower')]),
      margin: Type.Number(),
      relative: Figure,
      relativeInterval: Between,
      state: Type.Union([
        Type.Literal('kept'),
        Type.Literal('broken'),
        Type.Literal('open'),
        Type.Literal('not enough data'),
        Type.Literal('mismatch'),
      ]),
    }),
  ),
  series: Type.Array(
    Type.Object({
      at: Instant,
      n: Type.Integer({ description: 'Customers whose time was over' }),
      arm: Type.String(),
      metric: Type.String(),
      estimate: Figure,
      interval: Between,
      relative: Figure,
      relativeInterval: Between,
    }),
    { description: 'Effects of all as they were known over time' },
  ),
});
export type ExperimentResults = Static<typeof ExperimentResults>;

/** GET /api/v1/experiments/{name}/power */
export const ExperimentPower = Type.Object({
  experiment: Type.String(),
  effect: Type.Number(),
  method: Method,
  alpha: Type.Number(),
  power: Type.Number(),
  asOf: Instant,
  audience: Type.Object({
    days: Type.Integer(),
    customers: Type.Integer({ description: 'Of the audience, who did anything in these last days' }),
    newPerDay: Type.Number({ description: 'Of them, came for the first time in these days, a day, over the last week' }),
  }),
  metrics: Type.Array(
    Type.Object({
      metric: Type.String(),
      kind: MetricKind,
      baseline: Figure,
      deviation: Type.Union([Type.Number(), Type.Null()], { description: 'Of single customers, less what their time before explains' }),
      difference: Figure,
      control: Figure,
      arm: Type.Union([Type.Number(), Type.Null()], { description: 'Customers of the smallest other arm' }),
      units: Type.Union([Type.Number(), Type.Null()], { description: 'Customers of all arms; null when no number would do' }),
      timesFixed: Type.Union([Type.Number(), Type.Null()], { description: 'As many times the customers of a test that is looked at once' }),
      days: Type.Union([Type.Number(), Type.Null()], { description: 'Until so many have come and their time is over' }),
    }),
  ),
});
export type ExperimentPower = Static<typeof ExperimentPower>;
