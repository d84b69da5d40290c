import type { Rows } from './event-rows.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Which messageIds have been counted, exactly, for every event that is kept: the bytes of the ids in one arena, and an
 * open-addressing table of rows over (identifier, messageId). What an id costs: `npm run bench -- dedup`.
 */
export class MessageIds {
  #arena = Buffer.alloc(1 << 16);
  #used = 0;
  #slots = new Int32Array(1 << 12);
  #count = 0;
  /** Where the id last looked up was written to be compared. */
  #scratch = Buffer.alloc(1 << 10);
  #scratchLength = 0;

  /** The row that holds this id of this identifier, or -1. */
  find(rows: Rows, identifier: number, messageId: string): number {
    const hash = this.#hashOf(identifier, messageId);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0) return -1;
      if (rows.keyHash(row) === hash && rows.identifier(row) === identifier && this.#sameAsScratch(rows, row)) return row;
    }
  }

  /** Keeps a row's id. The caller has made sure with {@link find} that it is not there yet. */
  add(rows: Rows, row: number, identifier: number, messageId: string): void {
    const hash = this.#hashOf(identifier, messageId);
    this.#growArena(this.#scratchLength);
    this.#scratch.copy(this.#arena, this.#used, 0, this.#scratchLength);
    rows.setMessageId(row, hash, this.#used, this.#scratchLength);
    rows.setIdPrefix(row, this.#scratchWord(0), this.#scratchWord(4));
    this.#used += this.#scratchLength;
    if ((this.#count + 1) * 2 > this.#slots.length) this.#growSlots(rows);
    this.#place(hash, row);
    this.#count++;
  }

  textOf(rows: Rows, row: number): string {
    const start = rows.idStart(row);
    return this.#arena.toString('utf8', start, start + rows.idLength(row));
  }

  /** Orders two rows by their messageIds' UTF-8 bytes. */
  compare(rows: Rows, left: number, right: number): number {
    const byPrefix = rows.compareIdPrefixes(left, right);
    if (byPrefix !== 0) return byPrefix;
    const leftStart = rows.idStart(left);
    const rightStart = rows.idStart(right);
    return this.#arena.compare(this.#arena, rightStart, rightStart + rows.idLength(right), leftStart, leftStart + rows.idLength(left));
  }

  /** Destroys a row's id. The slot stays taken, so that others are still found behind it. */
  wipe(rows: Rows, row: number): void {
    const start = rows.idStart(row);
    this.#arena.fill(0, start, start + rows.idLength(row));
    rows.setMessageId(row, 0, start, 0);
    rows.setIdPrefix(row, 0, 0);
  }

  /** The arena's used part, for a snapshot. */
  bytes(): Buffer {
    return this.#arena.subarray(0, this.#used);
  }

  /** Fills an empty store from a snapshot's arena and rows. */
  load(rows: Rows, bytes: Buffer): void {
    this.#growArena(bytes.length);
    bytes.copy(this.#arena);
    this.#used = bytes.length;
    let size = this.#slots.length;
    while (rows.length * 2 > size) size *= 2;
    this.#slots = new Int32Array(size);
    for (let row = 0; row < rows.length; row++) if (rows.idLength(row) > 0) this.#place(rows.keyHash(row), row);
    this.#count = rows.length;
  }

  #hashOf(identifier: number, messageId: string): number {
    const longest = messageId.length * 3;
    if (longest > this.#scratch.length) this.#scratch = Buffer.alloc(longest);
    this.#scratchLength = this.#scratch.write(messageId, 'utf8');
    let hash = Math.imul(FNV_OFFSET ^ identifier, FNV_PRIME);
    for (let index = 0; index < this.#scratchLength; index++) hash = Math.imul(hash ^ (this.#scratch[index] as number), FNV_PRIME);
    return (hash ^ (hash >>> 15)) | 0;
  }

  /** Four bytes of the id, most significant first; zeros beyond its end. */
  #scratchWord(from: number): number {
    let word = 0;
    for (let index = from; index < from + 4; index++)
      word = (word << 8) | (index < this.#scratchLength ? (this.#scratch[index] as number) : 0);
    return word;
  }

  #sameAsScratch(rows: Rows, row: number): boolean {
    const length = rows.idLength(row);
    if (length !== this.#scratchLength) return false;
    const start = rows.idStart(row);
    for (let index = 0; index < length; index++) if (this.#arena[start + index] !== this.#scratch[index]) return false;
    return true;
  }

  #place(hash: number, row: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row + 1;
  }

  #growArena(extra: number): void {
    if (this.#used + extra <= this.#arena.length) return;
    let size = this.#arena.length;
    while (size < this.#used + extra) size *= 2;
    const larger = Buffer.alloc(size);
    this.#arena.copy(larger, 0, 0, this.#used);
    this.#arena = larger;
  }

  #growSlots(rows: Rows): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (const entry of old) if (entry !== 0 && rows.idLength(entry - 1) > 0) this.#place(rows.keyHash(entry - 1), entry - 1);
  }
}
