/** What an engine answers when it is asked: plain values of the vocabulary. The API says them as JSON, the CLI as text. */
import type { CampaignAct } from './vocabulary/campaign-act.js';
import type { Score } from './vocabulary/score.js';
import type { Alert } from './vocabulary/alert.js';
import type { MarkedCounts } from './vocabulary/bot-mark.js';
import type { Consent } from './vocabulary/consent.js';
import type { Decision, DeliveryResult, RefusalReason } from './vocabulary/decision.js';
import type { Definition, DefinitionDraft, DefinitionKind, DefinitionProblem, DefinitionVersion } from './vocabulary/definition.js';
import type { DefinitionDifference } from './vocabulary/difference.js';
import type { CustomerEvent } from './vocabulary/event.js';
import type { ConditionExplanation, MomentExplanation } from './vocabulary/explanation.js';
import type { Identifier } from './vocabulary/identifier.js';
import type { IdentityDecision } from './vocabulary/identity-decision.js';
import type { Instant, Milliseconds } from './vocabulary/instant.js';
import type { ProblemDetails } from './runtime/problem.js';
import type { Json, JsonObject } from './vocabulary/json.js';
import type { Moment } from './vocabulary/moment.js';
import type { Accounting } from './vocabulary/outcome.js';
import type { PlannedChange } from './vocabulary/planned-change.js';
import type { SourceDefinition, WayInStatus } from './vocabulary/source.js';
import type { SegmentChange } from './vocabulary/segment-change.js';
import type { EventSession } from './vocabulary/session.js';
import type { Surge, SurgeStretch, SurgeValue } from './vocabulary/surge.js';

export type { PlannedChange, PlannedIdentities } from './vocabulary/planned-change.js';
export type * from './campaign-answers.js';
export type * from './identity-answers.js';
export type * from './matching-answers.js';
export type * from './quarantine-answers.js';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
/** Which members of a segment are asked for. */
export interface MembersRequest extends PageRequest {
  readonly at?: Instant;
  /** Only those whose data may be used for this purpose then. */
  readonly contactable?: string;
  /** Only those who are in all of these segments, too. */
  readonly also?: readonly string[];
  /** Only those who are in none of these segments. */
  readonly not?: readonly string[];
}

export interface PageRequest {
  readonly cursor?: string;
  readonly limit?: number;
}

export interface CustomerSummary {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
  readonly lastSeen: Instant | null;
  readonly events: number;
}

/** Which customers: those with an identifier that begins as `search`, who are in `segment`. */
export interface CustomersRequest extends PageRequest {
  readonly search?: string;
  readonly segment?: string;
  /** `recent`: who was seen last first; otherwise in the order in which they were first met. */
  readonly order?: 'recent' | 'first';
}

export interface CustomersAnswer extends Page<CustomerSummary & { /** Why they were found. */ readonly matched?: Identifier }> {
  readonly total: number;
}

/** A trait, as a path, that has what was searched for. */
export interface TraitMatch {
  readonly trait: string;
  readonly value: Json;
}

export interface TraitMatches {
  readonly items: readonly (CustomerSummary & { readonly matched: readonly TraitMatch[] })[];
  /** Whether there may be more. */
  readonly isCut: boolean;
}

/** Which events of a timeline. Asked for any but a period, a page may have fewer than `limit` although more follow. */
export interface TimelineRequest extends PageRequest {
  readonly type?: string;
  /** The event's name. */
  readonly event?: string;
  readonly source?: string;
  /** From here on, and before: instants of event time. */
  readonly since?: Instant;
  readonly until?: Instant;
}

export interface CustomerAnswer extends CustomerSummary {
  readonly traits: JsonObject;
  readonly metrics: Readonly<Record<string, Json>>;
  readonly segments: readonly { readonly name: string; readonly since: Instant }[];
  readonly consents: readonly Consent[];
  /** The newest value of each score that was made elsewhere, by name. */
  readonly scores: readonly Score[];
  /** What the newest `group` calls name, the newest first. They are no identifiers of the customer. */
  readonly groups: readonly Identifier[];
  readonly firstSeen: Instant | null;
  readonly asOf: Instant;
}

