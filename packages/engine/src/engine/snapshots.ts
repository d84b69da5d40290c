import type { Offset } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';
import { takeSnapshot } from './snapshot.js';
import { removeExcept, type Snapshot, writeSnapshot } from '../state/snapshot-file.js';
import type { Milliseconds } from '../vocabulary/instant.js';

export interface SnapshotsInput {
  readonly pipeline: Pipeline;
  readonly directory: string;
  /** Whether another moment is better. */
  readonly busy: () => boolean;
  readonly publishing: () => boolean;
  /** Resolves when the publications that were asked for are over. */
  readonly untilPublished: () => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** A snapshot is worth its time when this much of the journal has been folded since the last one, and half as much as the last one was large. */
const WORTH_BYTES = 64 << 20;
const LOOK_EVERY: Milliseconds = 10_000;

/** Writes snapshots of the state now and then, so that a start needs to read only the journal's tail. */
export class Snapshots {
  readonly #input: SnapshotsInput;
  #last: Offset = 0;
  /** Of the last one, in bytes; 0 before the first. */
  #size = 0;
  #discarded = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(input: SnapshotsInput) {
    this.#input = input;
  }

  /** Begins to look, now and then, whether a snapshot is worth its time. @param last where the newest one stands */
  start(last: Offset): void {
    this.#last = last;
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY).unref();
  }

  /** Writes a snapshot of the state as it is now, in place of all older ones. */
  async save(): Promise<void> {
    // One at a time: each removes what the others have left.
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    if (this.#discarded) return;
    this.#writing = this.#save().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Writes a snapshot, or reports why not: the journal has everything, so a start without this snapshot is slower, nothing else. */
  async saveIfPossible(): Promise<void> {
    try {
      await this.save();
    } catch (error) {
      this.#input.onFault(error);
    }
  }

  /** Removes all snapshots and writes none any more: the next start reads the journal from its beginning. */
  async discard(): Promise<void> {
    await this.stop();
    this.#discarded = true;
    await removeExcept(this.#input.directory, undefined);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // Whoever asked for it is told how it went.
    await this.#writing?.catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { pipeline, busy } = this.#input;
    if (busy() || this.#writing !== undefined || pipeline.journal.durable - this.#last < Math.max(WORTH_BYTES, this.#size / 2)) return;
    await this.saveIfPossible();
  }

  async #save(): Promise<void> {
    const { pipeline, directory, untilPublished } = this.#input;
    // Acts that are not on disk yet, or a segment that is being filled, would be lost by a crash: the snapshot would have their effects alone.
    let snapshot: Snapshot | undefined;
    while (snapshot === undefined) {
      await untilPublished();
      snapshot = await pipeline.whenStill(() => (this.#input.publishing() ? undefined : takeSnapshot(pipeline)));
    }
    this.#size = await writeSnapshot(directory, snapshot);
    this.#last = snapshot.offset;
  }
}
