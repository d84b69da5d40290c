import { cleanItems } from '../../src/clean/clean-items.js';
import { Erasures } from '../../src/engine/erasure.js';
import { Publisher } from '../../src/engine/publisher.js';
import { Questions } from '../../src/engine/questions.js';
import { recover } from '../../src/engine/recovery.js';
import { type EmbeddedJournal, openEmbeddedJournal } from '../../src/journal/embedded/embedded-journal.js';
import type { DiskIo } from '../../src/journal/embedded/disk-io.js';
import { Pipeline } from '../../src/pipeline.js';
import type { VirtualClock } from '../../src/runtime/clock.js';
import { Tombstones } from '../../src/state/tombstones.js';
import type { Identifier } from '../../src/vocabulary/identifier.js';
import type { JsonObject } from '../../src/vocabulary/json.js';
import type { Outcome } from '../../src/vocabulary/outcome.js';

/** Small, so that a few histories begin many files. */
const SEGMENT_BYTES = 6_000;
const RETRY_AFTER = 1_000;
/** Keys the hashes of those who were erased; the same in every life, as an installation's is. */
const ERASURE_KEY = Buffer.alloc(32, 5);

/**
 * Everything of the engine that keeps or loses data, on a disk that is handed in: journal, pipeline, publisher, erasures, recovery.
 * Without warehouse and outbox, which are projections; and without snapshots, so that each recovery reads the whole journal.
 */
export class EngineOnDisk {
  readonly journal: EmbeddedJournal;
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly erasures: Erasures;

  private constructor(journal: EmbeddedJournal, clock: VirtualClock) {
    const ignore = (): void => undefined;
    this.journal = journal;
    const input = { journal, clock, tombstones: new Tombstones(ERASURE_KEY) };
    this.pipeline = new Pipeline({ ...input, onTouched: ignore, onIdentityChange: ignore, onDecided: ignore, onFault: ignore });
    this.publisher = new Publisher(this.pipeline);
    const questions = new Questions({ pipeline: this.pipeline, deliveryOf: () => ({ status: 'none', attempts: 0, last: null }) });
    this.erasures = new Erasures({
      pipeline: this.pipeline,
      outbox: { erase: () => Promise.resolve(() => undefined) },
      find: (identifier) => questions.find(identifier),
      eraseFromWarehouse: () => Promise.resolve(),
      renewSnapshot: () => Promise.resolve(),
      onFault: ignore,
    });
  }

  /** Opens what the disk holds, and recovers. @throws CuspError data_corrupt, journal_unavailable, or the disk's error */
  static async open(io: DiskIo, clock: VirtualClock): Promise<EngineOnDisk> {
    const journal = await openEmbeddedJournal({ directory: '/journal', segmentBytes: SEGMENT_BYTES, retryAfter: RETRY_AFTER, clock, io });
    const engine = new EngineOnDisk(journal, clock);
    const { pipeline, publisher, erasures } = engine;
    await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: (entry) => erasures.replay(entry) }, undefined);
    await erasures.resume();
    return engine;
  }

  /** Takes raw items in, as the front door does. @throws CuspError journal_unavailable */
  take(source: string, items: readonly JsonObject[]): Promise<readonly Outcome[]> {
    const now = this.pipeline.clock.now();
    const arrival = { source, receivedAt: now, now, retention: null, type: null, context: undefined, sentAt: undefined };
    return this.pipeline.take(source, cleanItems(items, { ...arrival, newMessageId: () => 'without' }));
  }

  erase(identifier: Identifier): ReturnType<Erasures['erase']> {
    return this.erasures.erase(identifier);
  }

  /** Every event that the state knows, as `identifier messageId`, with how often it does. */
  events(): ReadonlyMap<string, number> {
    const { timelines, identities } = this.pipeline;
    const found = new Map<string, number>();
    for (let customer = 0; customer < timelines.identifiers.size; customer++) {
      if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
      for (const row of timelines.rowsOf(customer)) {
        const key = `${timelines.identifiers.textOf(timelines.rows.identifier(row))} ${timelines.messageIdOf(row)}`;
        found.set(key, (found.get(key) ?? 0) + 1);
      }
    }
    return found;
  }
}
