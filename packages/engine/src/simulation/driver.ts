import type { Clock } from '../runtime/clock.js';
import type { Instant } from '../vocabulary/instant.js';
import { type CallBatch, CallFeed } from './call-feed.js';
import type { TimedCall } from './tracking-call.js';
import type { TrackingClient } from './tracking-client.js';

/** How far a load has come. */
export interface LoadProgress {
  /** Calls acknowledged. */
  readonly sent: number;
  /** Everything up to and including this instant is acknowledged. */
  readonly through: Instant;
}

/** How a load ended: `finished` is false when it was told to stop before the last call. */
export interface LoadResult extends LoadProgress {
  readonly finished: boolean;
}

/** What a load needs. */
export interface LoadOptions {
  readonly client: TrackingClient;
  readonly calls: Iterable<TimedCall>;
  /** Requests at the same time; default 2: one is worked on while the next is on its way. More only wait, or are told to come again. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /** Called whenever `through` has moved on. */
  readonly progress?: (progress: LoadProgress) => void;
}

/**
 * Sends calls of the past, in batches, several at a time, with their own timestamps and no `sentAt`.
 * Resolves when all are acknowledged, or soon after `signal`; rejects when the server refuses a batch for good, once nothing is under way any more.
 */
export async function loadHistory(options: LoadOptions): Promise<LoadResult> {
  const { client, signal } = options;
  const feed = new CallFeed(options.calls);
  const front = new AcknowledgedFront();
  let refused = false;
  const sendOn = async (): Promise<boolean> => {
    for (;;) {
      if (signal?.aborted === true || refused) return false;
      const batch = feed.takeBatch(Number.POSITIVE_INFINITY);
      if (batch === undefined) return true;
      const place = front.open(batch);
      if (!(await client.send(batch))) return false;
      if (front.acknowledge(place)) options.progress?.(front.progress);
    }
  };
  const lanes = Array.from({ length: options.concurrency ?? 2 }, () =>
    sendOn().catch((error: unknown) => {
      refused = true;
      throw error;
    }),
  );
  const ends = await Promise.allSettled(lanes);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const finished = ends.every((end) => end.status === 'fulfilled' && end.value);
  return { ...front.progress, finished };
}

/** Follows up to where everything is acknowledged while batches are answered out of order. */
class AcknowledgedFront {
  readonly #open: { readonly batch: CallBatch; done: boolean }[] = [];
  #base = 0;
  #sent = 0;
  #through = Number.NEGATIVE_INFINITY;

  get progress(): LoadProgress {
    return { sent: this.#sent, through: this.#through };
  }

  open(batch: CallBatch): number {
    this.#open.push({ batch, done: false });
    return this.#base + this.#open.length - 1;
  }

  /** @returns true when `through` has moved on. */
  acknowledge(place: number): boolean {
    const entry = this.#open[place - this.#base];
    if (entry === undefined) throw new RangeError('a batch was acknowledged twice');
    entry.done = true;
    const before = this.#base;
    for (let first = this.#open[0]; first?.done === true; first = this.#open[0]) {
      this.#open.shift();
      this.#base++;
      this.#sent += first.batch.items.length;
      this.#through = first.batch.through;
    }
    return this.#base > before;
  }
}

/** What a living world needs. */
export interface LiveOptions {
  readonly client: TrackingClient;
  readonly calls: Iterable<TimedCall>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called after each acknowledged batch. */
  readonly progress?: (progress: LoadProgress) => void;
}

/** Sends each call when the clock reaches its instant, with `sentAt`, as an SDK does. */
export class LiveDriver {
  readonly #options: LiveOptions;
  readonly #feed: CallFeed;
  #sent = 0;
  #through = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#feed = new CallFeed(options.calls);
    options.signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  /** Adds calls that the world did not foresee: what an offer brings about. */
  add(calls: readonly TimedCall[]): void {
    this.#feed.add(calls);
    this.#wake?.();
  }

  /** Lives until `signal`, or until no call is left. Rejects when the server refuses a batch for good. */
  async run(): Promise<LoadProgress> {
    const { client, clock, signal } = this.#options;
    while (!signal.aborted) {
      const batch = this.#feed.takeBatch(clock.now());
      if (batch === undefined) {
        const next = this.#feed.nextAt;
        if (next === undefined) break;
        await this.#sleepUntil(next);
      } else if (await client.send(batch, clock)) {
        this.#sent += batch.items.length;
        this.#through = Math.max(this.#through, batch.through);
        this.#options.progress?.({ sent: this.#sent, through: this.#through });
      }
    }
    return { sent: this.#sent, through: this.#through };
  }

  /** Waits for the instant, for added calls, or for the end. */
  async #sleepUntil(instant: Instant): Promise<void> {
    const { clock, signal } = this.#options;
    let cancel = (): void => undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      cancel = clock.wakeAt(instant, resolve);
      if (signal.aborted) resolve();
    });
    cancel();
    this.#wake = undefined;
  }
}
