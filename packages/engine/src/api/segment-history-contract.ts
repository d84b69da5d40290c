import { type Static, type TSchema, Type } from 'typebox';

const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** How many were in a segment over time. */
export const SegmentTrend = Type.Object(
  {
    name: Type.String(),
    version: Type.Integer(),
    asOf: Time('The newest instant'),
    every: Type.Integer({ description: 'Between two instants, in milliseconds' }),
    customers: Type.Integer({ description: 'Everybody of whom something is known' }),
    asked: Type.Integer({ description: 'How many of them were asked; fewer than all: the counts are estimates' }),
    points: Type.Array(
      Type.Object({
        at: Time('When'),
        count: Type.Integer({ description: 'How many were in it then' }),
        entered: Type.Integer({ description: 'Who is in it, and was not at the instant before' }),
        left: Type.Integer({ description: 'Who is not in it, and was at the instant before' }),
      }),
    ),
  },
  { description: 'By the events that are known now: what arrived late counts from when it happened' },
);
export type SegmentTrend = Static<typeof SegmentTrend>;

/** Who came or went between two instants. */
export const SegmentMoves = Type.Object({
  customers: Type.Array(
    Type.Object({ customerId: Type.String(), identifiers: Type.Array(Type.String()), at: Time('When they entered, or left') }),
  ),
  nextCursor: Nullable(Type.String({ description: 'Also after an empty page: so many are looked at for each' })),
});
export type SegmentMoves = Static<typeof SegmentMoves>;

/** Whom a segment shares with others. */
export const SegmentOverlap = Type.Object({
  name: Type.String(),
  count: Type.Integer(),
  customers: Type.Integer({ description: 'Everybody of whom something is known' }),
  asOf: Time('The instant that this answer is for'),
  others: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Nullable(Type.String()),
      count: Type.Integer(),
      both: Type.Integer({ description: 'Who is in both' }),
      lift: Nullable(Type.Number({ description: 'How many times as many are in both as by chance; null when one is empty' })),
    }),
  ),
});
export type SegmentOverlap = Static<typeof SegmentOverlap>;
