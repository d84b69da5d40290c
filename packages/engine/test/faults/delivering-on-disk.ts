import type { Receipt } from '../../src/act/channels/channel.js';
import { Cleaning } from '../../src/engine/cleaning.js';
import { assembleDelivering } from '../../src/engine/delivering.js';
import { Publisher } from '../../src/engine/publisher.js';
import { Questions } from '../../src/engine/questions.js';
import { recover } from '../../src/engine/recovery.js';
import { Sources } from '../../src/engine/sources.js';
import type { DiskIo } from '../../src/journal/embedded/disk-io.js';
import { type EmbeddedJournal, openEmbeddedJournal } from '../../src/journal/embedded/embedded-journal.js';
import { Pipeline } from '../../src/pipeline.js';
import type { VirtualClock } from '../../src/runtime/clock.js';
import { Tombstones } from '../../src/state/tombstones.js';
import type { JsonObject } from '../../src/vocabulary/json.js';
import type { Outcome } from '../../src/vocabulary/outcome.js';

const SEGMENT_BYTES = 6_000;
const ERASURE_KEY = Buffer.alloc(32, 5);
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

/** What the outside sees of one hand-over: by which wire, under which id, and what it was. */
export interface HandedOver {
  readonly wire: 'webhook' | 'email';
  readonly id: string;
  readonly body: string;
}

/** The engine's core with the outbox and the three channels as the engine puts them together, on a disk and with wires that are handed in. */
export class DeliveringOnDisk {
  readonly journal: EmbeddedJournal;
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly delivering: ReturnType<typeof assembleDelivering>;
  readonly questions: Questions;
  readonly #cleaning: Cleaning;

  private constructor(journal: EmbeddedJournal, clock: VirtualClock, handOver: (message: HandedOver) => Promise<Receipt>) {
    const ignore = (): void => undefined;
    this.journal = journal;
    this.pipeline = new Pipeline({
      ...{ journal, clock, tombstones: new Tombstones(ERASURE_KEY) },
      ...{ onTouched: ignore, onIdentityChange: ignore, onFault: ignore },
      onDecided: (decision) => this.delivering.outbox.take(decision),
    });
    this.publisher = new Publisher(this.pipeline);
    this.questions = new Questions({ pipeline: this.pipeline, deliveryOf: (id) => this.delivering.outbox.deliveryOf(id) });
    let made = 0;
    this.#cleaning = new Cleaning({
      ...{ sources: new Sources(this.pipeline.definitions), clock, retention: null, whoIs: () => undefined },
      newMessageId: () => `made ${made++}`,
    });
    this.delivering = assembleDelivering({
      config: { smtpUrl: 'smtps://mail.example', publicUrl: 'https://cusp.shop.example' },
      ...{ webhookSecret: WEBHOOK_SECRET, pipeline: this.pipeline, questions: this.questions, cleaning: this.#cleaning },
      ...{ credentials: { secret: () => undefined }, onFault: ignore },
      wires: {
        send: ({ id, body }) => handOver({ wire: 'webhook', id, body }),
        mails: {
          send: (_server, letter) => handOver({ wire: 'email', id: letter.messageId, body: JSON.stringify(letter) }),
          close: ignore,
        },
      },
    });
  }

  /** Opens what the disk holds, recovers, and begins to live. @throws CuspError data_corrupt, journal_unavailable, or the disk's error */
  static async open(io: DiskIo, clock: VirtualClock, handOver: (message: HandedOver) => Promise<Receipt>): Promise<DeliveringOnDisk> {
    const journal = await openEmbeddedJournal({ directory: '/journal', segmentBytes: SEGMENT_BYTES, retryAfter: 1_000, clock, io });
    const engine = new DeliveringOnDisk(journal, clock, handOver);
    const { pipeline, publisher, delivering } = engine;
    await recover({ pipeline, publisher, outbox: delivering.outbox, onErasure: () => Promise.resolve() }, undefined);
    pipeline.start(delivering.outbox);
    return engine;
  }

  /** Takes raw items in, as the front door does. @throws CuspError journal_unavailable */
  take(items: readonly JsonObject[]): Promise<readonly Outcome[]> {
    const receivedAt = this.pipeline.clock.now();
    const arrival = { source: 'web', receivedAt, type: null, context: undefined, sentAt: undefined };
    return this.pipeline.take('web', this.#cleaning.clean(items, arrival));
  }
}
