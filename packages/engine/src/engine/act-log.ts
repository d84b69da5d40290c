import { appendValue, type EntryValues } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import type { SegmentChange, SegmentChanges } from '../vocabulary/segment-change.js';

type ActKind = 'segmentChanges' | 'moment' | 'decision' | 'alert';

/** An act: it happened once, and is written down. */
export type ActEntry = { [K in ActKind]: { readonly kind: K; readonly value: EntryValues[K] } }[ActKind];

export interface ActLogInput {
  readonly journal: Journal;
  /** Told of every act once it is on disk, in order. */
  readonly onRecorded: (act: ActEntry, offset: Offset) => void;
  /** Told when the journal could not be written; the acts are kept and written as soon as it can be again. */
  readonly onFault: (error: unknown) => void;
}

/** An entry that further changes may still join. */
interface OpenChanges extends SegmentChanges {
  readonly changes: SegmentChanges['changes'][number][];
}

/**
 * Writes acts into the journal. Detection goes on while the disk is busy; an act counts for others (the index, the stream, the
 * outbox) only when it is on disk. After a failed write the acts are appended again, in order: none is forgotten.
 */
export class ActLog {
  readonly #input: ActLogInput;
  #waiting: ActEntry[] = [];
  /** The last of those that wait, if it is one of changes; closed as soon as it is being written. */
  #open: OpenChanges | undefined;
  #writing: Promise<void> | undefined;

  constructor(input: ActLogInput) {
    this.#input = input;
  }

  add(act: Exclude<ActEntry, { readonly kind: 'segmentChanges' }>): void {
    this.#open = undefined;
    this.#waiting.push(act);
  }

  /** Adds a change: to the entry of those that were learned of just before it, if they are of the same look at the same customer. */
  addChange({ identifier, observedAt, cause, changeId, segment, version, entered, at, because }: SegmentChange): void {
    const change = { changeId, segment, version, entered, at, because };
    const open = this.#open;
    // The same identifier is the same object within one look; two objects only mean two entries.
    if (open !== undefined && open.identifier === identifier && open.observedAt === observedAt && open.cause === cause) {
      open.changes.push(change);
      return;
    }
    this.#open = { identifier, observedAt, cause, changes: [change] };
    this.#waiting.push({ kind: 'segmentChanges', value: this.#open });
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
      this.#open = undefined;
      try {
        const offsets = acts.map((act) => appendValue(journal, act.kind, act.value));
        await journal.commit();
        this.#waiting = this.#waiting.slice(acts.length);
        acts.forEach((act, index) => onRecorded(act, offsets[index] as Offset));
      } catch (error) {
        onFault(error);
        return;
      }
    }
  }
}
