import type { Entry, Offset } from '../journal.js';
import type { CommitGroup } from './commit-group.js';
import { ENTRY_HEADER_BYTES, entryLength, judgeEntry, kindAt } from './entry-format.js';
import { positionInFile } from './segment-file.js';
import { corrupt, type Segments } from './segments.js';

/** Most entries fit, so that one read fetches header and payload. */
const FIRST_READ_BYTES = 4 * 1024;
const NO_PAYLOAD = Buffer.alloc(0);

/** Reads single entries without leaving the turn, from the page cache or from a group that is not yet on disk. */
export class EntryReader {
  readonly #segments: Segments;
  readonly #buffer = Buffer.alloc(FIRST_READ_BYTES);

  constructor(segments: Segments) {
    this.#segments = segments;
  }

  /** @throws CuspError data_corrupt when no intact entry stands there. */
  fromDisk(offset: Offset): Entry {
    const entry = this.#tryFromDisk(offset);
    if (entry !== undefined) return entry;
    const base = this.#segments.baseFor(offset);
    throw corrupt(this.#segments.pathOf(base), positionInFile(base, offset), 'no intact entry stands here');
  }

  /** Whether an entry begins at a durable offset. */
  standsAt(offset: Offset): boolean {
    return this.#tryFromDisk(offset) !== undefined;
  }

  /** An entry that is still in memory. */
  fromGroup(group: CommitGroup, offset: Offset): Entry {
    const bytes = group.bytes(offset, group.end);
    return { offset, kind: kindAt(bytes, 0), payload: bytes.subarray(ENTRY_HEADER_BYTES, entryLength(bytes, 0)) };
  }

  /** Wipes what reading has left in memory. */
  forget(): void {
    this.#buffer.fill(0);
  }

  #tryFromDisk(offset: Offset): Entry | undefined {
    let got = this.#segments.readSync(offset, this.#buffer);
    let verdict = judgeEntry(this.#buffer, 0, got);
    let bytes = this.#buffer;
    if (verdict === 'incomplete' && got === bytes.length) {
      bytes = Buffer.allocUnsafeSlow(entryLength(bytes, 0));
      got = this.#segments.readSync(offset, bytes);
      verdict = judgeEntry(bytes, 0, got);
    }
    if (verdict === 'redacted' || verdict === 'redacting') return { offset, kind: 'redacted', payload: NO_PAYLOAD };
    if (verdict !== 'intact') return undefined;
    return { offset, kind: kindAt(bytes, 0), payload: bytes.subarray(ENTRY_HEADER_BYTES, entryLength(bytes, 0)) };
  }
}
