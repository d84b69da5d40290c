/** The shapes of metrics: what they are, and what they say of customers. */
import { type Static, type TSchema, Type } from 'typebox';

const Text = (description: string) => Type.String({ description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const AnyObject = Type.Record(Type.String(), Type.Unknown());

/** What a metric says of a customer: one value, how often each value comes (`shares`), or what a `first` or `last` took from a nested property. */
export const MetricValue = Type.Union([
  Type.Number(),
  Type.String(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.Object({ value: Type.Unknown(), share: Type.Number({ minimum: 0, maximum: 1 }) }), {
    description: 'Of a metric of shares: the values, the most frequent first',
  }),
  Type.Array(Type.Unknown()),
  AnyObject,
]);
export type MetricValue = Static<typeof MetricValue>;

/** In what a metric's numbers are. */
export const MetricUnit = Type.Union([Type.Literal('milliseconds'), Type.Literal('value')]);

const MetricFields = {
  name: Type.String(),
  title: Nullable(Type.String()),
  version: Type.Integer(),
  words: Text('What it sums up, in words'),
  unit: MetricUnit,
  definition: AnyObject,
};
export const MetricList = Type.Object({ metrics: Type.Array(Type.Object(MetricFields)) });
export type MetricList = Static<typeof MetricList>;

/** How a metric's values are spread over the customers who exist at an instant. */
export const MetricDistribution = Type.Object({
  customers: Type.Integer({ description: 'Who exist at that instant' }),
  withValue: Type.Integer({ description: 'Of these: for how many it has a value' }),
  numbers: Nullable(Type.Object({ min: Type.Number(), mean: Type.Number(), median: Type.Number(), max: Type.Number() })),
  bins: Type.Union([Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), customers: Type.Integer() })), Type.Null()], {
    description:
      'Customers whose number is at least `from` and below `to`, in the last bin and where both are the same up to `to`; null when no value is a number',
  }),
  top: Type.Union([Type.Array(Type.Object({ value: MetricValue, customers: Type.Integer() })), Type.Null()], {
    description: 'The ten most frequent values; null when there are too many different ones',
  }),
});
export type MetricDistribution = Static<typeof MetricDistribution>;

export const Metric = Type.Object({
  ...MetricFields,
  ...MetricDistribution.properties,
  asOf: Type.String({ format: 'date-time', description: 'The instant that this answer is for' }),
});
export type Metric = Static<typeof Metric>;
