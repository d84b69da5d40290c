import type { Offset } from '../journal.js';
import type { CommitGroup } from './commit-group.js';
import { type DiskFile, type DiskIo, writeFully } from './disk-io.js';
import type { DurableMarker } from './durable-marker.js';
import type { Recovered } from './recovery.js';
import { positionInFile } from './segment-file.js';
import type { Segments } from './segments.js';
import { passing } from '../../runtime/steps.js';

/** An fsync that failed; `cause` is the operating system's error. After it the state of the page cache is unknown. */
export class FailedSync extends Error {
  constructor(cause: unknown) {
    super('fsync failed', { cause });
    this.name = 'FailedSync';
  }
}

/** Puts groups on disk, and takes back what a failed one has left there. */
export class SegmentWriter {
  readonly #io: DiskIo;
  readonly #segments: Segments;
  readonly #marker: DurableMarker;
  readonly #fsync: boolean;
  #active: DiskFile;
  /** Bytes of a failed group may stand behind the durable end. */
  #spoilt = false;
  #durable: Offset;
  /** Where the segment begins that holds the durable end. */
  #durableSegment: Offset;
  #activeSegment: Offset;

  constructor(io: DiskIo, recovered: Recovered, fsync: boolean) {
    this.#io = io;
    this.#segments = recovered.segments;
    this.#marker = recovered.marker;
    this.#active = recovered.active;
    this.#durable = recovered.end;
    this.#fsync = fsync;
    this.#durableSegment = recovered.segments.last;
    this.#activeSegment = recovered.segments.last;
  }

  /** Where the segment begins that holds the durable end. */
  get durableSegment(): Offset {
    return this.#durableSegment;
  }

  /** fsyncs a file. @throws FailedSync */
  readonly sync = async (file: DiskFile): Promise<void> => {
    if (this.#fsync) await orFailedSync(file.sync());
  };

  /** Writes a group and makes it durable, beginning new segments where it is cut. @throws FailedSync, or the error of a write. */
  async write(group: CommitGroup): Promise<void> {
    if (this.#spoilt) await this.#takeBack();
    this.#spoilt = true;
    let from = group.base;
    for (const cut of group.cuts) {
      await this.#writePiece(group, from, cut);
      await this.#beginSegment(cut);
      from = cut;
    }
    await this.#writePiece(group, from, group.end);
    this.#spoilt = false;
    this.#durable = group.end;
    this.#durableSegment = this.#activeSegment;
  }

  /** Remembers the durable end for the next opening. Without fsync there is nothing to vouch for. */
  vouch(durable: Offset): void {
    if (this.#fsync) this.#marker.set(durable);
  }

  /** Makes the marker itself durable. @throws FailedSync */
  async syncMarker(): Promise<void> {
    if (!this.#fsync) return;
    this.#marker.set(this.#durable);
    await orFailedSync(this.#marker.sync());
  }

  /**
   * Cuts the files back to the durable end after a failed group. What cannot be done now is done before the next group.
   * @returns the error that prevented it, if any.
   */
  async repair(final: boolean): Promise<unknown> {
    try {
      await this.#takeBack();
      return undefined;
    } catch (error) {
      return final ? undefined : error;
    }
  }

  /** @param intact whether the marker may vouch for the durable end */
  async close(intact: boolean): Promise<void> {
    try {
      if (intact && !this.#spoilt && this.#fsync) {
        await this.#active.sync();
        await this.syncMarker();
      }
    } finally {
      await this.#active.close();
      await this.#marker.close();
    }
  }

  async #writePiece(group: CommitGroup, from: Offset, to: Offset): Promise<void> {
    if (from === to) return;
    await writeFully(this.#active, group.bytes(from, to), positionInFile(this.#activeSegment, from));
    passing('group written');
    await this.sync(this.#active);
  }

  /** The segment before is complete and on disk by now: that a segment exists proves it. */
  async #beginSegment(base: Offset): Promise<void> {
    const next = await this.#segments.create(base, this.sync, async (path) => {
      if (this.#fsync) await orFailedSync(this.#io.syncDirectory(path));
    });
    const full = this.#active;
    this.#active = next;
    this.#activeSegment = base;
    passing('segment begun');
    await full.close();
  }

  /** Newest first, each step durable before the next: a power cut in between must not leave a gap between two segments. */
  async #takeBack(): Promise<void> {
    while (this.#segments.last > this.#durableSegment) await this.#segments.removeNewest();
    if (this.#activeSegment !== this.#durableSegment) await this.#reopenActive();
    await this.#active.truncate(positionInFile(this.#durableSegment, this.#durable));
    await orFailedSync(this.#active.sync());
    this.#spoilt = false;
  }

  async #reopenActive(): Promise<void> {
    const previous = this.#active;
    this.#active = await this.#io.open(this.#segments.pathOf(this.#durableSegment), 'write');
    this.#activeSegment = this.#durableSegment;
    await previous.close();
  }
}

async function orFailedSync(syncing: Promise<void>): Promise<void> {
  try {
    await syncing;
  } catch (error) {
    throw new FailedSync(error);
  }
}
