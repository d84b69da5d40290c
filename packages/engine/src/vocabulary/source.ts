import type { AlertKind } from './alert.js';
import type { Named } from './definition.js';
import type { Instant, Milliseconds } from './instant.js';
import type { JsonObject } from './json.js';

/**
 * Where a source's events come from: one key, the way in. What stands under a key is checked by its way in
 * (`collect/ways-in/table.ts`), so that a new one is one file and one line.
 */
export type WayIn = 'http' | 'files' | 'webhook' | 'postgres' | 'mqtt';

/** A source: a name under which events come in, with what applies to them. One that nobody defined has all defaults. */
export interface SourceDefinition extends Named {
  readonly kind: 'source';
  /** Exactly one key; default `{ http: {} }`. */
  readonly from?: Partial<Record<WayIn, JsonObject>>;
  /** How its documents become events: a mapping without kind and name (`docs/guide/import.md`). */
  readonly mapping?: JsonObject;
  /** The name of the tracking plan that its events are held to. */
  readonly trackingPlan?: string;
  readonly clean?: CleaningPolicy;
  readonly limits?: SourceLimits;
  readonly quality?: QualityWatch;
}

/** What cleaning may do with a source's events. */
export interface CleaningPolicy {
  /** false: events are taken as they come; default true. Tracking plans and marks of bots apply all the same. */
  readonly normalise?: boolean;
  /** What happens to IP addresses before anything is stored; default `truncate` (the last 8 bits of IPv4, 80 of IPv6, are zeroed). */
  readonly ip?: 'keep' | 'truncate' | 'drop';
  /** Whether a changed value's original is kept on the event; default true. Never the original of an IP address. */
  readonly keepOriginals?: boolean;
  /** ISO 3166 country that numbers and words without one are read by: phone numbers in national form. */
  readonly region?: string;
  /** `always`: texts in the fields of money are read as decimals; default `marked`: only with a currency's sign or code. */
  readonly money?: 'marked' | 'always' | 'never';
  /** An identifier with more events than this, in time, is marked as a bot; `false` turns it off. Default 600 in 1m for http. */
  readonly flood?: false | { readonly events: number; readonly within: string };
}

/** How much a source may send. Beyond it requests are answered 429 and sent again by the client. */
export interface SourceLimits {
  readonly eventsPerSecond: number;
  /** How many may come at once; default: two seconds' worth. */
  readonly burst?: number;
}

/** What is watched about a source beyond volume, validity, duplicates, lateness and drift, which always are. */
export interface QualityWatch {
  /** Paths whose completeness and values are watched; default: the properties and traits that come most often. */
  readonly fields?: readonly string[];
  /** A path by whose values fields are watched too; default: the country, where events carry one. */
  readonly by?: string;
  /** How many false alerts are put up with in a month, all kinds together; default 0.05. */
  readonly falseAlertsPerMonth?: number;
  /** By kind: `false` for none, or a threshold of one's own in place of what the source's history says. */
  readonly alerts?: { readonly [K in AlertKind]?: false | AlertThresholds[K] };
  /** Raises no alert; figures are kept all the same. */
  readonly silent?: boolean;
}

/** What may stand in place of what history says, for a whole day of events (of at least 20, where it is a share). */
export interface AlertThresholds {
  /** Events a day. */
  readonly volume: { readonly least?: number; readonly most?: number };
  /** The least share of events, 0 to 1, that carry the field. */
  readonly completeness: { readonly least: number };
  /** The least share of what was received, 0 to 1, that is not quarantined. */
  readonly validity: { readonly least: number };
  /** The largest share of what was received, 0 to 1, that was there before. */
  readonly duplicates: { readonly most: number };
  /** The longest that 95 % of the events may take from happening to arriving. */
  readonly freshness: { readonly most: string };
  /** The largest population stability index of a field's values against those of the days before; 0.25 is a great change. */
  readonly distribution: { readonly most: number };
  /** The least share of the events, 0 to 1, that have to carry what is new. */
  readonly drift: { readonly least: number };
  /** How long nothing may come. */
  readonly silence: { readonly after: string };
}

/** What events must look like, by JSON Schema draft-07. */
export interface TrackingPlanDefinition extends Named {
  readonly kind: 'tracking-plan';
  /** What happens to an event that does not fit: put aside, taken without what does not fit, or taken and marked. Default `block`. */
  readonly onViolation?: 'block' | 'omit' | 'allow';
  /** What happens to a track event that the plan does not name; default `allow`. */
  readonly onUnplanned?: 'block' | 'allow';
  readonly rules: {
    /** Of every event. Schemas are of the whole event: `{ properties: { properties: { … }, context: { … }, traits: { … } } }`. */
    readonly global?: JsonObject;
    readonly identify?: JsonObject;
    readonly group?: JsonObject;
    /** By the event's name. */
    readonly events?: Readonly<Record<string, JsonObject>>;
  };
}

/** What became of a fetching way in, as far as it is known. */
export interface WayInStatus {
  /** `idle`: it waits to be sent to. `failing`: the last try failed, and it tries again. */
  readonly state: 'idle' | 'running' | 'failing' | 'stopped';
  readonly lastSuccessAt: Instant | null;
  /** The last failure since the last success: what and why, without data or secrets. */
  readonly failure: { readonly code: string; readonly message: string; readonly at: Instant } | null;
  /** How far it is, in words or figures of its own. */
  readonly progress: JsonObject;
  readonly nextTryIn?: Milliseconds;
}
