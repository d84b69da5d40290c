import { appendValue } from '../journal/entries.js';
import type { Journal } from '../journal/journal.js';
import type { Clock } from '../runtime/clock.js';
import type { Books } from '../state/books.js';
import type { Milliseconds } from '../vocabulary/instant.js';

export interface RefusalsInput {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly books: Books;
}

/** In real time: it is about the machine. */
const GATHERING: Milliseconds = 1_000;

/**
 * Counts refused items by source. Counts gather for a second before they are written down, so that whoever sends rubbish fills no
 * journal; while the journal cannot be written they are kept. A crash loses at most what has gathered: nothing of it was ever taken in.
 */
export class Refusals {
  readonly #input: RefusalsInput;
  /** What is not on disk yet, and so not in the books. */
  readonly #gathered = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(input: RefusalsInput) {
    this.#input = input;
  }

  add(source: string, items: number): void {
    this.#gathered.set(source, this.notWritten(source) + items);
    this.#timer ??= setTimeout(() => void this.write(), GATHERING).unref();
  }

  /** How many of a source are not in its books yet. */
  notWritten(source: string): number {
    return this.#gathered.get(source) ?? 0;
  }

  /** The sources of which something is not in the books yet. */
  sources(): Iterable<string> {
    return this.#gathered.keys();
  }

  /** Writes what has gathered. What cannot be written is kept for the next time. */
  async write(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Writes the last of it; nothing gathers any more. */
  async stop(): Promise<void> {
    await this.write();
    clearTimeout(this.#timer);
  }

  async #write(): Promise<void> {
    const { journal, clock, books } = this.#input;
    const gathered = [...this.#gathered];
    if (gathered.length === 0) return;
    try {
      for (const [source, refused] of gathered)
        appendValue(journal, 'accounting', { source, duplicate: 0, conflicting: 0, refused, at: clock.now() });
      await journal.commit();
    } catch {
      // The journal tells everybody who waits for it what is wrong, and shows it: here the counts are kept, and that is all.
      this.#timer ??= setTimeout(() => void this.write(), GATHERING).unref();
      return;
    }
    for (const [source, refused] of gathered) {
      books.refuse(source, refused);
      this.#gathered.set(source, this.notWritten(source) - refused);
      if (this.notWritten(source) === 0) this.#gathered.delete(source);
    }
  }
}
