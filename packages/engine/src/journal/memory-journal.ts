import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { EntryValues } from './entries.js';
import type { Entry, EntryKind, Journal, Offset, Position } from './journal.js';
import { notAPosition, parsePosition, positionOf } from './position.js';

/** As many bytes as an entry's header takes on disk, so that offsets look alike. */
const HEADER_BYTES = 10;
const BATCH = 1_000;

/** An entry as tests look at it. */
export interface WrittenEntry {
  readonly kind: EntryKind;
  readonly value: unknown;
}

/** How a journal in memory behaves. */
export interface MemoryJournalOptions {
  /** How long a segment may become, in bytes (64 MiB): what `dropBefore` can drop at once. */
  readonly segmentBytes?: number;
}

/** A journal in memory, for tests: the same promises as on disk, a commit that takes a turn, and failures on demand. */
export class MemoryJournal implements Journal {
  readonly #segmentBytes: number;
  readonly #listeners = new Set<(durable: Offset) => void>();
  #entries: Entry[] = [];
  #segments: Offset[] = [0];
  #head: Offset = 0;
  #durable: Offset = 0;
  #flushing: Promise<void> | undefined;
  #failNext: string | undefined;
  #failed: string | null = null;
  /** Entries came after the last call of commit. */
  #unclaimed = false;
  #orphans = false;
  #closed = false;

  constructor(options: MemoryJournalOptions = {}) {
    this.#segmentBytes = options.segmentBytes ?? 64 * 1024 * 1024;
  }

  get head(): Offset {
    return this.#head;
  }

  get durable(): Offset {
    return this.#durable;
  }

  get start(): Offset {
    return this.#segments[0] as Offset;
  }

  get failed(): string | null {
    return this.#failed;
  }

  /** Lets the next write fail, and refuses appends from then on until {@link recover}. */
  failNextCommit(reason = 'simulated failure'): void {
    this.#failNext = reason;
  }

  /** Ends a simulated failure. */
  recover(): void {
    this.#failed = null;
  }

