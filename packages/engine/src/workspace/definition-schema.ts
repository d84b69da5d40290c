/** The JSON Schema of definitions: one for all kinds. Conditions, metrics and steps are handed in by those who evaluate them. */
import { Type, type TSchema } from 'typebox';
import { timeZoneNames } from '../timeline/time-zones.js';
import { IDENTIFIER_FORMS } from '../vocabulary/identifier-forms.js';
import { campaignSchema } from './campaign-schema.js';
import { experimentSchema } from './experiment-schema.js';
import { exportSchema } from './export-schema.js';
import { matchingSchema } from './matching-schema.js';
import { purposeSchema } from './purpose-schema.js';
import { AnyObject, ApprovalSchema, CapSchema, Duration, Name, QuietHoursSchema, closed, oneOf } from './schema-words.js';
import { surgeSchema } from './surge-schema.js';

const Title = Type.String({ maxLength: 300, description: 'A title of at most 300 characters' });
const Description = Type.String({ maxLength: 10_000, description: 'A description of at most 10,000 characters' });

const named = {
  name: Name,
  title: Type.Optional(Title),
  description: Type.Optional(Description),
  purpose: Type.Optional(
    Type.String({
      ...Name,
      'x-cusp-names': 'purpose',
      description: 'The name of the purpose that personal data is used for; default analytics',
    }),
  ),
};

/** What takes the place of conditions, metric values and pattern steps in the schema. */
export interface DefinitionSchemaParts {
  readonly condition?: TSchema;
  readonly metric?: TSchema;
  readonly step?: TSchema;
  /** What may stand under `from` of a source. */
  readonly wayIn?: TSchema;
  readonly mapping?: TSchema;
}

/**
 * The schema of every kind of definition, as served at /api/v1/schema.
 * Without parts it checks the outer shape alone and leaves conditions to those who compile them.
 */
export function definitionSchema({
  condition = AnyObject,
  metric = AnyObject,
  step = AnyObject,
  wayIn = AnyObject,
  mapping = AnyObject,
}: DefinitionSchemaParts = {}): TSchema {
  return Type.Union(
    [
      segmentSchema(condition),
      metricSchema(metric),
      momentSchema(step),
      campaignSchema(named, condition),
      experimentSchema(named, condition, metric),
      exportSchema(named),
      PurposeSchema,
      WorkspaceSchema,
      sourceSchema(wayIn, mapping),
      SubscriptionSchema,
      TrackingPlanSchema,
      IdentifierSchema,
      MatchingSchema,
      SurgeSchema,
    ],
    {
      title: 'Definition',
      description:
        'A segment, metric, moment, campaign, experiment, export, purpose, workspace, source, subscription, tracking plan, identifier, matching or surge of a Cusp workspace',
    },
  );
}

function segmentSchema(condition: TSchema): TSchema {
  return Type.Object(
    {
      kind: Type.Literal('segment'),
      ...named,
      where: condition,
      includeBots: Type.Optional(Type.Boolean({ description: 'true: known bots can be members; default false' })),
    },
    closed,
  );
}

function metricSchema(value: TSchema): TSchema {
  return Type.Object({ kind: Type.Literal('metric'), ...named, value }, closed);
}

function momentSchema(step: TSchema): TSchema {
  return Type.Object(
    {
      kind: Type.Literal('moment'),
      ...named,
      intent: oneOf(['know', 'go', 'do', 'buy']),
      feeling: Type.Optional(oneOf(['frustration', 'delight', 'neutral'])),
      pattern: Type.Array(step, { minItems: 1, maxItems: 20, description: 'The steps of the pattern, 1 to 20, in their order' }),
      within: Type.Optional(Duration),
      cooldown: Type.Optional(Duration),
      warmFor: Type.Optional(Duration),
    },
    closed,
  );
}

const PurposeSchema = purposeSchema(named);

const Names = Type.Union([Type.Array(Name, { minItems: 1, maxItems: 1_000 }), Type.Literal('all')], {
  description: 'A list of names, or all',
});
const SubscriptionSchema = Type.Object(
  {
    kind: Type.Literal('subscription'),
    ...named,
    segments: Type.Optional(Names),
    moments: Type.Optional(Names),
    surges: Type.Optional(Names),
    webhook: Type.Object(
      {
        url: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2_000, description: 'An http or https address' }),
        secret: Type.Optional(
          Type.Object(
            { secret: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$', description: 'The name under which the vault keeps it' }) },
            closed,
          ),
        ),
      },
      closed,
    ),
  },
  closed,
);

const WorkspaceSchema = Type.Object(
  {
    kind: Type.Literal('workspace'),
    ...named,
    timeZone: Type.Enum([...timeZoneNames()], {
      description: 'A time zone as the IANA database names it, for instance Europe/Berlin or UTC',
    }),
    quietHours: Type.Optional(QuietHoursSchema),
    caps: Type.Optional(Type.Object({ overall: Type.Optional(CapSchema), channels: Type.Optional(Type.Record(Name, CapSchema)) }, closed)),
    arbitration: Type.Optional(Type.Object({ window: Type.Optional(Duration) }, closed)),
    holdout: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'The share that no campaign contacts: 0 to 1' })),
    approval: Type.Optional(ApprovalSchema),
  },
  closed,
);

