import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/features. */

const AsKnown = Type.Optional(
  Type.Boolean({ description: 'Only what had arrived by the instant: the journal is folded again up to there, which takes its time' }),
);
const FeatureFormat = Type.Optional(Type.Union([Type.Literal('parquet'), Type.Literal('ndjson')], { description: 'Default: parquet' }));
const InstantText = Type.String({ maxLength: 64 });
const Names = Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1_000 }));

/** GET /api/v1/features */
export const FeaturesQuery = Type.Object({
  at: Type.Union([InstantText, Type.Array(InstantText, { maxItems: 100 })], {
    description: 'Everybody who exists then, as of then (RFC 3339); several times for several instants',
  }),
  metrics: Type.Optional(Type.String({ description: 'Names, separated by commas; default all; none when empty' })),
  segments: Type.Optional(Type.String({ description: 'Names, separated by commas; default all; none when empty' })),
  traits: Type.Optional(Type.String({ description: 'Names, separated by commas; default none' })),
  asKnown: AsKnown,
  format: FeatureFormat,
});

/** POST /api/v1/features: `at` for everybody, or `rows` for customers each at an instant of their own. */
export const FeaturesBody = Type.Object(
  {
    at: Type.Optional(Type.Array(InstantText, { minItems: 1, maxItems: 100 })),
    rows: Type.Optional(
      Type.Array(Type.Object({ customer: Type.String({ maxLength: 1_000 }), at: InstantText }), { minItems: 1, maxItems: 200_000 }),
    ),
    metrics: Names,
    segments: Names,
    traits: Names,
    asKnown: AsKnown,
    format: FeatureFormat,
  },
  { additionalProperties: false },
);
export type FeaturesBody = Static<typeof FeaturesBody>;
