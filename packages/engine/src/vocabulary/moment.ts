import type { Feeling, Intent } from './definition.js';
import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';
import type { ChangeCause } from './segment-change.js';

/** A micro-moment that was detected, or one whose evidence late events took away again. */
export interface Moment {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly identifier: Identifier;
  /** The instant at which the pattern was complete. */
  readonly at: Instant;
  readonly detectedAt: Instant;
  /** Why it was learned when it was; absent: an event arrived, or time passed. */
  readonly cause?: ChangeCause;
  readonly status: 'detected' | 'withdrawn';
  readonly withdrawnAt: Instant | null;
  /** When late events gave it other evidence; it is then told again under its id, and sets nothing off. */
  readonly correctedAt?: Instant;
  readonly warmUntil: Instant;
  readonly intent: Intent;
  readonly feeling: Feeling;
  /** The segments that the customer was in when it was detected. */
  readonly segments: readonly string[];
  /** messageIds of the events that make the pattern, in its order. */
  readonly evidence: readonly string[];
}
