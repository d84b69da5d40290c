import type { EntryKind, Offset } from '../journal.js';
import { ENTRY_HEADER_BYTES, MAX_PAYLOAD_BYTES, sealEntry } from './entry-format.js';

const FIRST_CAPACITY = 1024 * 1024;
/** A buffer that one large group has blown up beyond this is not kept for the next. */
const LARGEST_KEPT = 16 * 1024 * 1024;

/** Entries that will be written together and become safe by one fsync. Payloads are encoded straight into its buffer. */
export class CommitGroup {
  readonly base: Offset;
  /** Offsets within the group at which a new segment begins. */
  readonly cuts: Offset[] = [];
  /** Resolves when the group is on disk. */
  readonly written: Promise<void>;
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
  /** Someone waits for this group. */
  awaited = false;
  /** Entries came after the last call of commit: nobody has promised to look at what becomes of them. */
  unclaimed = false;
  #bytes: Buffer;
  #used = 0;

  constructor(base: Offset, spare?: Buffer) {
    this.base = base;
    this.#bytes = spare ?? Buffer.allocUnsafeSlow(FIRST_CAPACITY);
    let succeed = (): void => undefined;
    let fail: (error: Error) => void = () => undefined;
    this.written = new Promise((resolve, reject) => {
      succeed = resolve;
      fail = reject;
    });
    this.succeed = succeed;
    this.fail = fail;
  }

  /** The offset behind the last entry. */
  get end(): Offset {
    return this.base + this.#used;
  }

  /**
   * Adds an entry.
   * @param segmentBase where the segment begins that the entry would join
   * @param segmentBytes how long a segment may become before the next is begun
   * @returns the base of the segment that the entry has joined, which is the entry's own offset when it begins one.
   * @throws RangeError when the payload is larger than an entry may be.
   */
  append(kind: EntryKind, payload: string, segmentBase: Offset, segmentBytes: number): Offset {
    const at = this.#used;
    const offset = this.base + at;
    this.#reserve(payload.length);
    const length = this.#bytes.write(payload, at + ENTRY_HEADER_BYTES, 'utf8');
    if (length > MAX_PAYLOAD_BYTES) throw new RangeError(`An entry of ${length} bytes is larger than ${MAX_PAYLOAD_BYTES}`);
    const end = offset + ENTRY_HEADER_BYTES + length;
    const beginsSegment = offset > segmentBase && end - segmentBase > segmentBytes;
    if (beginsSegment) this.cuts.push(offset);
    sealEntry(this.#bytes, at, kind, length, at === 0 || beginsSegment);
    this.#used = end - this.base;
    this.unclaimed = true;
    return beginsSegment ? offset : segmentBase;
  }

  /** The bytes from one offset to another: a view, valid until the group is over. */
  bytes(from: Offset, to: Offset): Buffer {
    return this.#bytes.subarray(from - this.base, to - this.base);
  }

  /** Wipes what earlier groups have left in the part of the buffer that is not in use. */
  wipeUnused(): void {
    this.#bytes.fill(0, this.#used);
  }

  /** Gives the buffer up for the next group, unless it has become too large to keep. */
  spare(): Buffer | undefined {
    return this.#bytes.length <= LARGEST_KEPT ? this.#bytes : undefined;
  }

  /** A character takes at most three bytes in UTF-8 for each of its UTF-16 units. */
  #reserve(characters: number): void {
    if (characters > MAX_PAYLOAD_BYTES)
      throw new RangeError(`An entry of ${characters} characters is larger than ${MAX_PAYLOAD_BYTES} bytes`);
    const needed = this.#used + ENTRY_HEADER_BYTES + characters * 3;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