/** A type of identifier: its name is the type. */
const IdentifierSchema = Type.Object(
  {
    kind: Type.Literal('identifier'),
    ...named,
    name: Type.String({
      pattern: '^[a-z][A-Za-z0-9_.-]{0,63}$',
      description: 'A type of identifiers: a small letter, then letters, digits, _, - and dots, at most 64 characters',
    }),
    from: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^(properties|context|traits)\\.[^\\s].{0,250}$',
          description: 'A path such as traits.loyalty_card or properties.card_number',
        }),
        { maxItems: 20, description: 'Paths by which events name such an identifier, at most 20' },
      ),
    ),
    form: Type.Optional(oneOf(IDENTIFIER_FORMS)),
    strength: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, description: 'The rank among types, 0 to 100: the smaller, the stronger; userId has 0' }),
    ),
    atMost: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many of the type one customer may have, at least 1' }),
    ),
    sharedAbove: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many userIds it may be seen with before it is shared, at least 1' }),
    ),
    recency: Type.Optional(Duration),
    subject: Type.Optional(Type.Literal('person', { description: 'Whom it is a name of: person' })),
  },
  closed,
);

const FieldPath = Type.String({
  pattern: '^((properties|context|traits)\\.[^\\s].{0,250}|userId|anonymousId|groupId)$',
  description: 'A path such as properties.price',
});

function sourceSchema(wayIn: TSchema, mapping: TSchema): TSchema {
  const flood = Type.Object({ events: Type.Integer({ minimum: 2, maximum: 1_000_000 }), within: Duration }, closed);
  const clean = Type.Object(
    {
      normalise: Type.Optional(Type.Boolean()),
      ip: Type.Optional(oneOf(['keep', 'truncate', 'drop'])),
      keepOriginals: Type.Optional(Type.Boolean()),
      region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'A country as two capital letters: DE' })),
      money: Type.Optional(oneOf(['marked', 'always', 'never'])),
      flood: Type.Optional(Type.Union([Type.Literal(false), flood], { description: 'false, or { events: 600, within: 1m }' })),
    },
    closed,
  );
  const perSecond = { minimum: 1, maximum: 1_000_000 };
  const limits = Type.Object(
    { eventsPerSecond: Type.Number({ ...perSecond, description: 'At least 1' }), burst: Type.Optional(Type.Integer(perSecond)) },
    closed,
  );
  const quality = Type.Object(
    {
      fields: Type.Optional(Type.Array(FieldPath, { minItems: 1, maxItems: 50 })),
      by: Type.Optional(FieldPath),
      silent: Type.Optional(Type.Boolean()),
      falseAlertsPerMonth: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100, description: 'More than 0, at most 100' })),
      alerts: Type.Optional(alertsSchema()),
    },
    closed,
  );
  return Type.Object(
    {
      kind: Type.Literal('source'),
      ...named,
      from: Type.Optional(wayIn),
      mapping: Type.Optional(mapping),
      trackingPlan: Type.Optional(Name),
      clean: Type.Optional(clean),
      limits: Type.Optional(limits),
      quality: Type.Optional(quality),
    },
    closed,
  );
}

/** By kind of alert: false for none, or a threshold. */
function alertsSchema(): TSchema {
  const share = Type.Number({ minimum: 0, maximum: 1, description: 'A share: 0 to 1' });
  const events = Type.Optional(Type.Integer({ minimum: 0, description: 'Events a day' }));
  const orNone = (threshold: TSchema): TSchema =>
    Type.Optional(Type.Union([Type.Literal(false), threshold], { description: 'false, or a threshold: docs/guide/quality.md' }));
  const least = orNone(Type.Object({ least: share }, closed));
  return Type.Object(
    {
      volume: orNone(Type.Object({ least: events, most: events }, closed)),
      completeness: least,
      validity: least,
      duplicates: orNone(Type.Object({ most: share }, closed)),
      freshness: orNone(Type.Object({ most: Duration }, closed)),
      drift: least,
      distribution: orNone(Type.Object({ most: Type.Number({ minimum: 0, maximum: 100, description: 'An index: 0 to 100' }) }, closed)),
      silence: orNone(Type.Object({ after: Duration }, closed)),
    },
    closed,
  );
}

const TrackingPlanSchema = Type.Object(
  {
    kind: Type.Literal('tracking-plan'),
    ...named,
    onViolation: Type.Optional(oneOf(['block', 'omit', 'allow'])),
    onUnplanned: Type.Optional(oneOf(['block', 'allow'])),
    rules: Type.Object(
      {
        global: Type.Optional(AnyObject),
        identify: Type.Optional(AnyObject),
        group: Type.Optional(AnyObject),
        events: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 512 }), AnyObject)),
      },
      closed,
    ),
  },
  closed,
);

const MatchingSchema = matchingSchema(named, Name);
const SurgeSchema = surgeSchema(named, Name);
