import type { Clock } from '../runtime/clock.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { SourceLimits } from '../vocabulary/source.js';

/** What a source may still send at once, as of an instant. Below zero after a batch that was larger than the burst. */
interface Bucket {
  tokens: number;
  at: Instant;
}

/** Holds sources to their limits: one token bucket for each that has some. */
export class RateLimits {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limitsOf: (source: string) => SourceLimits | undefined;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, 'now'>, limitsOf: (source: string) => SourceLimits | undefined) {
    this.#clock = clock;
    this.#limitsOf = limitsOf;
  }

  /** Takes what so many items need. @returns 0, or how long to wait until there is enough: then nothing was taken. */
  take(source: string, items: number): Milliseconds {
    return this.#ask(source, items, items);
  }

  /** How long to wait until at least one item fits; 0 when it does now. */
  waitOf(source: string): Milliseconds {
    return this.#ask(source, 1, 0);
  }

  /** A batch larger than the burst goes when the bucket is full, and is paid for afterwards. */
  #ask(source: string, items: number, taken: number): Milliseconds {
    const limits = this.#limitsOf(source);
    if (limits === undefined) {
      this.#buckets.delete(source);
      return 0;
    }
    const { eventsPerSecond } = limits;
    const burst = Math.max(1, limits.burst ?? 2 * eventsPerSecond);
    const bucket = this.#filled(source, burst, eventsPerSecond);
    const missing = Math.min(items, burst) - bucket.tokens;
    if (missing > 0) return Math.ceil((missing * 1000) / eventsPerSecond);
    bucket.tokens -= taken;
    return 0;
  }

  #filled(source: string, burst: number, perSecond: number): Bucket {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(source) ?? { tokens: burst, at: now };
    this.#buckets.set(source, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    return bucket;
  }
}
