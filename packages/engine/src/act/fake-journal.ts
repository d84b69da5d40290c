import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { EntryValues } from '../journal/entries.js';
import type { EntryKind, Journal } from '../journal/journal.js';

/** An entry as these tests look at it. */
export interface WrittenEntry {
  readonly kind: EntryKind;
  readonly value: unknown;
}

/** As much of a journal as the outbox uses, in memory, that can be made to fail. For tests alone. */
export class FakeJournal {
  readonly entries: WrittenEntry[] = [];
  /** While true, commits fail, and what was appended since the last one is gone. */
  broken = false;
  #durable = 0;

  append(kind: EntryKind, payload: string): number {
    this.entries.push({ kind, value: JSON.parse(payload) as unknown });
    return this.entries.length - 1;
  }

  async commit(): Promise<void> {
    await Promise.resolve();
    if (this.broken) {
      this.entries.length = this.#durable;
      throw new CuspError(ERRORS.journalUnavailable, 'made to fail');
    }
    this.#durable = this.entries.length;
  }

  /** The values of one kind, in order. */
  of<K extends keyof EntryValues>(kind: K): EntryValues[K][] {
    return this.entries.filter((entry) => entry.kind === kind).map((entry) => entry.value as EntryValues[K]);
  }

  /** Itself as the port. */
  get port(): Journal {
    return this as unknown as Journal;
  }
}
