/**
 * The shapes of the management API. One source: they validate requests, describe /api/openapi.json,
 * and are the only thing that the console imports from the engine (types alone).
 */
import { type Static, type TSchema, Type } from 'typebox';

import { type Publication, Warning } from './definitions-contract.js';
import type { IdentityDecision } from './identity-contract.js';
import { MetricValue } from './metric-contract.js';
import type { MomentItem } from './moment-contract.js';
import type { CampaignActItem } from './campaign-life-contract.js';
import type { SurgeItem } from './surge-contract.js';

export * from './access-contract.js';
export * from './campaigns-contract.js';
export * from './consent-contract.js';
export * from './definitions-contract.js';
export * from './deliveries-contract.js';
export * from './exports-contract.js';
export * from './discover-contract.js';
export * from './experiment-contract.js';
export * from './journey-contract.js';
export * from './segment-history-contract.js';
export * from './identity-contract.js';
export * from './insight-contract.js';
export * from './identity-report-contract.js';
export * from './items-contract.js';
export * from './import-contract.js';
export * from './matching-contract.js';
export * from './metric-contract.js';
export * from './moment-contract.js';
export * from './quarantine-contract.js';
export * from './surge-contract.js';
export * from './campaign-life-contract.js';
export * from './campaign-trial-contract.js';

const Text = (description: string) => Type.String({ description });
const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const AnyObject = Type.Record(Type.String(), Type.Unknown());

/** RFC 9457. */
export const Problem = Type.Object({
  type: Text('urn:cusp:error:<code>'),
  title: Text('What happened'),
  status: Type.Integer(),
  detail: Text('Why, in this case'),
  code: Text('Stable code; docs/guide/errors.md'),
  remedy: Text('What to do'),
  problems: Type.Optional(Type.Array(AnyObject)),
});
export type Problem = Static<typeof Problem>;

export const Consent = Type.Object({
  purpose: Type.String(),
  state: Type.Union([Type.Literal('granted'), Type.Literal('denied'), Type.Literal('unknown')]),
  since: Nullable(Time('Since when it counts')),
});
export type Consent = Static<typeof Consent>;

export const Customer = Type.Object({
  customerId: Type.String(),
  identifiers: Type.Array(Text('type:value')),
  traits: AnyObject,
  metrics: Type.Record(Type.String(), MetricValue, { description: 'By name; null: it has no value' }),
  segments: Type.Array(Type.Object({ name: Type.String(), since: Time('When they entered') })),
  consents: Type.Array(Consent),
  scores: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Type.Union([Type.Number(), Type.String(), Type.Boolean()]),
      at: Time('The instant that it is for'),
    }),
    { description: 'The newest value of each score that was made elsewhere' },
  ),
  groups: Type.Optional(
    Type.Array(Type.String(), { description: 'Groups that they belong to by their group calls, as account/groupId:…, the newest first' }),
  ),
  firstSeen: Nullable(Time('Their first event')),
  lastSeen: Nullable(Time('Their newest event')),
  events: Type.Integer(),
  asOf: Time('The instant that this answer is for'),
});
export type Customer = Static<typeof Customer>;

export const CustomerList = Type.Object({
  customers: Type.Array(
    Type.Object({
      customerId: Type.String(),
      identifiers: Type.Array(Type.String()),
      lastSeen: Nullable(Time('Their newest event')),
      events: Type.Integer(),
      matched: Type.Optional(Text('The identifier, as type:value, that begins as was searched for')),
    }),
  ),
  total: Type.Integer(),
  nextCursor: Nullable(Text('Give it as ?cursor for the next page')),
});
export type CustomerList = Static<typeof CustomerList>;

