import type { Instant } from './instant.js';

/** What may be wrong with what a source sends. Described in docs/guide/quality.md. */
export const ALERT_KINDS = ['volume', 'completeness', 'validity', 'duplicates', 'freshness', 'drift', 'distribution', 'silence'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something about a source was not as it used to be: an act, journalled once, never derived again. */
export interface Alert {
  /** The same for the same (source, kind, event, field, by, day). */
  readonly alertId: string;
  readonly source: string;
  readonly kind: AlertKind;
  /** The events' name, when it is about one; `identify` and the like for calls without one. */
  readonly event: string | null;
  /** The path that it is about, such as `properties.price`. */
  readonly field: string | null;
  /** The part of the events that it is about. The value is null when fewer than three customers have it. */
  readonly by: { readonly path: string; readonly value: string | null } | null;
  /** The day (UTC) that it is about, as `2011-03-01`: of event time; of arrival for validity, duplicates, freshness and silence. */
  readonly day: string;
  /** What was found: events for volume, a share for completeness, validity, duplicates and drift, milliseconds for freshness and silence. */
  readonly value: number;
  /** What was to be expected, in the same unit; null when there is nothing to compare with. */
  readonly expected: number | null;
  /** How sure it is: the decimal logarithm of the evidence, or of 1/p. Null for a threshold that somebody has set. */
  readonly score: number | null;
  readonly observedAt: Instant;
  readonly words: string;
}
