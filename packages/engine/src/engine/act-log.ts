import { appendValue, type EntryValues } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import { passing } from '../runtime/steps.js';

type ActKind = 'segmentChanges' | 'moment' | 'decision' | 'alert' | 'publicationMark' | 'surge';

/** An act: it happened once, and is written down. */
export type ActEntry = { [K in ActKind]: { readonly kind: K; readonly value: EntryValues[K] } }[ActKind];

export interface ActLogInput {
  readonly journal: Journal;
  /** Told of every act once it is on disk, in order. */
  readonly onRecorded: (act: ActEntry, offset: Offset) => void;
  /** Told when the journal could not be written; the acts are kept and written as soon as it can be again. */
  readonly onFault: (error: unknown) => void;
}

/** An act that the journal has taken, and that is not on disk yet. */
interface Appended {
  readonly act: ActEntry;
  readonly offset: Offset;
}

/**
 * Writes acts into the journal. Detection goes on while the disk is busy; an act counts for others (the index, the stream, the
 * outbox) only when it is on disk. After a failed write the acts are appended again, in order: none is forgotten.
 */
export class ActLog {
  readonly #input: ActLogInput;
  #waiting: ActEntry[] = [];
  #appended: Appended[] = [];

  constructor(input: ActLogInput) {
    this.#input = input;
  }

  add(act: ActEntry): void {
    this.#waiting.push(act);
  }

  /**
   * Hands what waits to the journal; the caller commits, in the same turn. What is appended after it stands after it.
   * @throws CuspError journal_unavailable: then the rest waits on
   */
  append(): void {
    if (this.#waiting.length === 0) return;
    let taken = 0;
    try {
      for (const act of this.#waiting) {
        this.#appended.push({ act, offset: appendValue(this.#input.journal, act.kind, act.value) });
        taken++;
      }
    } finally {
      this.#waiting = this.#waiting.slice(taken);
    }
    passing('acts appended');
  }

  /**
   * Writes what waits: it is in the journal when this returns, before anything that is appended later.
   * @returns when all of it is on disk, or the writing failed (then it is tried with the next call)
   */
  async write(): Promise<void> {
    while (this.pending > 0) if (!(await this.#writeOnce())) return;
  }

  /** How many acts are not on disk yet. */
  get pending(): number {
    return this.#waiting.length + this.#appended.length;
  }

  async #writeOnce(): Promise<boolean> {
    const refused = this.#refused();
    try {
      await this.#input.journal.commit();
      this.#record();
    } catch (error) {
      this.#takeBack(error);
      return false;
    }
    if (refused !== undefined) this.#input.onFault(refused);
    return refused === undefined;
  }

  /** Appends. @returns why the journal took no more; what it took before that is committed all the same. */
  #refused(): unknown {
    try {
      this.append();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #record(): void {
    const { journal, onRecorded } = this.#input;
    const { durable } = journal;
    const written = this.#appended.filter(({ offset }) => offset < durable);
    if (written.length === 0) return;
    this.#appended = this.#appended.slice(written.length);
    passing('acts written');
    for (const { act, offset } of written) onRecorded(act, offset);
  }

  /** Of what has been appended, the journal holds what is on disk and nothing else. */
  #takeBack(error: unknown): void {
    this.#record();
    this.#waiting = [...this.#appended.map(({ act }) => act), ...this.#waiting];
    this.#appended = [];
    this.#input.onFault(error);
  }
}
