import { closeSync, openSync, readSync } from 'node:fs';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Extent, Offset } from './journal.js';
import { ENTRY_HEADER_BYTES, entryLength, judgeEntry, kindAt } from './embedded/entry-format.js';

/** Entries that lie further apart than this are fetched by reads of their own: to copy so much takes as long as to ask for it. */
const FURTHEST_APART = 16 * 1024;
/** What one read fetches at most, unless a single entry is longer: what is looked at next is then still in the processor's cache. */
const WINDOW_BYTES = 256 * 1024;
/** Most entries are shorter: so much is fetched behind the last one that is wanted. */
const USUAL_ENTRY_BYTES = 4 * 1024;

/** Is given an entry's payload: `bytes` from `start` (inclusive) to `end` (exclusive), valid during the call. */
export type VisitPayload = (index: number, bytes: Buffer, start: number, end: number) => void;

/** Reads many entries of the same files without leaving the turn: for threads of their own. */
export class EntriesAt {
  readonly #extents: readonly Extent[];
  #window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  /** The entries that the window holds the bytes of: from one offset up to another. */
  #from: Offset = 0;
  #to: Offset = 0;
  #file: { readonly extent: Extent; readonly descriptor: number } | undefined;

  /** @param extents in order */
  constructor(extents: readonly Extent[]) {
    this.#extents = extents;
  }

  /**
   * Visits the entries at ascending offsets, all in the extents. Those that have been redacted are left out.
   * @throws CuspError data_corrupt when no intact entry stands at one of them
   */
  visit(offsets: Float64Array, visit: VisitPayload): void {
    for (let index = 0; index < offsets.length; index++) {
      const offset = offsets[index] as Offset;
      if (offset + ENTRY_HEADER_BYTES > this.#to || offset < this.#from) this.#fetch(offset, reachFrom(offsets, index));
      let at = offset - this.#from;
      let verdict = judgeEntry(this.#window, at, this.#to - this.#from);
      if (verdict === 'incomplete') {
        this.#fetch(offset, offset + Math.max(USUAL_ENTRY_BYTES, entryLength(this.#window, at)));
        at = offset - this.#from;
        verdict = judgeEntry(this.#window, at, this.#to - this.#from);
      }
      if (verdict === 'redacted' || verdict === 'redacting') continue;
      if (verdict !== 'intact') this.#refuse(offset);
      else if (kindAt(this.#window, at) === 'event')
        visit(index, this.#window, at + ENTRY_HEADER_BYTES, at + entryLength(this.#window, at));
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file.descriptor);
    this.#file = undefined;
    this.#window.fill(0);
  }

  /** Fills the window with what stands from `offset` up to `reach`, or to the end of the file. */
  #fetch(offset: Offset, reach: Offset): void {
    const { extent, descriptor } = this.#open(offset);
    const length = Math.min(reach, extent.to) - offset;
    if (length > this.#window.length) this.#window = Buffer.allocUnsafeSlow(length);
    let got = 0;
    while (got < length) {
      const read = readSync(descriptor, this.#window, got, length - got, extent.position + (offset - extent.from) + got);
      if (read === 0) break;
      got += read;
    }
    this.#from = offset;
    this.#to = offset + got;
  }

  #open(offset: Offset): { readonly extent: Extent; readonly descriptor: number } {
    const { extent: open } = this.#file ?? {};
    if (this.#file !== undefined && open !== undefined && offset >= open.from && offset < open.to) return this.#file;
    if (this.#file !== undefined) closeSync(this.#file.descriptor);
    this.#file = undefined;
    const extent = this.#extents.find(({ from, to }) => offset >= from && offset < to);
    if (extent === undefined) throw new CuspError(ERRORS.dataCorrupt, `no file holds the entry at ${offset}`);
    this.#file = { extent, descriptor: openSync(extent.path, 'r') };
    return this.#file;
  }

  /** A redaction that runs beside the reading may show an entry half changed: what counts is what stands there now. */
  #refuse(offset: Offset): void {
    const { extent, descriptor } = this.#open(offset);
    const header = Buffer.alloc(ENTRY_HEADER_BYTES);
    const position = extent.position + (offset - extent.from);
    readSync(descriptor, header, 0, header.length, position);
    if (judgeEntry(header, 0, header.length) !== 'invalid' && kindAt(header, 0) === 'redacted') return;
    throw new CuspError(ERRORS.dataCorrupt, `${extent.path} at byte ${position}: no intact entry stands here`);
  }
}

/** How far to read on from one of the offsets, so that those that stand near behind it come along. */
function reachFrom(offsets: Float64Array, index: number): Offset {
  const first = offsets[index] as Offset;
  let last = first;
  for (let next = index + 1; next < offsets.length; next++) {
    const offset = offsets[next] as Offset;
    if (offset - last > FURTHEST_APART || offset + USUAL_ENTRY_BYTES - first > WINDOW_BYTES) break;
    last = offset;
  }
  return last + USUAL_ENTRY_BYTES;
}