/** GET /api/v1/customers/by-trait: who has a trait with a text in its value, those seen last first. */
export const TraitMatches = Type.Object({
  customers: Type.Array(
    Type.Object({
      customerId: Type.String(),
      identifiers: Type.Array(Type.String()),
      lastSeen: Nullable(Time('Their newest event')),
      events: Type.Integer(),
      matched: Type.Array(Type.Object({ trait: Text('Its path'), value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) })),
    }),
  ),
  isCut: Type.Boolean({ description: 'Whether there may be more: search for more of the value' }),
});
export type TraitMatches = Static<typeof TraitMatches>;

const CleanedField = Type.Object({ field: Text('The path'), rule: Text('By docs/guide/cleaning.md'), from: Type.Optional(Type.Unknown()) });
/** The session of an event. Absent when it belongs to none, or when no definition asks about sessions. */
const Session = Type.Object({
  startedAt: Time('When its first event happened'),
  channel: Text('By which channel the visit came, such as organic_search'),
});
export type Session = Static<typeof Session>;
export const TimelineItem = Type.Object({
  messageId: Type.String(),
  type: Type.String(),
  event: Type.String(),
  timestamp: Time('When it happened'),
  receivedAt: Time('When it arrived'),
  source: Type.String(),
  identifier: Text('type:value'),
  integrations: Type.Optional(AnyObject),
  session: Type.Optional(Session),
  properties: AnyObject,
  context: AnyObject,
  traits: AnyObject,
  cleaned: Type.Optional(Type.Array(CleanedField, { description: 'What cleaning changed; absent when nothing' })),
  changed: Type.Array(
    Type.Object({
      kind: Text('segment, moment or decision'),
      name: Type.String(),
      what: Text('entered, left, detected, withdrawn, send or refused'),
      at: Time('When'),
    }),
  ),
});
export const Timeline = Type.Object({ events: Type.Array(TimelineItem), nextCursor: Nullable(Type.String()) });
export type Timeline = Static<typeof Timeline>;

export const Segment = Type.Object({
  name: Type.String(),
  title: Nullable(Type.String()),
  version: Type.Integer(),
  status: Type.Union([Type.Literal('live'), Type.Literal('filling')]),
  count: Type.Integer({ description: 'Exact as of asOf' }),
  asOf: Time('The instant that count is for'),
  words: Text('The conditions in words'),
  definition: AnyObject,
});
export type Segment = Static<typeof Segment>;
export const SegmentList = Type.Object({ segments: Type.Array(Segment) });
export type SegmentList = Static<typeof SegmentList>;

export const Members = Type.Object({
  members: Type.Array(Type.Object({ customerId: Type.String(), identifiers: Type.Array(Type.String()), since: Time('When they entered') })),
  asOf: Time('The instant that this answer is for'),
  nextCursor: Nullable(Type.String()),
});
export type Members = Static<typeof Members>;

/** An event that decided something. */
export interface ExplainedEvent {
  messageId: string;
  event: string;
  timestamp: string;
  /** The items of its arrays that decided, where any did: `properties.products[1]`. */
  items?: string[];
  /** Its session; absent when it belongs to none, or when no definition asks about sessions. */
  session?: Session;
}

/** One node of an explanation: a condition with what it found. */
export interface Because {
  /** The condition's kind (`performed`, `all`, …). */
  kind: string;
  words: string;
  holds: boolean;
  /** What was compared, for instance `{"count": 3}`. */
  value: Record<string, unknown>;
  /** The events that decided it, newest first. */
  events: ExplainedEvent[];
  /** When this may change by itself, if it may. */
  until: string | null;
  parts: Because[];
}
export const Explanation = Type.Object({
  segment: Type.String(),
  version: Type.Integer(),
  customerId: Type.String(),
  member: Type.Boolean(),
  since: Nullable(Time('When they entered')),
  asOf: Time('The instant that this answer is for'),
  because: Type.Unsafe<Because>(AnyObject),
});
export type Explanation = Static<typeof Explanation>;

