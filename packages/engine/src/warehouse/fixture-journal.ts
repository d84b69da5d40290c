import { appendValue, type EntryValues, type ValueKind } from '../journal/entries.js';
import type { Entry, EntryKind, Offset } from '../journal/journal.js';
import { MemoryJournal } from '../journal/memory-journal.js';

/** A journal in memory that can be filled and counted at a stroke, and is read in small portions, as the tests of this folder need it. */
export class FixtureJournal extends MemoryJournal {
  readonly #portion: number;
  readonly #kinds = new Map<Offset, EntryKind>();

  /** @param portion how many entries a scan gives at a time. */
  constructor(portion = 1_000) {
    super();
    this.#portion = portion;
  }

  /** Appends values of one kind and makes them durable. */
  async put<K extends ValueKind>(kind: K, ...values: readonly EntryValues[K][]): Promise<readonly Offset[]> {
    const offsets = values.map((value) => appendValue(this, kind, value));
    for (const offset of offsets) this.#kinds.set(offset, kind);
    await this.commit();
    return offsets;
  }

  /** How many entries of these kinds there are before an offset. */
  count(kinds: readonly EntryKind[], before: Offset): number {
    return [...this.#kinds].filter(([offset, kind]) => offset < before && kinds.includes(kind)).length;
  }

  override async redact(offsets: readonly Offset[]): Promise<void> {
    await super.redact(offsets);
    for (const offset of offsets) this.#kinds.delete(offset);
  }

  override scan(from: Offset, to?: Offset): AsyncIterable<readonly Entry[]> {
    return this.#portions(super.scan(from, to));
  }

  async *#portions(batches: AsyncIterable<readonly Entry[]>): AsyncGenerator<readonly Entry[]> {
    for await (const batch of batches) {
      for (let from = 0; from < batch.length; from += this.#portion) yield batch.slice(from, from + this.#portion);
    }
  }
}