export interface TimelineAnswerItem {
  readonly event: CustomerEvent;
  /** Absent when it belongs to no session, or when no definition asks about sessions. */
  readonly session?: EventSession;
  readonly changes: readonly SegmentChange[];
  readonly moments: readonly Moment[];
  readonly decisions: readonly Decision[];
}

/** A published metric. */
export interface MetricAnswer {
  readonly name: string;
  readonly title: string | null;
  readonly version: number;
  readonly words: string;
  /** `time`: its value is a number of milliseconds. */
  readonly unit: 'time' | 'value';
  readonly definition: Definition;
}
/** How a metric's values are spread over the customers who exist at an instant. */
export interface MetricDistribution {
  readonly customers: number;
  /** How many of them it has a value for. */
  readonly withValue: number;
  /** Over the values that are numbers; null when none is. */
  readonly numbers: { readonly min: number; readonly mean: number; readonly median: number; readonly max: number } | null;
  /** How many customers have a number from one to another; null when none is a number. */
  readonly bins: readonly MetricBin[] | null;
  /** The most frequent values; null when there are too many different ones. */
  readonly top: readonly { readonly value: Json; readonly customers: number }[] | null;
}
/** Customers whose number is at least `from` and below `to`; in the last bin, and in one for a single number, up to `to` itself. */
export interface MetricBin {
  readonly from: number;
  readonly to: number;
  readonly customers: number;
}
/** A score that was made elsewhere, as it is known of customers. */
export interface ScoreAnswer {
  readonly name: string;
  /** How many customers have one. */
  readonly customers: number;
  /** The newest instant that one is for. */
  readonly newestAt: Instant;
}
/** A metric with its values as of an instant. */
export interface MetricValues extends MetricAnswer {
  readonly distribution: MetricDistribution;
  readonly asOf: Instant;
}

export interface SegmentAnswer {
  readonly name: string;
  readonly title: string | null;
  readonly version: number;
  readonly status: 'live' | 'filling';
  readonly count: number;
  readonly asOf: Instant;
  readonly words: string;
  readonly definition: Definition;
}
export interface Member {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
  readonly since: Instant;
}

export interface SegmentExplanation {
  readonly segment: string;
  readonly version: number;
  readonly customerId: string;
  readonly member: boolean;
  readonly since: Instant | null;
  readonly asOf: Instant;
  readonly because: ConditionExplanation;
}

/** A surge as it stands, and when somebody was told of it last; null for what was history when it was found. */
export interface SurgeAnswer extends SurgeStretch {
  readonly toldAt: Instant | null;
}

/** A bucket of a value, for a chart. `low` and `high` are two standard deviations around what was expected. */
export interface SurgePoint {
  readonly at: Instant;
  readonly observed: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** More may come in it. */
  readonly running: boolean;
}

/** A definition of surges with one of its values. */
export interface SurgeSeries {
  readonly name: string;
  readonly title: string | null;
  readonly version: number;
  readonly words: string;
  readonly by: string | null;
  readonly every: Milliseconds;
  readonly asOf: Instant;
  /** How many values are counted, and how many of them are not judged because more are seen than may be. */
  readonly values: number;
  readonly leftOut: number;
  readonly value: SurgeValue;
  readonly surges: readonly SurgeAnswer[];
  readonly series: readonly SurgePoint[];
  /** Of the newest surge of the value: how many different customers, and a few of their events; null when there is none. */
  readonly evidence: { readonly customers: number; readonly examples: readonly SurgeExample[] } | null;
}

export interface SurgeExample {
  readonly customerId: string;
  readonly messageId: string;
  readonly at: Instant;
}

/** What customers did within a time after their moments, beside what was done in as long periods without one. */
export interface MomentFollowUp {
  /** Such as `1d`. */
  readonly horizon: string;
  /** Moments that were looked at: those whose time is over, evenly spread where there are very many. */
  readonly moments: number;
  /** Periods without the moment, of these customers and others. */
  readonly others: number;
  /** Whether there are so few on either side that the shares say little. */
  readonly few: boolean;
  /** Those whose share differs most from what it is otherwise come first. */
  readonly events: readonly {
    readonly event: string;
    /** Of the moments, 0 to 1. */
    readonly share: number;
    /** Of the other periods, 0 to 1; null when there are none. */
    readonly otherwise: number | null;
    /** From the moment to the first such event, in milliseconds, where one followed. */
    readonly medianMs: number;
  }[];
}

