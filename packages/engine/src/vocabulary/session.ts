import type { Instant } from './instant.js';

/** The session that an event belongs to. */
export interface EventSession {
  /** When its first event happened. */
  readonly startedAt: Instant;
  /** By which channel the visit came, such as `organic_search`. */
  readonly channel: string;
}
