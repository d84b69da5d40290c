/** The shapes of definitions over time: what is published, its versions, its drafts, and publications under way. */
import { type Static, type TSchema, Type } from 'typebox';
import type { DefinitionKind } from '../vocabulary/definition.js';
import { MetricDistribution, MetricUnit } from './metric-contract.js';

const Text = (description: string) => Type.String({ description });
const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Count = Type.Integer({ minimum: 0 });

/** Longest name of a person, and longest reason or note. */
export const LONGEST_NAME = 200;
const LONGEST_REASON = 2_000;

/** Who acts, in a body. */
export const By = Type.Optional(
  Type.String({
    maxLength: LONGEST_NAME,
    description: 'Who does it, as they say themselves: recorded, not checked. Also as the header X-Cusp-By',
  }),
);
const Reason = Type.String({ maxLength: LONGEST_REASON, description: 'Why, for the record' });
const KINDS: Readonly<Record<DefinitionKind, true>> = {
  segment: true,
  metric: true,
  moment: true,
  campaign: true,
  experiment: true,
  export: true,
  purpose: true,
  workspace: true,
  source: true,
  'tracking-plan': true,
  subscription: true,
  identifier: true,
  matching: true,
  surge: true,
};
export const DefinitionKindName = Type.Unsafe<DefinitionKind>(
  Type.Union(
    Object.keys(KINDS).map((kind) => Type.Literal(kind)),
    { description: 'The kind of a definition' },
  ),
);
export const DefinitionRef = Type.Object({ kind: DefinitionKindName, name: Type.String() }, { additionalProperties: false });

export const DefinitionsRequest = Type.Object(
  {
    definitions: Type.Array(AnyObject),
    remove: Type.Optional(Type.Array(Type.Object({ kind: Type.String(), name: Type.String() }))),
    reason: Type.Optional(Reason),
    by: By,
  },
  { additionalProperties: false },
);

/** One way in which a definition differs from another. */
export const Difference = Type.Object({
  change: Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('changed')]),
  pointer: Text('JSON pointer into the newer text; of what was removed, into the older one'),
  words: Text('not performed Order Completed: within 30d → 60d'),
});
export type Difference = Static<typeof Difference>;

/** What is no mistake in a definition, and may still be meant otherwise. */
export const Warning = Type.Object({
  code: Type.String(),
  pointer: Text('JSON pointer into the definition'),
  message: Text('What may be meant otherwise'),
  remedy: Text('What to do about it'),
});
export type Warning = Static<typeof Warning>;

const PlannedIdentities = Type.Object({
  joined: Type.Integer({ minimum: 0, description: 'How many customers of today would be one with others' }),
  parted: Type.Integer({ minimum: 0, description: 'How many customers of today would be several' }),
  customers: Type.Integer({ minimum: 0, description: 'How many customers there would be' }),
});

export const PlannedChange = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  change: Type.Union([Type.Literal('add'), Type.Literal('change'), Type.Literal('same'), Type.Literal('remove')]),
  version: Type.Integer({ description: 'The version that it would have' }),
  countNow: Type.Union([Type.Integer(), Type.Null()]),
  countThen: Type.Union([Type.Integer(), Type.Null()]),
  difference: Type.Optional(Type.Array(Difference, { description: 'How the text differs from the one in force' })),
  warnings: Type.Optional(Type.Array(Warning, { description: 'What is no mistake and may still be meant otherwise; in plans' })),
  identities: Type.Optional(
    Type.Union([PlannedIdentities, Type.Null()], {
      description: 'Of identifiers, in plans: what all of them together do to customers; null: not worked out',
    }),
  ),
});
export const Plan = Type.Object({ changes: Type.Array(PlannedChange) });
export type Plan = Static<typeof Plan>;

const Failure = Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String(), remedy: Type.String() });

/** How far a publication is. */
export const Publication = Type.Object({
  publicationId: Type.String(),
  status: Type.Union([Type.Literal('waiting'), Type.Literal('filling'), Type.Literal('live'), Type.Literal('failed')], {
    description: 'waiting for others before it; filling while history is gone through and the old versions answer',
  }),
  by: Text('Who published it, as they said themselves'),
  reason: Nullable(Type.String()),
  at: Time('When it was asked for'),
  startedAt: Nullable(Time('When its turn came')),
  endedAt: Nullable(Time('When it went live, or failed')),
  asked: Type.Integer({ description: 'Customers who have been asked' }),
  total: Count,
  share: Type.Number({ minimum: 0, maximum: 1 }),
  remainingMs: Nullable(Type.Number({ description: 'How long it will take from now, as far as can be told' })),
  changes: Type.Array(PlannedChange),
  failure: Nullable(Failure),
});
export type Publication = Static<typeof Publication>;
export const PublicationList = Type.Object({ publications: Type.Array(Publication) });
export type PublicationList = Static<typeof PublicationList>;

