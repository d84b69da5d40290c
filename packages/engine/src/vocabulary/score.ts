import type { Instant } from './instant.js';

/** The source under which scores that were made elsewhere are booked. */
export const SCORES_SOURCE = 'scores';

/** The newest value of a score that was made elsewhere. */
export interface Score {
  readonly name: string;
  readonly value: string | number | boolean;
  /** The instant that it is for. */
  readonly at: Instant;
}
