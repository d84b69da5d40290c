import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../vocabulary/json.js';
import { Erasures } from '../../engine/erasure.js';
import { IdentityDecisions } from '../../engine/identity-decisions.js';
import { recover } from '../../engine/recovery.js';
import { takeSnapshot } from '../../engine/snapshot.js';
import { writeSnapshot } from '../../state/snapshot-file.js';
import { MemoryJournal } from '../../journal/memory-journal.js';
import type { Journal, Offset } from '../../journal/journal.js';
import { Pipeline } from '../../pipeline.js';
import { Publisher } from '../../engine/publisher.js';
import { Questions } from '../../engine/questions.js';
import { VirtualClock } from '../../runtime/clock.js';
import { Tombstones } from '../../state/tombstones.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Moment } from '../../vocabulary/moment.js';
import { eachChange, type SegmentChange, type SegmentChanges } from '../../vocabulary/segment-change.js';

const KEY = Buffer.alloc(32, 7);

/** An engine's core that lives under a virtual clock and keeps everything in memory. */
export class Life {
  readonly journal: Journal;
  readonly clock: VirtualClock;
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly questions: Questions;
  readonly identityDecisions: IdentityDecisions;
  readonly erasures: Erasures;
  /** What campaigns decided, in the order in which it was on record. Nothing of it is delivered. */
  readonly decided: Decision[] = [];

  readonly #many: number | undefined;
  /** How much of the next erasure is done when it is cut short; undefined when it comes to its end. */
  #cutAfter: number | undefined;

  /**
   * @param many so many events of one customer are a long timeline; the engine's own number when undefined
   * @param onFault told of what the journal could not write; nothing should fail unless a test lets it
   */
  constructor(start: Instant, journal: Journal = new MemoryJournal(), many?: number, onFault: (error: unknown) => void = raise) {
    this.journal = journal;
    this.#many = many;
    this.clock = new VirtualClock(start);
    this.pipeline = new Pipeline({
      journal,
      clock: this.clock,
      tombstones: new Tombstones(KEY),
      many,
      onTouched: () => undefined,
      onIdentityChange: () => undefined,
      onDecided: (decision) => void this.decided.push(decision),
      onFault,
    });
    this.publisher = new Publisher(this.pipeline);
    this.questions = new Questions({
      pipeline: this.pipeline,
      deliveryOf: () => {
        throw new Error('nothing is delivered here');
      },
    });
    const find = (identifier: Identifier): number | undefined => this.questions.find(identifier);
    this.identityDecisions = new IdentityDecisions(this.pipeline, find);
    this.erasures = new Erasures({
      pipeline: this.pipeline,
      outbox: { erase: async () => () => undefined },
      eraseFromWarehouse: ({ offsets }) => this.#clear(offsets),
      renewSnapshot: async () => undefined,
      find,
      onFault,
    });
  }

  /** Lets the timers run, without an outbox: nothing is sent. */
  start(): this {
    this.pipeline.start({ start: () => undefined, take: () => undefined } as unknown as Parameters<Pipeline['start']>[0]);
    return this;
  }

  async publish(definitions: readonly object[]): Promise<void> {
    await this.publisher.publish(definitions as readonly JsonObject[], { by: 'oracle' });
  }

  async take(...events: readonly CustomerEvent[]): Promise<void> {
    await this.pipeline.take(
      'web',
      events.map((event) => ({ kind: 'event', event })),
    );
  }

  /** Lets the next erasure stop, for this life, once a share of its entries has been cleared. */
  cutErasure(share: number): void {
    this.#cutAfter = share;
  }

  async #clear(offsets: readonly Offset[]): Promise<void> {
    if (this.#cutAfter === undefined) return;
    await this.journal.redact(offsets.slice(0, Math.floor(offsets.length * this.#cutAfter)));
    await new Promise(() => undefined);
  }

  /** Puts what was decided elsewhere in force. */
  async decide(decisions: readonly IdentityDecision[]): Promise<void> {
    if (decisions.length > 0) await this.pipeline.whenStill(() => this.pipeline.decideIdentities(decisions));
  }

  /** The number of the customer with an identifier written as text. */
  customerOf(identifier: string): number {
    const number = this.pipeline.timelines.identifiers.find(identifier);
    return number === undefined ? -1 : this.pipeline.identities.customerOf(number);
  }

  /** Everything that was observed so far, in order. */
  async acts(): Promise<{ readonly changes: readonly SegmentChange[]; readonly moments: readonly Moment[] }> {
    await this.pipeline.settled();
    const changes: SegmentChange[] = [];
    const moments: Moment[] = [];
    for await (const entries of this.journal.scan(0)) {
      for (const { kind, payload } of entries) {
        if (kind === 'segmentChanges') changes.push(...eachChange(JSON.parse(payload.toString('utf8')) as SegmentChanges));
        if (kind === 'moment') moments.push(JSON.parse(payload.toString('utf8')) as Moment);
      }
    }
    return { changes, moments };
  }

  stop(): void {
    this.pipeline.stop();
  }

  /**
   * Ends this life as a crash would once all was written, and begins another at an instant from its journal: from the
   * snapshot in a directory and the tail, or from the journal alone.
   */
  async restarted(at: Instant, directory?: string): Promise<Life> {
    await this.pipeline.settled();
    this.stop();
    const again = new Life(at, (this.journal as MemoryJournal).reopened(), this.#many);
    await recover(
      {
        pipeline: again.pipeline,
        publisher: again.publisher,
        outbox: { restore: () => undefined },
        onErasure: (entry) => again.erasures.replay(entry),
      },
      directory,
    );
    return again;
  }

  /** Writes a snapshot of what is now into a directory. */
  async snapshot(directory: string): Promise<void> {
    await this.pipeline.settled();
    await writeSnapshot(directory, takeSnapshot(this.pipeline));
  }
}

function raise(error: unknown): never {
  throw error;
}

/** The life of a world, at its start. */
export function lifeIn({ start, many }: { readonly start: Instant; readonly many?: number | undefined }): Life {
  return new Life(start, new MemoryJournal(), many);
}

/** Does something with a directory that is gone afterwards. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'cusp-oracle-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