  /** What a journal opened after the death of the process would hold: nothing that was not committed. */
  reopened(): MemoryJournal {
    const reopened = new MemoryJournal({ segmentBytes: this.#segmentBytes });
    reopened.#entries = this.#entries.filter((entry) => entry.offset < this.#durable);
    reopened.#segments = this.#segments.filter((base) => base <= this.#durable);
    reopened.#head = this.#durable;
    reopened.#durable = this.#durable;
    return reopened;
  }

  /** The entries that are kept, read, in order; those that no commit has made durable among them. */
  written(): WrittenEntry[] {
    const kept = this.#entries.filter(({ kind }) => kind !== 'redacted');
    return kept.map(({ kind, payload }) => ({ kind, value: JSON.parse(payload.toString('utf8')) as unknown }));
  }

  /** The values of one kind among them. */
  valuesOf<K extends keyof EntryValues>(kind: K): EntryValues[K][] {
    return this.written()
      .filter((entry) => entry.kind === kind)
      .map(({ value }) => value as EntryValues[K]);
  }

  append(kind: EntryKind, payload: string): Offset {
    if (this.#failed !== null || this.#closed) throw this.#unavailable();
    const offset = this.#head;
    const entry: Entry = { offset, kind, payload: Buffer.from(payload, 'utf8') };
    const end = offset + HEADER_BYTES + entry.payload.length;
    const segment = this.#segments[this.#segments.length - 1] as Offset;
    if (offset > segment && end - segment > this.#segmentBytes) this.#segments.push(offset);
    this.#entries.push(entry);
    this.#head = end;
    this.#unclaimed = true;
    return offset;
  }

  commit(): Promise<void> {
    if (this.#orphans) return this.#rejectOrphans();
    if (this.#closed) return Promise.reject(this.#unavailable());
    this.#unclaimed = false;
    if (this.#head === this.#durable) return Promise.resolve();
    this.#flushing ??= this.#flush();
    return this.#flushing;
  }

  entryAt(offset: Offset): Entry {
    if (offset < this.start) throw dropped(offset, this.start);
    if (offset >= this.#head) throw noSuchEntry(offset, this.#head);
    const index = this.#indexFrom(offset);
    const entry = this.#entries[index];
    if (entry === undefined || entry.offset !== offset) throw new CuspError(ERRORS.dataCorrupt, `no entry begins at offset ${offset}`);
    return entry;
  }

  scan(from: Offset, to: Offset = this.#durable): AsyncIterable<readonly Entry[]> {
    return this.#scan(from, Math.min(to, this.#durable));
  }

  onDurable(listener: (durable: Offset) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async redact(offsets: readonly Offset[]): Promise<void> {
    if (offsets.some((offset) => offset >= this.#durable)) await this.commit();
    const beyond = offsets.find((offset) => offset >= this.#durable);
    if (beyond !== undefined) throw noSuchEntry(beyond, this.#head);
    for (const offset of offsets) {
      if (offset < this.start) continue;
      this.entryAt(offset).payload.fill(0);
      this.#entries[this.#indexFrom(offset)] = { offset, kind: 'redacted', payload: Buffer.alloc(0) };
    }
  }

  async dropBefore(offset: Offset): Promise<void> {
    while (this.#segments.length > 1 && (this.#segments[1] as Offset) <= Math.min(offset, this.#durable)) this.#segments.shift();
    this.#entries = this.#entries.slice(this.#indexFrom(this.start));
  }

  position(offset: Offset): Position {
    return positionOf(offset);
  }

  offsetOf(position: string): Offset {
    const offset = parsePosition(position, this.#head);
    const kept = offset >= this.start && offset < this.#durable;
    if (kept && this.#entries[this.#indexFrom(offset)]?.offset !== offset) throw notAPosition(position, 'no entry begins there');
    return offset;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      if (this.#failed === null) await this.commit();
    } finally {
      this.#closed = true;
    }
  }

  async #flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#flushing = undefined;
    if (this.#failNext !== undefined) throw this.#fail(this.#failNext);
    this.#durable = this.#head;
    for (const listener of this.#listeners) listener(this.#durable);
  }

  #fail(reason: string): CuspError {
    this.#failNext = undefined;
    this.#failed = reason;
    this.#orphans = this.#unclaimed;
    this.#voidOpen();
    return this.#unavailable();
  }

  #rejectOrphans(): Promise<void> {
    this.#orphans = false;
    this.#voidOpen();
    return Promise.reject(this.#unavailable());
  }

  #voidOpen(): void {
    this.#head = this.#durable;
    this.#unclaimed = false;
    this.#entries.length = this.#indexFrom(this.#durable);
    while (this.#segments.length > 1 && (this.#segments[this.#segments.length - 1] as Offset) >= this.#durable) this.#segments.pop();
  }

  async *#scan(from: Offset, to: Offset): AsyncGenerator<readonly Entry[]> {
    if (from < this.start && from < to) throw dropped(from, this.start);
    for (let next = this.#indexFrom(from); ; next += BATCH) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#entries.slice(next, next + BATCH).filter((entry) => entry.offset < to);
      const kept = batch.filter((entry) => entry.kind !== 'redacted');
      if (kept.length > 0) yield kept;
      if (batch.length < BATCH) return;
    }
  }

  /** The index of the first entry at or behind an offset. */
  #indexFrom(offset: Offset): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle] as Entry).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #unavailable(): CuspError {
    return new CuspError(ERRORS.journalUnavailable, this.#failed ?? 'it has been closed, or a write failed meanwhile', {
      retryAfterSeconds: 1,
    });
  }
}

function dropped(offset: Offset, start: Offset): CuspError {
  return new CuspError(ERRORS.invalidRequest, `position ${offset} has been dropped by retention; the first one kept is ${start}`);
}

function noSuchEntry(offset: Offset, head: Offset): CuspError {
  return new CuspError(ERRORS.notFound, `the journal ends at ${head}, before ${offset}`);
}
