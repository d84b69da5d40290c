import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { DueQueue } from './due-queue.js';

const FIRST_PAUSE: Milliseconds = 5_000;
const LONGEST_PAUSE: Milliseconds = 300_000;

/**
 * How one receiver is doing, and how much may go to it at once. A slow one takes only its own share of the outbox's hands;
 * one that asked to slow down rests, and then gets one try at a time until it takes one.
 *
 * Only {@link disabledAt} is rebuilt after a restart. A rest that is forgotten costs the receiver one more answer of "slow down".
 */
export class EndpointHealth {
  readonly #most: number;
  #running = 0;
  #slowDowns = 0;
  #restsUntil: Instant = Number.NEGATIVE_INFINITY;
  /** Deliveries that are due, and wait for a free hand. */
  readonly waiting = new DueQueue();
  /** When the receiver said that it is gone; null while it is not. */
  disabledAt: Instant | null = null;

  /** @param most tries to this endpoint at the same time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Until when it rests; in the past when it does not. */
  get restsUntil(): Instant {
    return this.#restsUntil;
  }

  /** How many more tries it may get at once. */
  get room(): number {
    return Math.max((this.#slowDowns > 0 ? 1 : this.#most) - this.#running, 0);
  }

  begin(): void {
    this.#running++;
  }

  end(): void {
    this.#running--;
  }

  succeeded(): void {
    this.#slowDowns = 0;
  }

  /** It asked for less: it rests for as long as it asked for, else 5 s, doubled each time it asks again, at most 5 min. */
  slowDown(now: Instant, retryAfter: Milliseconds | null): void {
    const pause = retryAfter ?? Math.min(FIRST_PAUSE * 2 ** this.#slowDowns, LONGEST_PAUSE);
    this.#slowDowns++;
    this.#restsUntil = Math.max(this.#restsUntil, now + pause);
  }
}
