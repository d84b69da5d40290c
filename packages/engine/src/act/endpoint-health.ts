import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { DueQueue } from './due-queue.js';
import { type Rate, TokenBucket } from './token-bucket.js';

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
  /** Deliveries that have a token, by id, and from when on it may be used. */
  readonly #tokens = new Map<string, Instant>();
  #bucket: { readonly rate: Rate; readonly tokens: TokenBucket } | undefined;
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

  /** From when on a delivery may go by the rate of its channel. Asked again, it keeps the token that it has. */
  turnOf(id: string, rate: Rate | undefined, now: Instant): Instant {
    if (rate === undefined) return now;
    if (this.#bucket?.rate.count !== rate.count || this.#bucket.rate.per !== rate.per)
      this.#bucket = { rate, tokens: new TokenBucket(rate) };
    const turn = this.#tokens.get(id) ?? this.#bucket.tokens.take(now);
    this.#tokens.set(id, turn);
    return turn;
  }

  /** A delivery is not going to be: its token is spent. */
  forget(id: string): void {
    this.#tokens.delete(id);
  }

  begin(id: string): void {
    this.#running++;
    this.#tokens.delete(id);
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