export const PreviewRequest = Type.Object(
  {
    definition: AnyObject,
    now: Type.Optional(Time('Default: the present')),
    wait: Type.Optional(
      Type.Boolean({ description: 'true: the exact answer, however long it takes. Default: over much data an estimate' }),
    ),
  },
  { additionalProperties: false },
);
export const Preview = Type.Object({
  count: Type.Integer(),
  estimate: Type.Boolean({ description: 'Whether count follows from a random sample; the exact one follows (previewId)' }),
  interval: Type.Optional(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2, description: 'Holds the true count in 95 of 100 cases' })),
  asked: Type.Optional(Type.Integer({ description: 'How many customers were drawn at random for the estimate' })),
  previewId: Type.Optional(Text('Ask GET /segments/preview/{previewId} until estimate is false; unasked for ten seconds it is given up')),
  share: Type.Optional(Type.Number({ description: 'How much of the exact count is done, from 0 to 1' })),
  total: Type.Integer({ description: 'Customers who exist at that instant' }),
  sample: Type.Array(Type.Object({ customerId: Type.String(), identifiers: Type.Array(Type.String()) })),
  words: Type.String(),
  asOf: Time('The instant that count is for'),
  tookMs: Type.Number(),
  warnings: Type.Optional(Type.Array(Warning, { description: 'What is no mistake and may still be meant otherwise' })),
});
export type Preview = Static<typeof Preview>;

/** Why a moment has fired for a customer or not: the nearest that they came to it. */
const NamedEvent = Type.Object({
  messageId: Type.String(),
  event: Type.String(),
  timestamp: Time('When it happened'),
  items: Type.Optional(Type.Array(Text('An item of its arrays that decided: properties.products[1]'))),
  session: Type.Optional(Session),
});
export const MomentExplanation = Type.Object({
  moment: Type.String(),
  version: Type.Integer(),
  customerId: Type.String(),
  words: Text('The pattern in words'),
  fired: Type.Boolean({ description: 'Whether it stands for the customer' }),
  at: Nullable(Time('When it fired last')),
  reason: Type.Union(
    [
      Type.Literal('not_begun'),
      Type.Literal('incomplete'),
      Type.Literal('lapsed'),
      Type.Literal('blocked'),
      Type.Literal('waiting'),
      Type.Literal('cooldown'),
      Type.Literal('filling'),
      Type.Null(),
    ],
    {
      description:
        'Why it has not fired (again) by what came since: nothing of it; a step is missing; a step is missing and the time is over; something came that may not come; time has yet to pass; it fired shortly before; history is being gone through. Null: it fired, and nothing came since',
    },
  ),
  until: Nullable(Time('When the reason ends by itself, if it does')),
  steps: Type.Array(
    Type.Object({
      words: Text('What the step takes'),
      event: Nullable(NamedEvent),
      guard: Nullable(
        Type.Object(
          { event: NamedEvent, condition: Type.Unsafe<Because>(AnyObject) },
          {
            description:
              "What the step's condition said at its event or, where the step took none, at the newest that it would have taken otherwise",
          },
        ),
      ),
    }),
  ),
  blockedBy: Type.Array(NamedEvent),
  asOf: Time('The instant that this answer is for'),
});
export type MomentExplanation = Static<typeof MomentExplanation>;

const Draw = Type.Object({
  of: Type.Union([Type.Literal('variant'), Type.Literal('offer')]),
  options: Type.Array(Type.Object({ name: Type.String(), propensity: Type.Number() })),
  chosen: Type.String(),
  propensity: Type.Number(),
});

