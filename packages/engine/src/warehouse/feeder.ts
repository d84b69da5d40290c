import type { Entry, EntryKind, Journal, Offset } from '../journal/journal.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { Batch } from './batch.js';
import type { ErasedSubject } from './erasure.js';
import type { Comparison } from './replacement.js';
import { STORED_TABLES, type StoredTable, type StoredTableName } from './tables.js';
import { Turns } from './turns.js';
import type { Warehouse } from './warehouse.js';
import { passing } from '../runtime/steps.js';

export interface FeederOptions {
  readonly journal: Journal;
  readonly warehouse: Warehouse;
  /** How many entries of these kinds, not redacted, the journal holds before an offset; undefined when it cannot tell cheaply. */
  readonly countEntries?: (kinds: readonly EntryKind[], before: Offset) => number | undefined;
  /** How long to wait at least for more entries when few are waiting. Real time: it is about the machine, not about customers. Default 500 ms. */
  readonly lingerMs?: Milliseconds;
  /** A batch is loaded once it has this many entries or bytes. Defaults: 50,000 and 32 MiB. */
  readonly batchEntries?: number;
  readonly batchBytes?: number;
  /** Told of each batch that could not be loaded; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Keeps the warehouse at the journal's heels. */
export interface WarehouseFeeder {
  /** Everything before this offset is in the warehouse. */
  readonly loadedUntil: Offset;
  /** Checks what the warehouse holds against the journal, rebuilds what does not fit, and begins to follow. */
  start(): Promise<void>;
  /** Resolves when everything before `until` (an offset that an append returned, or the durable end, which is the default and the most) is in the warehouse. @throws what kept the last batch from being loaded. */
  flush(until?: Offset): Promise<void>;
  /** Builds all tables anew from the journal and says in how many rows the old ones differed. */
  rebuild(): Promise<Comparison>;
  /** Loads what is waiting, then removes every byte of the subject. The entries' payloads must be redacted in the journal afterwards, not before. */
  erase(subject: ErasedSubject): Promise<void>;
  /** Ends following, after the batch that is on its way. What is left is loaded after the next start. */
  stop(): Promise<void>;
}

/** Pause after a failure before the same batch is tried again. */
const RETRY_MS: Milliseconds = 2_000;
/** With this much waiting there is no point in waiting for more. */
const ENOUGH_BYTES = 16 << 20;
/** Few large parts cost less than many small ones, which have to be merged: the pause is so many times as long as the last load took … */
const PAUSE_TO_LOAD = 4;
/** … and at most this, or what the options say if that is more. */
const LONGEST_PAUSE_MS: Milliseconds = 2_000;

/**
 * Follows the journal in batches.
 *
 * Why a crash neither loses nor doubles a row: a batch covers the entries of [a, b). Its rows of one table become one part, which
 * appears by one rename after an fsync, so a table has all of them or none. Only when all tables have theirs is `loadedUntil = b`
 * recorded. After a crash work begins again at the recorded a, wherever the batch is cut this time, and each table skips what is not beyond its own
 * last offset: it has exactly the entries of its kinds up to there, because parts appear in the order of the journal.
 */
export function createWarehouseFeeder(options: FeederOptions): WarehouseFeeder {
  return new Feeder(options);
}

class Feeder implements WarehouseFeeder {
  readonly #options: FeederOptions;
  readonly #journal: Journal;
  readonly #warehouse: Warehouse;
  readonly #batch: Batch;
  /** One at a time: a batch, a rebuild, an erasure. */
  readonly #turns = new Turns();
  readonly #reached = new Map<StoredTableName, Offset>();
  #loadedUntil: Offset;
  #lastLoad: Milliseconds = 0;
  #following = false;
  #stopFollowing: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  constructor(options: FeederOptions) {
    this.#options = options;
    this.#journal = options.journal;
    this.#warehouse = options.warehouse;
    this.#batch = new Batch(options.batchEntries ?? 50_000, options.batchBytes ?? 32 << 20);
    this.#loadedUntil = this.#journal.start;
  }

  get loadedUntil(): Offset {
    return this.#loadedUntil;
  }

