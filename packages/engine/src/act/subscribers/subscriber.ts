import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.js';
import { pause } from '../../runtime/pause.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { SubscriptionStatus } from '../../vocabulary/subscription.js';
import type { Receipt } from '../channels/channel.js';
import { delayAfter } from '../retry-schedule.js';

/** One change to be told. `id` is the same however often it is told. */
export interface Told {
  readonly id: string;
  readonly change: JsonObject;
}

/** What there is to tell after a position, and how far the journal was read for it. */
export interface Part {
  readonly told: readonly Told[];
  readonly position: string;
}

export interface SubscriberInput {
  readonly name: string;
  /** The place after which to begin: the one that is kept, else that of the publication. */
  readonly begin: () => Promise<string>;
  /** Keeps the place up to which everything has been told. */
  readonly keep: (position: string) => Promise<void>;
  /** The next changes in the journal, at most `most`. Read anew for every try, so that nobody is told of who was erased meanwhile. */
  readonly read: (after: string, most: number) => Promise<Part>;
  /** Resolves when the journal has grown, or at the abort. */
  readonly more: (signal: AbortSignal) => Promise<void>;
  readonly send: (id: string, body: string, signal: AbortSignal) => Promise<Receipt>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Most changes in one message. */
const MOST_TOLD = 100;
/** From this failed try on, the wait grows no more: half an hour. */
const LAST_STEP = 3;

/** Tells one receiver of changes, in their order: the next only after the one before has been taken. It never gives up, but waits longer. */
export class Subscriber {
  readonly #input: SubscriberInput;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #state: SubscriptionStatus['state'] = 'waiting';
  #position: string | null = null;
  #told = 0;
  #lastToldAt: Instant | null = null;
  #failure: SubscriptionStatus['failure'] = null;
  #failures = 0;

  constructor(input: SubscriberInput) {
    this.#input = input;
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => {
      this.#fail(error instanceof Error ? error.message : String(error), null);
      this.#input.onFault(error);
    });
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  status(): SubscriptionStatus {
    return {
      name: this.#input.name,
      state: this.#state,
      position: this.#position,
      told: this.#told,
      lastToldAt: this.#lastToldAt,
      failure: this.#failure,
    };
  }

  async #run(): Promise<void> {
    const { begin, keep, read, more } = this.#input;
    const { signal } = this.#stopped;
    let position = await begin();
    await keep(position);
    while (!signal.aborted) {
      this.#position = position;
      const part = await read(position, MOST_TOLD);
      if (part.told.length > 0 && !(await this.#tell(part))) {
        if (this.#state === 'gone') return;
        continue;
      }
      if (part.told.length > 0) await keep(part.position);
      const stoodStill = part.position === position;
      position = part.position;
      if (stoodStill) {
        this.#state = 'waiting';
        await more(signal);
      }
    }
  }

  /** One try, and after a failure the wait for the next. @returns whether the receiver has taken it. */
  async #tell({ told }: Part): Promise<boolean> {
    const { name, send, clock, random } = this.#input;
    if (this.#failure === null) this.#state = 'telling';
    const id = messageId(told);
    const body = JSON.stringify({
      type: 'changes',
      subscription: name,
      changes: told.map(({ id: changeId, change }) => ({ id: changeId, ...change })),
    });
    const receipt = await send(id, body, this.#stopped.signal);
    if (receipt.outcome === 'delivered') {
      this.#failures = 0;
      this.#failure = null;
      this.#told += told.length;
      this.#lastToldAt = clock.now();
      return true;
    }
    if (receipt.outcome === 'gone') {
      this.#fail(receipt.detail, null);
      this.#state = 'gone';
      return false;
    }
    this.#failures++;
    const asked = receipt.outcome === 'failed' ? receipt.retryAfter : null;
    const wait = delayAfter(Math.min(this.#failures, LAST_STEP), asked, random()) as Milliseconds;
    this.#fail(receipt.detail, clock.now() + wait);
    await pause(clock, wait, this.#stopped.signal);
    return false;
  }

  #fail(detail: string, nextTryAt: Instant | null): void {
    this.#state = 'failing';
    this.#failure = { detail, since: this.#failure?.since ?? this.#input.clock.now(), nextTryAt };
  }
}

/** The same changes give the same id, others another: a message that is put together anew after a crash is not taken for the older one. */
function messageId(told: readonly Told[]): string {
  const hash = createHash('sha256');
  for (const { id } of told) hash.update(id).update('\n');
  return `changes_${hash.digest('hex').slice(0, 32)}`;
}
