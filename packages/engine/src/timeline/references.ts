import type { Consent } from '../vocabulary/consent.js';
import type { MomentDefinition, SegmentDefinition } from '../vocabulary/definition.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import type { MetricReader } from './metric-reader.js';
import type { Timeline } from './timeline.js';
import { type TimeZone, UTC } from './time-zones.js';

/** Kinds of definitions that others may rest on by naming them in a condition. */
export type ReferenceKind = 'segment' | 'metric' | 'moment' | 'purpose';

/** A definition by its kind and name. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly name: string;
}

/** What a condition may rest on beside the customer's events: other definitions by name, and the customer's choices. */
export interface References {
  /** The workspace's, where calendar days begin for customers who tell none. */
  readonly timeZone: TimeZone;
  /** The segment of a name; undefined when there is none. */
  segment(name: string): SegmentDefinition | undefined;
  /** The moment of a name; undefined when there is none. */
  moment(name: string): MomentDefinition | undefined;
  /** The compiled metric of a name; undefined when there is none, or when it is refused itself. */
  metric(name: string): MetricReader | undefined;
  /** The purpose of a name; undefined when nobody defined it. */
  purpose(name: string): PurposeDefinition | undefined;
  /** The name of this kind that was most likely meant. */
  nearest(reference: Reference): string | undefined;
  /**
   * The customer's newest choice for a purpose; lowers `until` to the instant at which another may count, or this one lapses.
   * @param definition what says how long consents last; undefined where nobody defined the purpose
   */
  consent(timeline: Timeline, purpose: string, definition: PurposeDefinition | undefined): Consent;
}

/** Where nothing can be named. */
export const NO_REFERENCES: References = {
  timeZone: UTC,
  segment: () => undefined,
  moment: () => undefined,
  metric: () => undefined,
  purpose: () => undefined,
  nearest: () => undefined,
  consent: (_, purpose) => ({ purpose, state: 'unknown', since: null, messageId: null }),
};