  async start(): Promise<void> {
    await this.#turns.take(async () => {
      this.#loadedUntil = (await this.#warehouse.loadedUntil()) ?? this.#journal.start;
      await this.#verify();
    });
    this.#following = true;
    this.#stopFollowing = this.#journal.onDurable(() => this.#wake());
    this.#wake();
  }

  /** Tables that hold more or fewer entries than the journal has up to where they reach are built anew. */
  async #verify(): Promise<void> {
    // A journal that ends before what was loaded was restored from a backup: it is the truth.
    if (this.#loadedUntil > this.#journal.durable) {
      this.#loadedUntil = this.#journal.durable;
      await this.#rebuildTables(STORED_TABLES);
      return this.#warehouse.setLoadedUntil(this.#loadedUntil);
    }
    const unfit: StoredTable[] = [];
    for (const table of STORED_TABLES) {
      const { last, entries } = await this.#warehouse.reach(table);
      this.#reached.set(table.name, last);
      const expected = this.#options.countEntries?.(table.kinds, Math.max(last + 1, this.#loadedUntil));
      if (expected !== undefined && expected !== entries) unfit.push(table);
    }
    if (unfit.length > 0) await this.#rebuildTables(unfit);
  }

  #wake(): void {
    if (!this.#following || this.#timer !== undefined || this.#working !== undefined) return;
    const waiting = this.#journal.durable - this.#loadedUntil;
    if (waiting <= 0) return;
    this.#sleep(waiting >= ENOUGH_BYTES ? 0 : this.#pause());
  }

  #pause(): Milliseconds {
    return Math.max(this.#options.lingerMs ?? 500, Math.min(this.#lastLoad * PAUSE_TO_LOAD, LONGEST_PAUSE_MS));
  }

  #sleep(pause: Milliseconds): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#work();
    }, pause);
    this.#timer.unref();
  }

  /** Loads what is waiting, and goes on by itself; failures are reported and tried again after a pause. */
  #work(): void {
    const began = performance.now();
    this.#working = this.#turns
      .take(() => this.#loadUntil(this.#journal.durable, () => !this.#following))
      .then(
        () => {
          this.#working = undefined;
          this.#lastLoad = performance.now() - began;
          this.#wake();
        },
        (error: unknown) => {
          this.#working = undefined;
          this.#options.onFailure(error);
          if (this.#following) this.#sleep(RETRY_MS);
        },
      );
  }

  flush(until: Offset = this.#journal.durable): Promise<void> {
    return this.#turns.take(() => this.#loadUntil(Math.min(until, this.#journal.durable)));
  }

  /** @param isEnough asked after each batch, whether to leave the rest for later. */
  async #loadUntil(until: Offset, isEnough: () => boolean = () => false): Promise<void> {
    if (this.#loadedUntil >= until) return;
    try {
      for await (const entries of this.#journal.scan(Math.max(this.#loadedUntil, this.#journal.start), until)) {
        const [first] = entries;
        if (first !== undefined && this.#batch.isFull) {
          await this.#loadBatch(first.offset);
          if (isEnough()) return;
        }
        this.#collect(entries, (table) => this.#reached.get(table.name) ?? -1);
      }
      await this.#loadBatch(until);
    } finally {
      this.#batch.clear();
    }
  }

  #collect(entries: readonly Entry[], reached: (table: StoredTable) => Offset): void {
    for (const entry of entries) {
      const table = this.#batch.tableOf(entry.kind);
      if (table !== undefined && entry.offset > reached(table)) this.#batch.add(table, entry);
    }
  }

  async #loadBatch(until: Offset): Promise<void> {
    await this.#batch.load(this.#warehouse.load, (table, last) => this.#reached.set(table.name, last));
    passing('batch loaded');
    await this.#warehouse.setLoadedUntil(until);
    this.#loadedUntil = until;
  }

  rebuild(): Promise<Comparison> {
    return this.#turns.take(async () => {
      await this.#loadUntil(this.#journal.durable);
      return this.#rebuildTables(STORED_TABLES);
    });
  }

  async #rebuildTables(tables: readonly StoredTable[]): Promise<Comparison> {
    const last = new Map<StoredTableName, Offset>();
    const compared = await this.#warehouse.rebuild(tables, async (load) => {
      const loadCollected = () => this.#batch.load(load, (table, offset) => last.set(table.name, offset));
      try {
        for await (const entries of this.#journal.scan(this.#journal.start, this.#loadedUntil)) {
          if (this.#batch.isFull) await loadCollected();
          this.#collect(entries, (table) => (tables.includes(table) ? -1 : Number.POSITIVE_INFINITY));
        }
        await loadCollected();
      } finally {
        this.#batch.clear();
      }
    });
    for (const table of tables) this.#reached.set(table.name, last.get(table.name) ?? -1);
    return compared;
  }

  erase(subject: ErasedSubject): Promise<void> {
    return this.#turns.take(async () => {
      await this.#loadUntil(this.#journal.durable);
      await this.#warehouse.erase(subject);
    });
  }

  async stop(): Promise<void> {
    this.#following = false;
    this.#stopFollowing();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#turns.take(async () => {});
    await this.#working;
    clearTimeout(this.#timer);
  }
}
