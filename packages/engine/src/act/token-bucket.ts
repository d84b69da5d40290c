import type { Instant, Milliseconds } from '../vocabulary/instant.js';

/** At most so many in so long. */
export interface Rate {
  readonly count: number;
  readonly per: Milliseconds;
}

/** What may go at once after a rest: as much as the rate lets through in a second, and at least one. */
const BURST: Milliseconds = 1_000;

/**
 * A bucket of tokens that fills at a rate, by a clock that is handed in. Whoever finds it empty is told the instant at which a token will
 * be theirs, and need not ask again: those who wait go in their order. A clock that jumps ahead fills it once, not more.
 */
export class TokenBucket {
  readonly #interval: Milliseconds;
  readonly #ahead: Milliseconds;
  /** When the bucket will be full: the generic cell rate algorithm (ITU-T I.371), which needs to keep this one instant. */
  #fullAt: Instant = Number.NEGATIVE_INFINITY;

  constructor({ count, per }: Rate) {
    this.#interval = per / count;
    this.#ahead = Math.max(BURST - this.#interval, 0);
  }

  /** Takes a token. @returns from when on it may be used: `now`, or later */
  take(now: Instant): Instant {
    const from = Math.max(this.#fullAt - this.#ahead, now);
    this.#fullAt = Math.max(this.#fullAt, now) + this.#interval;
    return Math.ceil(from);
  }
}