/** How often a moment happens, and what usually follows. What counts is what stands by now, by event time. */
export interface MomentSummaryAnswer {
  readonly name: string;
  readonly title: string | null;
  readonly version: number;
  readonly status: 'live' | 'filling';
  readonly words: string;
  readonly intent: string;
  readonly feeling: string;
  readonly count: number;
  readonly customers: number;
  readonly lastDay: number;
  readonly lastWeek: number;
  readonly lastMonth: number;
  /** How often the search for a completion was given up since the engine started or the moment was published. */
  readonly givenUp: number;
  readonly follows: readonly MomentFollowUp[];
  readonly asOf: Instant;
}

/** Why a moment has fired for a customer or not. */
export interface MomentExplanationAnswer extends MomentExplanation {
  readonly moment: string;
  readonly version: number;
  readonly customerId: string;
  readonly words: string;
  readonly asOf: Instant;
}

export interface PreviewAnswer {
  readonly count: number;
  readonly total: number;
  readonly sample: readonly { readonly customerId: string; readonly identifiers: readonly Identifier[] }[];
  readonly words: string;
  readonly asOf: Instant;
  readonly tookMs: Milliseconds;
  /** What is no mistake and may still be meant otherwise; absent when there is nothing. */
  readonly warnings?: readonly DefinitionProblem[];
  /** Present when `count` follows from a random sample: it is replaced by the exact one. */
  readonly estimate?: PreviewEstimate;
  /** By which to ask for the exact count; absent when this is it. */
  readonly exact?: PreviewProgress;
}

/** How good an estimated count is. */
export interface PreviewEstimate {
  /** The true count lies within, ends included, in at least 95 of 100 samples. */
  readonly interval: readonly [low: number, high: number];
  /** How many customers were drawn at random and asked. */
  readonly asked: number;
}

/** How far an exact count is. */
export interface PreviewProgress {
  readonly previewId: string;
  /** The share of the work that is done, from 0 to 1. */
  readonly share: number;
}

/** Which features are asked for, of whom, and as of when. */
export interface FeaturesRequest {
  /** Everybody who exists then, at each of these instants. */
  readonly at?: readonly Instant[];
  /** These customers, each at an instant of their own, in place of `at`. */
  readonly rows?: readonly FeatureRow[];
  /** Names of metrics; default all that are published. */
  readonly metrics?: readonly string[];
  /** Names of segments; default all that are published. */
  readonly segments?: readonly string[];
  /** Names of traits, `address.city` for a part of one; default none. */
  readonly traits?: readonly string[];
  /** Only what had arrived by the instant: the journal is folded again up to there. Default false. */
  readonly asKnown?: boolean;
}

/** One customer at one instant, as a line of a file of labels has it. */
export interface FeatureRow {
  readonly customer: Identifier;
  readonly at: Instant;
}

/** A column of a table of features. A `time` is an instant. */
export interface FeatureColumn {
  readonly name: string;
  readonly type: 'number' | 'boolean' | 'text' | 'time';
}
export type FeatureCell = number | boolean | string | null;

/** A table that is computed while it is read. */
export interface FeatureTable {
  readonly columns: readonly FeatureColumn[];
  /** The rows, some at a time; a cell for each column. */
  rows(): AsyncIterable<readonly (readonly FeatureCell[])[]>;
}

/** How far a publication is. */
export interface PublicationAnswer {
  readonly publicationId: string;
  /** `waiting` for others before it; `filling` while history is gone through and the old versions answer. */
  readonly status: 'waiting' | 'filling' | 'live' | 'failed';
  readonly by: string;
  readonly reason: string | null;
  readonly at: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** How many customers have been asked, of how many. */
  readonly asked: number;
  readonly total: number;
  /** 0 to 1. */
  readonly share: number;
  /** How long it will take from now, as far as can be told. */
  readonly remaining: Milliseconds | null;
  readonly changes: readonly PlannedChange[];
  readonly failure: ProblemDetails | null;
}

