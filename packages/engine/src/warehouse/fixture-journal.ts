import { appendValue, type EntryValues, type ValueKind } from '../journal/entries.js';
import type { Entry, EntryKind, Journal, Offset, Position } from '../journal/journal.js';

const HEADER_BYTES = 10;

/** A journal in memory that does what the feeder needs of one. For the tests of this folder. */
export class FixtureJournal implements Journal {
  #entries: Entry[] = [];
  #listeners = new Set<(durable: Offset) => void>();
  head: Offset = 0;
  durable: Offset = 0;
  readonly start: Offset = 0;
  readonly #scanBatch: number;

  constructor(scanBatch = 1_000) {
    this.#scanBatch = scanBatch;
  }

  append(kind: EntryKind, payload: string): Offset {
    const entry = { offset: this.head, kind, payload: Buffer.from(payload) };
    this.#entries.push(entry);
    this.head += HEADER_BYTES + entry.payload.length;
    return entry.offset;
  }

  /** Appends values of one kind and makes them durable. */
  async put<K extends ValueKind>(kind: K, ...values: readonly EntryValues[K][]): Promise<readonly Offset[]> {
    const offsets = values.map((value) => appendValue(this, kind, value));
    await this.commit();
    return offsets;
  }

  async commit(): Promise<void> {
    this.durable = this.head;
    for (const listener of this.#listeners) listener(this.durable);
  }

  /** Entries of these kinds before an offset. */
  count(kinds: readonly EntryKind[], before: Offset): number {
    return this.#entries.filter((entry) => entry.offset < before && kinds.includes(entry.kind)).length;
  }

  entryAt(offset: Offset): Entry {
    const found = this.#entries.find((entry) => entry.offset === offset);
    if (found === undefined) throw new RangeError(`no entry at ${offset}`);
    return found;
  }

  async *scan(from: Offset, to: Offset = this.durable): AsyncGenerator<readonly Entry[]> {
    const found = this.#entries.filter((entry) => entry.offset >= from && entry.offset < to && entry.kind !== 'redacted');
    for (let next = 0; next < found.length; next += this.#scanBatch) yield found.slice(next, next + this.#scanBatch);
  }

  onDurable(listener: (durable: Offset) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async redact(offsets: readonly Offset[]): Promise<void> {
    this.#entries = this.#entries.map((entry) =>
      offsets.includes(entry.offset) ? { offset: entry.offset, kind: 'redacted', payload: Buffer.alloc(0) } : entry,
    );
  }

  dropBefore(): Promise<void> {
    return Promise.reject(new Error('not part of this fixture'));
  }

  position(offset: Offset): Position {
    return `0:${offset}` as Position;
  }

  offsetOf(position: string): Offset {
    return Number(position.slice(2));
  }

  async close(): Promise<void> {}
}