export const DecisionItem = Type.Object({
  decisionId: Type.String(),
  campaign: Type.String(),
  version: Type.Integer(),
  customerId: Type.String(),
  identifier: Type.Optional(Text('type:value acted on, so that lists can name people')),
  outcome: Type.Union([Type.Literal('send'), Type.Literal('refused')]),
  reason: Nullable(Type.String()),
  cause: AnyObject,
  decidedAt: Time('When it was decided'),
  checks: Type.Array(Type.Object({ check: Type.String(), passed: Type.Boolean(), detail: Type.String(), saw: AnyObject })),
  message: Type.Union([AnyObject, Type.Null()]),
  channel: Type.Optional(Text('The channel that was chosen; absent: the campaign has only one')),
  sendAt: Type.Optional(Time('Not to be sent before')),
  validUntil: Type.Optional(Time('Not to be sent after')),
  variant: Type.Optional(Text('The variant of the message; absent: its own')),
  offer: Type.Optional(Type.String()),
  draws: Type.Optional(Type.Array(Draw)),
  step: Type.Optional(Type.Integer({ description: 'Which follow-up it is, from 1; absent: the first message' })),
  follows: Type.Optional(Text('The decision on the first message')),
  followUpAt: Type.Optional(Time('When the next follow-up is due')),
  delivery: Type.Object({
    status: Type.Union([
      Type.Literal('none'),
      Type.Literal('pending'),
      Type.Literal('delivered'),
      Type.Literal('dead'),
      Type.Literal('refused'),
    ]),
    attempts: Type.Integer(),
    detail: Nullable(Type.String()),
  }),
});
export type DecisionItem = Static<typeof DecisionItem>;
export const DecisionList = Type.Object({ decisions: Type.Array(DecisionItem), nextCursor: Nullable(Type.String()) });
export const DecisionShown = Type.Object({
  decision: DecisionItem,
  replay: Type.Union(
    [
      Type.Object({
        same: Type.Boolean(),
        differs: Type.Array(Type.String(), { description: 'The fields in which it comes out otherwise' }),
        outcome: Type.Union([Type.Literal('send'), Type.Literal('refused')]),
        reason: Nullable(Type.String()),
        message: Type.Union([AnyObject, Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'The decision taken again from what it saw alone; null: the version of the campaign is not known any more' },
  ),
});
export type DecisionShown = Static<typeof DecisionShown>;
export type DecisionList = Static<typeof DecisionList>;

export const Books = Type.Object({
  received: Type.Integer(),
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  quarantined: Type.Integer(),
  refused: Type.Integer(),
});
export type Books = Static<typeof Books>;
/** How a source does that fetches or listens for itself. */
const WayInState = Type.Object({
  state: Type.Union([Type.Literal('idle'), Type.Literal('running'), Type.Literal('failing'), Type.Literal('stopped')]),
  lastSuccessAt: Nullable(Time('When it last worked')),
  failure: Nullable(Type.Object({ code: Type.String(), message: Type.String(), at: Time('When it failed') })),
  progress: Type.Record(Type.String(), Type.Unknown()),
});
export const SourceList = Type.Object({
  sources: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Nullable(Type.String()),
      wayIn: Type.String({ description: 'How its events come: http, files, webhook, postgres or mqtt' }),
      defined: Type.Boolean({ description: 'Whether a definition of it is published; without one it has all defaults' }),
      trackingPlan: Nullable(Type.String()),
      accounting: Books,
      lastReceivedAt: Nullable(Time('Its newest item')),
      status: Nullable(WayInState),
      marked: Type.Object(
        { crawler: Type.Integer(), flood: Type.Integer() },
        { description: "Accepted events that are marked as a bot's" },
      ),
    }),
  ),
});
export type SourceList = Static<typeof SourceList>;

export const SuggestedPlan = Type.Object({
  definition: Type.Object(
    {},
    { additionalProperties: true, description: 'A tracking plan of the source’s name, that marks what does not fit' },
  ),
  events: Type.Integer({ description: 'How many events it rests on' }),
});
export type SuggestedPlan = Static<typeof SuggestedPlan>;

export const AlertItem = Type.Object({
  alertId: Type.String(),
  source: Type.String(),
  kind: Text('volume, completeness, validity, duplicates, freshness, drift, distribution or silence'),
  event: Nullable(Text('The name of the events that it is about, when it is about some')),
  field: Nullable(Text('The path that it is about')),
  by: Type.Union(
    [Type.Object({ path: Type.String(), value: Nullable(Text('Null when fewer than three customers have it')) }), Type.Null()],
    {
      description: 'The part of the events that it is about',
    },
  ),
  day: Text('2011-03-01, in UTC: of event time; of arrival for validity, duplicates, freshness and silence'),
  value: Type.Number({ description: 'What was found: events, a share (0 to 1), or milliseconds' }),
  expected: Type.Union([Type.Number(), Type.Null()], { description: 'What was to be expected, in the same unit' }),
  score: Type.Union([Type.Number(), Type.Null()], {
    description: 'The decimal logarithm of the evidence; null for a threshold that was set',
  }),
  observedAt: Time('When the engine saw it'),
  open: Type.Boolean({ description: "Whether it is about one of the source's last two days" }),
  words: Type.String(),
});
export type AlertItem = Static<typeof AlertItem>;
export const AlertList = Type.Object({ alerts: Type.Array(AlertItem), nextCursor: Nullable(Type.String()) });
export type AlertList = Static<typeof AlertList>;

export const SubscriptionList = Type.Object({
  subscriptions: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Text('waiting, telling, failing, or gone: the receiver wants nothing more until it is published anew'),
      position: Nullable(Text('Everything up to here has been told')),
      told: Type.Integer({ description: 'Changes told since the start' }),
      lastToldAt: Nullable(Time('When the last was taken')),
      failure: Nullable(
        Type.Object({ detail: Type.String(), since: Time('Of the first failure'), nextTryAt: Nullable(Time('When it is tried again')) }),
      ),
    }),
  ),
});
export type SubscriptionList = Static<typeof SubscriptionList>;