/** A definition that is or was in force. */
export interface DefinitionAnswer {
  readonly newest: DefinitionVersion;
  readonly versions: number;
  readonly draft: DefinitionDraft | null;
}

/** A version with how it differs from the one before. */
export interface DefinitionVersionAnswer extends DefinitionVersion {
  readonly inForce: boolean;
  readonly difference: readonly DefinitionDifference[];
}

/** A draft, and what it would change. */
export interface DraftAnswer extends DefinitionDraft {
  /** `stored` for kinds that are not tried out; `failed` when it no longer fits what is in force. */
  readonly status: 'waiting' | 'filling' | 'ready' | 'stored' | 'failed';
  readonly asked: number;
  readonly total: number;
  /** The version in force now; null when there is none. */
  readonly version: number | null;
  readonly difference: readonly DefinitionDifference[];
  readonly words: string | null;
  /** Of a segment that is ready: who is in it, and who would enter and leave if it were published now. */
  readonly effect: DraftEffect | null;
  /** What is no mistake and may still be meant otherwise. */
  readonly warnings: readonly DefinitionProblem[];
  readonly asOf: Instant;
  readonly failure: ProblemDetails | null;
}

/** What a draft that does not follow events and time would say. Of `metric` and `moment` the one is there that the draft is; the other is null. */
export interface DraftPreviewAnswer {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly metric: MetricPreview | null;
  readonly moment: MomentPreview | null;
  readonly asOf: Instant;
  readonly tookMs: Milliseconds;
}

/** A draft metric's values over everybody, beside those of the version in force (null when there is none). */
export interface MetricPreview extends Pick<MetricAnswer, 'words' | 'unit'> {
  readonly distribution: MetricDistribution;
  readonly inForce: MetricDistribution | null;
}

/** The moments that a draft would have found after `since`, up to the answer's instant. */
export interface MomentPreview {
  readonly words: string;
  readonly since: Instant;
  readonly count: number;
  /** How many customers they happened to. */
  readonly customers: number;
  /** How many the version in force finds in the same time; null when there is none. */
  readonly countInForce: number | null;
  /** Some of them, newest first. */
  readonly sample: readonly FoundMoment[];
}

/** A moment that nobody has been told of. */
export interface FoundMoment extends CustomerRef {
  readonly at: Instant;
  /** The messageIds of its events, oldest first. */
  readonly evidence: readonly string[];
}

export interface DraftEffect {
  readonly count: number;
  readonly countNow: number;
  readonly entering: number;
  readonly leaving: number;
  readonly sample: { readonly entering: readonly CustomerRef[]; readonly leaving: readonly CustomerRef[] };
}

/** Whom a list names. */
export interface CustomerRef {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
}

export interface MomentAnswer extends Moment {
  readonly customerId: string;
}
export interface DecisionAnswer extends Decision {
  readonly customerId: string;
  readonly delivery: {
    readonly status: 'none' | 'pending' | 'delivered' | 'dead' | 'refused';
    readonly attempts: number;
    readonly last: DeliveryResult | null;
  };
}

/** A decision, and the same taken again from what it saw alone; null when the version of its campaign is not known any more. */
export interface DecisionReplayAnswer {
  readonly decision: DecisionAnswer;
  readonly replay: { readonly decision: Decision; readonly differs: readonly string[] } | null;
}

/** Which decisions are asked for. */
export interface DecisionsRequest extends PageRequest {
  readonly campaign?: string;
  readonly identifier?: Identifier;
  readonly since?: Instant;
  readonly outcome?: Decision['outcome'];
  /** Only refusals for this reason. */
  readonly reason?: RefusalReason;
  /** No refusals for this reason. */
  readonly exceptReason?: RefusalReason;
  /** Only sends whose delivery stands so. */
  readonly delivery?: Exclude<DecisionAnswer['delivery']['status'], 'none'>;
}

export interface SourceAnswer {
  readonly name: string;
  /** Null when nobody defined it. */
  readonly definition: SourceDefinition | null;
  /** How it does; null for a source that is sent to. */
  readonly status: WayInStatus | null;
  /** Accepted events that are marked as a bot's, by what they were marked for. */
  readonly marked: MarkedCounts;
  readonly accounting: Accounting;
  readonly lastReceivedAt: Instant | null;
}

