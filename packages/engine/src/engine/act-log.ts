import { appendValue, type EntryValues } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import { passing } from '../runtime/steps.js';

type ActKind = 'segmentChanges' | 'moment' | 'decision' | 'alert' | 'publicationMark';

/** An act: it happened once, and is written down. */
export type ActEntry = { [K in ActKind]: { readonly kind: K; readonly value: EntryValues[K] } }[ActKind];

export interface ActLogInput {
  readonly journal: Journal;
  /** Told of every act once it is on disk, in order. */
  readonly onRecorded: (act: ActEntry, offset: Offset) => void;
  /** Told when the journal could not be written; the acts are kept and written as soon as it can be again. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Writes acts into the journal. Detection goes on while the disk is busy; an act counts for others (the index, the stream, the
 * outbox) only when it is on disk. After a failed write the acts are appended again, in order: none is forgotten.
 */
export class ActLog {
  readonly #input: ActLogInput;
  #waiting: ActEntry[] = [];
  #writing: Promise<void> | undefined;

  constructor(input: ActLogInput) {
    this.#input = input;
  }

  add(act: ActEntry): void {
    this.#waiting.push(act);
  }

  /** Starts writing what waits. @returns when all of it is on disk, or the writing failed (then it is tried with the next call). */
  write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** How many acts are not on disk yet. */
  get pending(): number {
    return this.#waiting.length;
  }

  async #writeAll(): Promise<void> {
    const { journal, onRecorded, onFault } = this.#input;
    while (this.#waiting.length > 0) {
      const acts = [...this.#waiting];
      try {
        const offsets = acts.map((act) => appendValue(journal, act.kind, act.value));
        passing('acts appended');
        await journal.commit();
        passing('acts written');
        this.#waiting = this.#waiting.slice(acts.length);
        acts.forEach((act, index) => onRecorded(act, offsets[index] as Offset));
      } catch (error) {
        onFault(error);
        return;
      }
    }
  }
}