const InForce = Type.Boolean({ description: 'Whether it is in force' });
export const DefinitionItem = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  title: Nullable(Type.String()),
  version: Type.Integer({ description: 'The newest version' }),
  versions: Count,
  inForce: InForce,
  publishedAt: Time('When the newest version was published'),
  by: Type.String(),
  reason: Nullable(Type.String()),
  draft: Nullable(Type.Object({ by: Type.String(), note: Nullable(Type.String()), at: Time('When it was saved') })),
  definition: AnyObject,
});
export type DefinitionItem = Static<typeof DefinitionItem>;
export const DefinitionList = Type.Object({ definitions: Type.Array(DefinitionItem) });
export type DefinitionList = Static<typeof DefinitionList>;

export const DefinitionVersion = Type.Object({
  version: Type.Integer(),
  inForce: InForce,
  publishedAt: Time('When it was published'),
  by: Text('Who published it, as they said themselves'),
  reason: Nullable(Type.String()),
  publicationId: Nullable(Type.String()),
  restores: Type.Union([Type.Integer(), Type.Null()], { description: 'The older version whose text this one brought back' }),
  retired: Nullable(Type.Object({ by: Type.String(), reason: Nullable(Type.String()), at: Time('When it was taken out of force') })),
  difference: Type.Array(Difference, { description: 'To the version before' }),
  definition: AnyObject,
});
export type DefinitionVersion = Static<typeof DefinitionVersion>;
export const DefinitionVersions = Type.Object({ kind: Type.String(), name: Type.String(), versions: Type.Array(DefinitionVersion) });
export type DefinitionVersions = Static<typeof DefinitionVersions>;

export const RollbackRequest = Type.Object(
  { version: Type.Integer({ minimum: 1 }), reason: Type.String({ minLength: 1, maxLength: LONGEST_REASON }), by: By },
  { additionalProperties: false },
);

export const DraftRequest = Type.Object(
  { definition: AnyObject, note: Type.Optional(Type.String({ maxLength: LONGEST_REASON })), by: By },
  { additionalProperties: false },
);
export const PublishDraftsRequest = Type.Object(
  { drafts: Type.Array(DefinitionRef, { minItems: 1, maxItems: 100 }), reason: Type.Optional(Reason), by: By },
  { additionalProperties: false },
);

const CustomerRef = Type.Object({ customerId: Type.String(), identifiers: Type.Array(Type.String()) });
/** A draft, and what it would change. */
export const Draft = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  definition: AnyObject,
  by: Type.String(),
  note: Nullable(Type.String()),
  at: Time('When it was saved'),
  basedOn: Nullable(Type.Integer({ description: 'The version in force when it was begun' })),
  version: Nullable(Type.Integer({ description: 'The version in force now' })),
  status: Type.Union(
    [Type.Literal('waiting'), Type.Literal('filling'), Type.Literal('ready'), Type.Literal('stored'), Type.Literal('failed')],
    {
      description:
        'waiting for its turn; filling while history is gone through; ready: it follows events and time; stored: a kind that is not tried out',
    },
  ),
  asked: Count,
  total: Count,
  failure: Nullable(Failure),
  difference: Type.Array(Difference, { description: 'To the version in force' }),
  words: Nullable(Text('The conditions in words')),
  effect: Nullable(
    Type.Object(
      {
        count: Count,
        countNow: Type.Integer({ minimum: 0, description: 'Of the version in force' }),
        entering: Count,
        leaving: Count,
        sample: Type.Object({ entering: Type.Array(CustomerRef), leaving: Type.Array(CustomerRef) }),
      },
      { description: 'Of a segment that is ready: exact as of asOf' },
    ),
  ),
  warnings: Type.Array(Warning, { description: 'What is no mistake and may still be meant otherwise' }),
  asOf: Time('The instant that this answer is for'),
});
export type Draft = Static<typeof Draft>;
/** What a draft metric or moment would say, worked out when it is asked for. */
export const DraftPreview = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  metric: Nullable(
    Type.Object(
      {
        words: Text('What it sums up, in words'),
        unit: MetricUnit,
        distribution: MetricDistribution,
        inForce: Nullable(MetricDistribution),
      },
      { description: 'Of a draft metric: its values over everybody, beside those of the version in force' },
    ),
  ),
  moment: Nullable(
    Type.Object(
      {
        words: Text('The pattern in words'),
        since: Time('Moments after this instant were looked for: 30 days'),
        count: Count,
        customers: Type.Integer({ minimum: 0, description: 'To how many customers they happened' }),
        countInForce: Nullable(Type.Integer({ minimum: 0, description: 'How many the version in force finds in the same time' })),
        sample: Type.Array(
          Type.Object({ ...CustomerRef.properties, at: Time('When the pattern was complete'), evidence: Type.Array(Text('messageId')) }),
          { description: 'Some of them, newest first' },
        ),
      },
      { description: 'Of a draft moment: what it would have found in the last 30 days' },
    ),
  ),
  asOf: Time('The instant that this answer is for'),
  tookMs: Type.Number(),
});
export type DraftPreview = Static<typeof DraftPreview>;
export const DraftList = Type.Object({ drafts: Type.Array(Draft) });
export type DraftList = Static<typeof DraftList>;
export const DraftCustomers = Type.Object({ customers: Type.Array(CustomerRef), nextCursor: Nullable(Type.String()) });
export type DraftCustomers = Static<typeof DraftCustomers>;
export const Discarded = Type.Object({ discarded: Type.Literal(true) });
