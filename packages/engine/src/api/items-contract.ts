/** The shapes of what comes in by the management API: items of sources without a write key, and scores that were made elsewhere. */
import { type Static, type TSchema, Type } from 'typebox';

const Text = (description: string) => Type.String({ description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A row of a file that could not become an item; it is quarantined as `unmappable_row`. */
export const UnmappableItem = Type.Object(
  {
    messageId: Type.String({ minLength: 1, maxLength: 100 }),
    field: Type.String({ maxLength: 300 }),
    detail: Type.String({ maxLength: 2_000 }),
    raw: Type.String(),
    row: Type.Optional(Type.Integer({ minimum: 0 })),
    userId: Type.Optional(Type.String()),
    anonymousId: Type.Optional(Type.String()),
    externalIds: Type.Optional(
      Type.Array(Type.Object({ type: Type.String(), id: Type.String() }, { additionalProperties: false }), { maxItems: 100 }),
    ),
  },
  { additionalProperties: false },
);

/** POST /api/v1/sources/{name}/items: items of the tracking API's batch, of a source that needs no write key of its own. At most 16 MB. */
export const SourceItemsRequest = Type.Object(
  {
    items: Type.Array(Type.Unknown(), { maxItems: 5_000 }),
    unmappable: Type.Optional(Type.Array(UnmappableItem, { maxItems: 5_000 })),
  },
  { additionalProperties: false },
);
export type SourceItemsRequest = Static<typeof SourceItemsRequest>;
export const SourceItemsAnswer = Type.Object({
  received: Type.Integer({ description: 'received = accepted + duplicate + quarantined' }),
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  quarantined: Type.Integer(),
  conflicting: Type.Integer({ description: 'Of the duplicates: those whose body differs from the accepted one' }),
});
export type SourceItemsAnswer = Static<typeof SourceItemsAnswer>;

/** A score that was made elsewhere. What does not look like this is put aside with the reason. */
const ScoreItem = Type.Record(Type.String(), Type.Unknown(), {
  description:
    '{ score: its name, customer: "type:id", value: a number, text or boolean, at: RFC 3339, default now, messageId?: default follows from score, customer and at }',
});
/** POST /api/v1/scores: one score or a list. At most 4 MB. */
export const ScoresRequest = Type.Union([ScoreItem, Type.Array(Type.Unknown(), { minItems: 1, maxItems: 5_000 })]);
export const ScoresAnswer = Type.Object({
  ...SourceItemsAnswer.properties,
  outcomes: Type.Array(
    Type.Object({
      status: Type.Union([Type.Literal('accepted'), Type.Literal('duplicate'), Type.Literal('quarantined')]),
      messageId: Nullable(Type.String()),
      reason: Nullable(Text('Why it was put aside, or conflicting_duplicate')),
      field: Nullable(Type.String()),
      detail: Nullable(Type.String()),
    }),
    { description: 'One for each, in the order in which they came' },
  ),
});
export type ScoresAnswer = Static<typeof ScoresAnswer>;

/** The scores that customers have. */
export const ScoreList = Type.Object({
  scores: Type.Array(
    Type.Object({
      name: Type.String(),
      customers: Type.Integer({ description: 'How many have one' }),
      newestAt: Type.String({ format: 'date-time', description: 'The newest instant that one is for' }),
    }),
  ),
});
export type ScoreList = Static<typeof ScoreList>;
