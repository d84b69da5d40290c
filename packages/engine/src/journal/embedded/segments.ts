import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Extent, Offset } from '../journal.js';
import { type DiskFile, type DiskIo, isMissing, readFullySync, writeFully } from './disk-io.js';
import { positionInFile, segmentHeader, segmentName } from './segment-file.js';

/** How many segments are kept open for reading at once. */
const OPEN_FOR_READING = 128;

/** The files of a journal in order, and their descriptors. */
export class Segments {
  readonly #io: DiskIo;
  readonly #directory: string;
  /** First offsets, ascending; never empty once opened. */
  #bases: Offset[];
  /** The segment that is being removed just now. */
  #dropping: Offset | undefined;
  readonly #readers = new Map<Offset, DiskFile>();

  constructor(io: DiskIo, directory: string, bases: readonly Offset[]) {
    this.#io = io;
    this.#directory = directory;
    this.#bases = [...bases];
  }

  /** The first offset that is kept. */
  get first(): Offset {
    return this.#bases[0] ?? 0;
  }

  /** Where the newest segment begins. */
  get last(): Offset {
    return this.#bases[this.#bases.length - 1] ?? 0;
  }

  pathOf(base: Offset): string {
    return `${this.#directory}/${segmentName(base)}`;
  }

  /** The base of the segment that an offset lies in. The caller has checked that it is kept. */
  baseFor(offset: Offset): Offset {
    let low = 0;
    let high = this.#bases.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#bases[middle] as Offset) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#bases[low] ?? 0;
  }

  /** Where the segment after the given one begins; `end` when it is the newest. */
  endOf(base: Offset, end: Offset): Offset {
    return this.#bases[this.#bases.indexOf(base) + 1] ?? end;
  }

  /** The files up to an offset, in order. */
  extents(to: Offset): readonly Extent[] {
    return this.#bases
      .filter((base) => base < to)
      .map((from) => ({ path: this.pathOf(from), from, position: positionInFile(from, from), to: Math.min(this.endOf(from, to), to) }));
  }

  /** Reads into `target` from an entry's place. @returns how many bytes came. */
  readSync(offset: Offset, target: Buffer): number {
    const base = this.baseFor(offset);
    return readFullySync(this.#reader(base), target, positionInFile(base, offset));
  }

  /**
   * Opens a segment for the caller's own use, so that dropping or closing it meanwhile does no harm.
   * @returns undefined when it is no longer kept.
   */
  async open(base: Offset, mode: 'read' | 'write'): Promise<DiskFile | undefined> {
    try {
      return await this.#io.open(this.pathOf(base), mode);
    } catch (error) {
      if (isMissing(error) && (base < this.first || base === this.#dropping)) return undefined;
      throw error;
    }
  }

  /** Makes the file of the next segment; its header and its name are on disk when this resolves. */
  async create(base: Offset, sync: (file: DiskFile) => Promise<void>, syncDirectory: (path: string) => Promise<void>): Promise<DiskFile> {
    this.#bases.push(base);
    const file = await this.#io.open(this.pathOf(base), 'create');
    try {
      await writeFully(file, segmentHeader(base), 0);
      await sync(file);
      await syncDirectory(this.#directory);
    } catch (error) {
      await file.close();
      throw error;
    }
    return file;
  }

  /** Removes the newest segment, which may not have come to be, and makes that durable. */
  async removeNewest(): Promise<void> {
    await this.#removeFile(this.last);
    await this.#io.syncDirectory(this.#directory);
    this.#bases.pop();
  }

  /**
   * Removes, oldest first, every segment that ends at or before `offset` and begins before `keep`.
   * Each step is durable before the next, so that no gap can appear.
   */
  async dropBefore(offset: Offset, keep: Offset): Promise<void> {
    while (this.first < keep && (this.#bases[1] as Offset) <= offset) {
      this.#dropping = this.first;
      await this.#removeFile(this.first);
      this.#bases.shift();
      await this.#closeReader(this.#dropping);
      await this.#io.syncDirectory(this.#directory);
    }
  }

  async #removeFile(base: Offset): Promise<void> {
    try {
      await this.#io.remove(this.pathOf(base));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async #closeReader(base: Offset): Promise<void> {
    const reader = this.#readers.get(base);
    this.#readers.delete(base);
    await reader?.close();
  }

  async close(): Promise<void> {
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    for (const reader of readers) await reader.close();
  }

  #reader(base: Offset): DiskFile {
    let reader = this.#readers.get(base);
    if (reader === undefined) {
      reader = this.#io.openSync(this.pathOf(base));
      this.#evictReaders();
    } else {
      this.#readers.delete(base);
    }
    this.#readers.set(base, reader);
    return reader;
  }

  #evictReaders(): void {
    for (const [base, reader] of this.#readers) {
      if (this.#readers.size < OPEN_FOR_READING) return;
      this.#readers.delete(base);
      void reader.close();
    }
  }
}

/** The error of bytes that are not what was written. `why` says what was found. */
export function corrupt(path: string, position: number, why: string): CuspError {
  return new CuspError(ERRORS.dataCorrupt, `${path} at byte ${position}: ${why}`);
}
