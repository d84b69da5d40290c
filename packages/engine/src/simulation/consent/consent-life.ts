import type { Channels } from '../../act/channels/table.js';
import type { Channel, Parcel, Receipt } from '../../act/channels/channel.js';
import { Outbox, type OutboxEntry } from '../../act/outbox.js';
import { Publisher } from '../../engine/publisher.js';
import { recheck } from '../../engine/recheck.js';
import { recover } from '../../engine/recovery.js';
import { MemoryJournal } from '../../journal/memory-journal.js';
import { Pipeline } from '../../pipeline.js';
import type { VirtualClock } from '../../runtime/clock.js';
import { Tombstones } from '../../state/tombstones.js';
import type { Decision } from '../../vocabulary/decision.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';

/** What a life of the engine's core with its outbox is handed. */
export interface ConsentLifeInput {
  readonly clock: VirtualClock;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  /** The fake channel: what is handed over, at that instant. */
  readonly send: (parcel: Parcel) => Receipt;
  readonly onDecided: (decision: Decision) => void;
  readonly onEntry: (entry: OutboxEntry) => void;
  /** False takes the check before sending out. */
  readonly checked: boolean;
}

const KEY = Buffer.alloc(32, 7);

/** The pipeline and the outbox as the engine puts them together, in memory. */
export class ConsentLife {
  readonly journal: MemoryJournal;
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  readonly outbox: Outbox;
  readonly #input: ConsentLifeInput;

  constructor(input: ConsentLifeInput, journal: MemoryJournal = new MemoryJournal()) {
    this.#input = input;
    this.journal = journal;
    const { clock, random, send, checked } = input;
    const onFault = (error: unknown): never => {
      throw error;
    };
    this.pipeline = new Pipeline({
      journal,
      clock,
      tombstones: new Tombstones(KEY),
      onTouched: () => undefined,
      onIdentityChange: () => undefined,
      onDecided: (decision) => {
        input.onDecided(decision);
        this.outbox.take(decision);
      },
      onFault,
    });
    this.publisher = new Publisher(this.pipeline);
    const webhook: Channel<{ readonly url: string }> = {
      endpoint: ({ url }) => url,
      send: (parcel) => Promise.resolve(send(parcel)),
      erase: () => Promise.resolve(),
    };
    this.outbox = new Outbox({
      journal,
      clock,
      random,
      channels: { webhook } as unknown as Channels,
      campaignOf: (name, version) => this.pipeline.definitions.campaign(name, version),
      recipientOf: ({ identifier }) => ({ customerId: formatIdentifier(identifier), identifiers: [identifier], email: null }),
      recheck: (decision, attempt, heldUntil) => (checked ? recheck(this.pipeline, decision, attempt, heldUntil) : { ok: true }),
      onRecorded: (entry, offset) => {
        this.pipeline.indexAct(entry.kind, formatIdentifier(entry.value.identifier), offset, entry.value.at);
        input.onEntry(entry);
      },
      onFault,
    });
  }

  /** Begins to live. */
  start(): this {
    this.pipeline.start(this.outbox);
    return this;
  }

  /** Ends, with what is under way written down. */
  async stop(): Promise<void> {
    await this.outbox.stop();
    await this.pipeline.settled();
    this.pipeline.stop();
  }

  /** Ends, and begins again from the journal. */
  async restarted(): Promise<ConsentLife> {
    await this.stop();
    const again = new ConsentLife(this.#input, this.journal.reopened());
    const { pipeline, publisher, outbox } = again;
    await recover({ pipeline, publisher, outbox, onErasure: () => Promise.resolve() } as Parameters<typeof recover>[0], undefined);
    return again.start();
  }
}