/** An alert as it stands today. */
export interface AlertAnswer extends Alert {
  /** Whether it is about one of the source's last two days. */
  readonly open: boolean;
}

/** What a source sent, by day. Days are UTC, as `2011-03-01`. */
export interface QualityAnswer {
  readonly source: string;
  /** The path by whose values fields are told apart. */
  readonly by: string;
  readonly openAlerts: number;
  readonly days: readonly QualityDay[];
  /** Accepted events by hour of event time, of the last two days. */
  readonly hours: readonly { readonly at: Instant; readonly accepted: number }[];
  readonly fields: readonly FieldQuality[];
  /** What has changed about the events' shape, newest first. */
  readonly drift: readonly FieldDrift[];
}

export interface QualityDay {
  readonly day: string;
  /** Events that happened on the day. */
  readonly accepted: number;
  /** How many were to be expected; null while too little is known. */
  readonly expected: number | null;
  readonly events: readonly { readonly event: string; readonly accepted: number }[];
  /** What arrived on the day, whenever it happened; null when nothing did. */
  readonly arrived: {
    readonly accepted: number;
    readonly duplicate: number;
    readonly conflicting: number;
    readonly quarantined: number;
    readonly reasons: readonly { readonly reason: string; readonly count: number }[];
    /** From happening to arriving: the median, and what 95 % stay below; null when no event was accepted. */
    readonly freshness: { readonly p50: Milliseconds; readonly p95: Milliseconds } | null;
  } | null;
}

export interface FieldQuality {
  readonly event: string;
  readonly field: string;
  readonly rows: number;
  readonly present: number;
  /** The share of events that usually carry it; null while that is not known. */
  readonly usual: number | null;
  readonly days: readonly { readonly day: string; readonly rows: number; readonly present: number }[];
  /** By value of `by`, the 50 most frequent; those of fewer than three customers together under null. */
  readonly values: readonly { readonly value: string | null; readonly rows: number; readonly present: number }[];
  readonly numbers: { readonly p5: number; readonly p50: number; readonly p95: number } | null;
  /** The most frequent texts; null when it has none, or too many to tell apart. */
  readonly categories: readonly { readonly value: string | null; readonly count: number }[] | null;
}

export interface FieldDrift {
  readonly event: string;
  readonly field: string;
  readonly change: 'new' | 'gone' | 'type';
  readonly day: string;
  /** The JSON types that it has had. */
  readonly types: readonly string[];
}

export interface OverviewAnswer {
  readonly now: Instant;
  readonly startedAt: Instant;
  readonly customers: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Events and acts that are not yet in the warehouse. */
  readonly warehouseLag: number;
  readonly recovering: boolean;
  readonly journalFailed: string | null;
  /** Who paused all acting, and why: a person, or the engine after a jump of the machine's clock; null while campaigns may act. */
  readonly actingHeld: { readonly by: string; readonly reason: string; readonly at: Instant } | null;
}

/** Something that happened, with its position in the journal, for those who follow along. */
export type Happening =
  | { readonly type: 'event'; readonly position: string; readonly customerId: string; readonly value: CustomerEvent }
  | { readonly type: 'segment'; readonly position: string; readonly customerId: string; readonly value: SegmentChange }
  | { readonly type: 'moment'; readonly position: string; readonly value: MomentAnswer }
  | { readonly type: 'decision'; readonly position: string; readonly value: DecisionAnswer }
  | { readonly type: 'alert'; readonly position: string; readonly value: AlertAnswer }
  | { readonly type: 'identity'; readonly position: string; readonly customers: readonly string[]; readonly value: IdentityDecision }
  | { readonly type: 'surge'; readonly position: string; readonly value: Surge }
  | { readonly type: 'campaign'; readonly position: string; readonly value: CampaignAct }
  | { readonly type: 'publication'; readonly position: string; readonly value: PublicationAnswer };

export interface SqlAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly JsonObject[];
  readonly tookMs: Milliseconds;
}
