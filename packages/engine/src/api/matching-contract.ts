/** The shapes of matching: how it stands, what it suggests, and why it takes two to be one person or not. */
import { type Static, type TSchema, Type } from 'typebox';
import { By } from './definitions-contract.js';

const Text = (description: string) => Type.String({ description });
const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const Bits = (description: string) => Type.Number({ description });
const oneOf = <const T extends string>(texts: readonly T[], description: string) =>
  Type.Unsafe<T>(
    Type.Union(
      texts.map((text) => Type.Literal(text)),
      { description },
    ),
  );

export const MatchingState = oneOf(
  ['undefined', 'noModel', 'starting', 'learning', 'matching', 'live', 'failed'],
  'undefined: no matching is published; noModel: nothing was learned yet; starting: records are being read; learning: a model is being learned; matching: what changed is being matched; live: all is in force; failed: see failure',
);
export type MatchingState = Static<typeof MatchingState>;

export const Matching = Type.Object({
  state: MatchingState,
  matching: Nullable(Text('The definition in force, by its name')),
  title: Nullable(Type.String()),
  version: Nullable(Type.Integer()),
  model: Nullable(
    Type.Object({
      modelId: Text('Follows from the model: the same weights have the same id'),
      learnedAt: Time('When it was learned'),
      by: Text('Who asked for it'),
      records: Type.Integer({ description: 'How many records it was learned from' }),
      linkFrom: Share('From this probability on two records are linked'),
      suggestFrom: Share('From this probability on they are a suggestion'),
      prior: Share('Of all pairs of records the share that are of one person'),
      fields: Type.Array(
        Type.Object({
          name: Type.String(),
          kind: Text('name, date, email, phone, code, text, category or list'),
          drift: Nullable(Type.Number({ description: 'Population stability index against the records that were learned from' })),
          levels: Type.Array(
            Type.Object({
              level: Text('How alike two values are'),
              m: Type.Number({ minimum: 0, description: 'Share among pairs of one person' }),
              u: Type.Number({ minimum: 0, description: 'Share among pairs of two' }),
              bits: Bits('log2 of m over u'),
            }),
          ),
        }),
      ),
    }),
  ),
  records: Type.Integer({ description: 'Records that are known' }),
  waiting: Type.Integer({ description: 'Records that changed and are still to be matched' }),
  links: Type.Integer({ description: 'Learned links in force' }),
  suggestions: Type.Integer({ description: 'Pairs that may be one person, those among them that somebody has decided on' }),
  failure: Nullable(Text('Why it failed')),
  drift: Nullable(
    Type.Object(
      {
        index: Type.Number({ description: 'The largest population stability index of all fields' }),
        verdict: oneOf(['stable', 'shifting', 'drifted'], 'As usual, worth a look, or time to learn again'),
      },
      { description: 'How far records are from those that the model was learned from' },
    ),
  ),
});
export type Matching = Static<typeof Matching>;

export const LearnRequest = Type.Object({ by: By }, { additionalProperties: false });
export type LearnRequest = Static<typeof LearnRequest>;

export const NamedCustomer = Type.Object({ customerId: Type.String(), identifier: Text('type:value') });
export type NamedCustomer = Static<typeof NamedCustomer>;

/** What matching says of two records, as a waterfall. */
export const MatchingExplanation = Type.Object({
  modelId: Type.String(),
  prior: Type.Object({ probability: Share('Of all pairs of records the share that are of one person'), bits: Bits('The same as odds') }),
  steps: Type.Array(
    Type.Object({
      field: Type.String(),
      level: Text('How alike: equal, one edit apart, sounds alike, …'),
      left: Nullable(Text('The value as it was compared')),
      right: Nullable(Text('The value as it was compared')),
      bits: Bits('What the level says'),
      rarityBits: Bits("What the value's rarity adds"),
    }),
  ),
  lookAlikeBits: Bits('What is taken off because two who look alike might be behind it'),
  bits: Bits('The sum'),
  probability: Share('That they are one person'),
  verdict: oneOf(['link', 'suggestion', 'none'], 'What becomes of it'),
});
export type MatchingExplanation = Static<typeof MatchingExplanation>;

export const SuggestionList = Type.Object({
  suggestions: Type.Array(
    Type.Object({
      left: NamedCustomer,
      right: NamedCustomer,
      probability: Share('That they are one person'),
      bits: Bits('The same as odds'),
      explanation: Nullable(MatchingExplanation),
    }),
    { description: 'Most probable first; without those that somebody has decided on or that are one customer already' },
  ),
  nextCursor: Nullable(Type.String()),
});
export type SuggestionList = Static<typeof SuggestionList>;

/** By what matching came to link two identifiers. */
export const LearnedEvidence = Type.Object({
  modelId: Text('The model that was in force'),
  bits: Bits('Odds that they are one person, as log2'),
  probability: Share('That they are one person'),
});
export type LearnedEvidence = Static<typeof LearnedEvidence>;
