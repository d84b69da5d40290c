/** The shapes of moments: those that happened, and what is known of all of a name. */
import { type Static, type TSchema, Type } from 'typebox';

const Text = (description: string) => Type.String({ description });
const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What customers did within a time after a moment, beside what was done in as long periods without one. */
const MomentFollows = Type.Object({
  horizon: Text('Within this time after the moment: 1d, 7d'),
  moments: Type.Integer({ description: 'Moments that were looked at: those whose time is over, evenly spread where there are very many' }),
  others: Type.Integer({ description: 'Periods without the moment that they are compared with, each after some event of some customer' }),
  few: Type.Boolean({ description: 'Whether there are so few on either side that the shares say little' }),
  events: Type.Array(
    Type.Object({
      event: Type.String(),
      share: Type.Number({ description: 'Of the moments: 0 to 1' }),
      otherwise: Nullable(Type.Number({ description: 'Of the other periods: 0 to 1' })),
      medianMs: Type.Number({ description: 'From the moment to the first such event, where one followed' }),
    }),
    { description: 'Those first whose share differs most from what it is otherwise' },
  ),
});
export const MomentSummary = Type.Object({
  name: Type.String(),
  title: Nullable(Type.String()),
  version: Type.Integer(),
  status: Type.Union([Type.Literal('live'), Type.Literal('filling')]),
  words: Text('The pattern in words'),
  intent: Type.String(),
  feeling: Type.String(),
  count: Type.Integer({ description: 'Moments that stand' }),
  customers: Type.Integer({ description: 'Customers who had one' }),
  lastDay: Type.Integer({ description: 'Of them, by event time, in the last 24 hours' }),
  lastWeek: Type.Integer(),
  lastMonth: Type.Integer({ description: 'In the last 30 days' }),
  givenUp: Type.Integer({ description: 'How often the search for a completion was given up since the engine started or it was published' }),
  follows: Type.Array(MomentFollows),
  asOf: Time('The instant that this answer is for'),
});
export type MomentSummary = Static<typeof MomentSummary>;

export const MomentItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  customerId: Type.String(),
  identifier: Type.Optional(Text('type:value that it happened to, so that lists can name people')),
  at: Time('When the pattern was complete'),
  detectedAt: Time('When the engine saw it'),
  status: Type.Union([Type.Literal('detected'), Type.Literal('withdrawn')]),
  warmUntil: Time('Until when it is worth acting on'),
  intent: Type.String(),
  feeling: Type.String(),
  segments: Type.Array(Type.String()),
  evidence: Type.Array(Text('messageId')),
});
export type MomentItem = Static<typeof MomentItem>;
export const MomentList = Type.Object({ moments: Type.Array(MomentItem), nextCursor: Nullable(Type.String()) });
export type MomentList = Static<typeof MomentList>;