const Day = Text('2011-03-01, in UTC');
const Count = Type.Integer({ minimum: 0 });
/** What a source sent, by day. */
export const SourceQuality = Type.Object({
  source: Type.String(),
  by: Text('The path by whose values fields are told apart'),
  openAlerts: Count,
  days: Type.Array(
    Type.Object({
      day: Day,
      accepted: Type.Integer({ description: 'Events that happened on the day' }),
      expected: Nullable(Type.Number({ description: 'How many were to be expected' })),
      events: Type.Array(Type.Object({ event: Type.String(), accepted: Count })),
      arrived: Nullable(
        Type.Object(
          {
            accepted: Count,
            duplicate: Count,
            conflicting: Count,
            quarantined: Count,
            reasons: Type.Array(Type.Object({ reason: Type.String(), count: Count })),
            freshness: Nullable(
              Type.Object({ p50: Type.Number(), p95: Type.Number() }, { description: 'Milliseconds from happening to arriving' }),
            ),
          },
          { description: 'What arrived on the day, whenever it happened' },
        ),
      ),
    }),
  ),
  hours: Type.Array(Type.Object({ at: Time('The hour'), accepted: Count }), { description: 'The last two days by hour of event time' }),
  fields: Type.Array(
    Type.Object({
      event: Type.String(),
      field: Type.String(),
      rows: Count,
      present: Count,
      usual: Nullable(Type.Number({ description: 'The share of events that usually carry it' })),
      days: Type.Array(Type.Object({ day: Day, rows: Count, present: Count })),
      values: Type.Array(Type.Object({ value: Nullable(Text('Null: those of fewer than three customers')), rows: Count, present: Count })),
      numbers: Nullable(Type.Object({ p5: Type.Number(), p50: Type.Number(), p95: Type.Number() })),
      categories: Nullable(Type.Array(Type.Object({ value: Nullable(Type.String()), count: Count }))),
    }),
  ),
  drift: Type.Array(
    Type.Object({
      event: Type.String(),
      field: Type.String(),
      change: Text('new, gone or type'),
      day: Day,
      types: Type.Array(Text('string, number, boolean, object or array')),
    }),
  ),
});
export type SourceQuality = Static<typeof SourceQuality>;

