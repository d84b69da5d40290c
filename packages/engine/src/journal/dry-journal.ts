import type { Entry, EntryKind, Journal, Offset, Position } from './journal.js';

/** A journal that is read as it is and that nothing is written to: for folding it a second time, to compare. */
export class DryJournal implements Journal {
  readonly #journal: Journal;
  readonly failed = null;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get head(): Offset {
    return this.#journal.head;
  }
  get durable(): Offset {
    return this.#journal.durable;
  }
  get start(): Offset {
    return this.#journal.start;
  }
  append(_kind: EntryKind, _payload: string): Offset {
    return this.#journal.head;
  }
  commit(): Promise<void> {
    return Promise.resolve();
  }
  entryAt(offset: Offset): Entry {
    return this.#journal.entryAt(offset);
  }
  scan(from: Offset, to?: Offset): AsyncIterable<readonly Entry[]> {
    return this.#journal.scan(from, to);
  }
  onDurable(): () => void {
    return () => undefined;
  }
  redact(): Promise<void> {
    return Promise.resolve();
  }
  dropBefore(): Promise<void> {
    return Promise.resolve();
  }
  position(offset: Offset): Position {
    return this.#journal.position(offset);
  }
  offsetOf(position: string): Offset {
    return this.#journal.offsetOf(position);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
