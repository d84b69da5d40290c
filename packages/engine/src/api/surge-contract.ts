import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/surges, and what is answered. */

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);

/** The value that a surge is about; null when all are counted together. */
export const SurgeValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** A stretch of time in which far more, or far fewer, customers came than usual. */
export const SurgeItem = Type.Object({
  surgeId: Type.String(),
  name: Type.String({ description: 'The definition' }),
  version: Type.Integer(),
  value: SurgeValue,
  direction: Type.Union([Type.Literal('rise'), Type.Literal('fall')]),
  status: Type.Union([Type.Literal('open'), Type.Literal('ended'), Type.Literal('withdrawn')]),
  from: Instant,
  until: OrNull(Instant),
  becameUsual: Type.Boolean({ description: 'It lasted so long that its level is what is expected now' }),
  observed: Type.Integer({ description: 'Customers by bucket, summed up: who came in three buckets counts three times' }),
  expected: Type.Number(),
  ratio: Type.Number({ description: 'observed ÷ expected' }),
  interval: Type.Tuple([Type.Number(), Type.Number()], { description: 'Of the ratio, 95 %' }),
  peak: Type.Object(
    { at: Instant, observed: Type.Integer(), expected: Type.Number() },
    { description: 'The bucket that was farthest off' },
  ),
  toldAt: Type.Union([Instant, Type.Null()], { description: 'When it was told last; null for what was history when it was found' }),
});
export type SurgeItem = Static<typeof SurgeItem>;

/** GET /api/v1/surges */
export const SurgeList = Type.Object({ surges: Type.Array(SurgeItem), nextCursor: OrNull(Type.String()) });
export type SurgeList = Static<typeof SurgeList>;

/** GET /api/v1/surges/{name} */
export const SurgeSeries = Type.Object({
  name: Type.String(),
  title: OrNull(Type.String()),
  version: Type.Integer(),
  words: Type.String(),
  by: OrNull(Type.String()),
  everyMs: Type.Integer({ description: 'The length of a bucket' }),
  asOf: Instant,
  values: Type.Integer({ description: 'How many values are counted' }),
  leftOut: Type.Integer({
    description: 'How many of them are not judged: those with the fewest customers, when there are more than mostValues',
  }),
  value: SurgeValue,
  surges: Type.Array(SurgeItem, { description: 'Of this value, those that began last first' }),
  series: Type.Array(
    Type.Object({
      at: Instant,
      observed: Type.Integer(),
      expected: Type.Number(),
      low: Type.Number({ description: 'expected − 2 standard deviations' }),
      high: Type.Number(),
      running: Type.Boolean({ description: 'More may come in it' }),
    }),
    { description: 'At most 2,000 buckets, the newest' },
  ),
  evidence: Type.Union(
    [
      Type.Object({
        customers: Type.Integer({ description: 'Different customers in the newest surge of the value' }),
        examples: Type.Array(Type.Object({ customerId: Type.String(), messageId: Type.String(), at: Instant })),
      }),
      Type.Null(),
    ],
    { description: 'Of the newest surge of the value; null when there is none' },
  ),
});
export type SurgeSeries = Static<typeof SurgeSeries>;