/** The keys by which sources are told apart. Secrets: for admins alone. */
export const SourceKey = Type.Object({
  id: Nullable(Type.String({ description: 'Null for a key that was given from outside and cannot be taken back here' })),
  source: Type.String(),
  writeKey: Type.String(),
  createdAt: Nullable(Time('When it was issued')),
});
export type SourceKey = Static<typeof SourceKey>;
export const KeyList = Type.Object({ keys: Type.Array(SourceKey) });
export type KeyList = Static<typeof KeyList>;

/** The names of the secrets that definitions may name; what they are is never told. */
export const SecretList = Type.Object({ secrets: Type.Array(Type.String()) });
export type SecretList = Static<typeof SecretList>;
export const SecretRequest = Type.Object({ value: Type.String({ minLength: 1, maxLength: 16_384 }) }, { additionalProperties: false });

const SourceName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$', description: 'Letters, digits, _ . and -' });
export const SourceParams = Type.Object({ name: SourceName });

/** POST /api/v1/rebuild/{what}: builds a projection again from the journal. */
export const RebuildParams = Type.Object({ what: Type.Union([Type.Literal('warehouse'), Type.Literal('state')]) });
export const RebuildResult = Type.Object({
  rows: Type.Integer(),
  differing: Type.Integer({ description: 'Rows that differed before' }),
});
export type RebuildResult = Static<typeof RebuildResult>;

export const SqlRequest = Type.Object({ query: Type.String(), params: Type.Optional(AnyObject) }, { additionalProperties: false });
export const SqlResult = Type.Object({
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  rows: Type.Array(AnyObject),
  tookMs: Type.Number(),
});
export type SqlResult = Static<typeof SqlResult>;

export const ErasureStatus = Type.Object({ requestId: Type.String(), status: Type.Union([Type.Literal('running'), Type.Literal('done')]) });
export type ErasureStatus = Static<typeof ErasureStatus>;

export const Overview = Type.Object({
  now: Time("The engine's clock"),
  startedAt: Time('When it started'),
  customers: Type.Integer(),
  events: Type.Integer(),
  eventsPerSecond: Type.Number({ description: 'Accepted, mean of the last 10 seconds' }),
  warehouseLag: Type.Integer({ description: 'Events and acts not yet in the warehouse' }),
  recovering: Type.Boolean(),
  journalFailed: Nullable(Type.String()),
  actingHeld: Nullable(
    Type.Object({ by: Type.String(), reason: Type.String(), at: Time('Since when') }, { description: 'Who paused all acting, and why' }),
  ),
});
export type Overview = Static<typeof Overview>;

/** A message of GET /api/v1/stream: the SSE event name is `type`, its id the position, its data `value`. */
export type StreamMessage =
  | {
      type: 'event';
      position: string;
      value: {
        messageId: string;
        customerId: string;
        /** `type:value` that it belongs to. */
        identifier?: string;
        type: string;
        event: string;
        timestamp: string;
        receivedAt: string;
        source: string;
        properties: Record<string, unknown>;
      };
    }
  | {
      type: 'segment';
      position: string;
      value: {
        segment: string;
        version: number;
        customerId: string;
        /** `type:value` of the change's representative identifier. */
        identifier?: string;
        entered: boolean;
        at: string;
        observedAt: string;
        cause: string;
        because: string[];
      };
    }
  | { type: 'moment'; position: string; value: MomentItem }
  | { type: 'decision'; position: string; value: DecisionItem }
  | { type: 'alert'; position: string; value: AlertItem }
  | { type: 'surge'; position: string; value: SurgeItem }
  | { type: 'campaign'; position: string; value: CampaignActItem }
  | {
      type: 'identity';
      position: string;
      value: IdentityDecision & {
        /** The customerIds of the two, as they are now: one when they are one. */
        customers: string[];
      };
    }
  | { type: 'publication'; position: string; value: Publication };

/** POST /api/v1/flush. */
export const Flushed = Type.Object({ flushed: Type.Literal(true) });
export type Flushed = Static<typeof Flushed>;

/** JSON Schema of the definition files. */
export const DefinitionSchema = AnyObject;
