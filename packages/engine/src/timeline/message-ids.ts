import type { Rows } from './event-rows.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** So many tables share the ids, so that none ever takes long to make itself larger. */
const TABLES = 256;
const TABLE_SHIFT = 24;
const FEWEST_SLOTS = 1 << 4;
/** The bytes stand in pieces of so many: one more is made when they are full, and nothing is ever moved. No id is longer, and each stands in one piece. */
const PIECE_BITS = 20;
const PIECE = 1 << PIECE_BITS;
const IN_PIECE = PIECE - 1;

/** Rows by the hashes of their ids, each and 1; 0 is a free slot. */
interface Table {
  slots: Int32Array;
  count: number;
}

/**
 * Which messageIds have been counted, exactly, for every event that is kept: the bytes of the ids in an arena, and
 * open-addressing tables of rows over (identifier, messageId). What an id costs: `npm run bench -- dedup`.
 */
export class MessageIds {
  readonly #arena: Buffer[] = [];
  #used = 0;
  readonly #tables: (Table | undefined)[] = new Array<Table | undefined>(TABLES).fill(undefined);
  /** Where the id last looked up was written to be compared. */
  #scratch = Buffer.alloc(1 << 10);
  #scratchLength = 0;

  /** The row that holds this id of this identifier, or -1. */
  find(rows: Rows, identifier: number, messageId: string): number {
    const hash = this.#hashOf(identifier, messageId);
    const slots = this.#tables[hash >>> TABLE_SHIFT]?.slots;
    if (slots === undefined) return -1;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] as number) - 1;
      if (row < 0) return -1;
      if (rows.keyHash(row) === hash && rows.identifier(row) === identifier && this.#sameAsScratch(rows, row)) return row;
    }
  }

  /** Keeps a row's id. The caller has made sure with {@link find} that it is not there yet. */
  add(rows: Rows, row: number, identifier: number, messageId: string): void {
    const hash = this.#hashOf(identifier, messageId);
    const start = this.#roomFor(this.#scratchLength);
    this.#scratch.copy(this.#pieceOf(start), start & IN_PIECE, 0, this.#scratchLength);
    rows.setMessageId(row, hash, start, this.#scratchLength);
    rows.setIdPrefix(row, this.#scratchWord(0), this.#scratchWord(4));
    this.#used = start + this.#scratchLength;
    this.#place(rows, hash, row);
  }

  textOf(rows: Rows, row: number): string {
    const start = rows.idStart(row);
    const from = start & IN_PIECE;
    return this.#pieceOf(start).toString('utf8', from, from + rows.idLength(row));
  }

  /** Orders two rows by their messageIds' UTF-8 bytes. */
  compare(rows: Rows, left: number, right: number): number {
    const byPrefix = rows.compareIdPrefixes(left, right);
    if (byPrefix !== 0) return byPrefix;
    const leftStart = rows.idStart(left);
    const rightStart = rows.idStart(right);
    const leftFrom = leftStart & IN_PIECE;
    const rightFrom = rightStart & IN_PIECE;
    const rightPiece = this.#pieceOf(rightStart);
    return this.#pieceOf(leftStart).compare(
      rightPiece,
      rightFrom,
      rightFrom + rows.idLength(right),
      leftFrom,
      leftFrom + rows.idLength(left),
    );
  }

  /** Destroys a row's id. The slot stays taken, so that others are still found behind it. */
  wipe(rows: Rows, row: number): void {
    const start = rows.idStart(row);
    const from = start & IN_PIECE;
    this.#pieceOf(start).fill(0, from, from + rows.idLength(row));
    rows.setMessageId(row, 0, start, 0);
    rows.setIdPrefix(row, 0, 0);
  }

  /** A copy of the arena's used part, for a snapshot. */
  bytes(): Buffer {
    return Buffer.concat(this.#arena, this.#used);
  }

  /** Fills an empty store from a snapshot's arena and rows. */
  load(rows: Rows, bytes: Buffer): void {
    for (let start = 0; start < bytes.length; start += PIECE) {
      this.#addPiece();
      bytes.copy(this.#pieceOf(start), 0, start, start + PIECE);
    }
    this.#used = bytes.length;
    for (let row = 0; row < rows.length; row++) if (rows.idLength(row) > 0) this.#place(rows, rows.keyHash(row), row);
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
    const piece = this.#pieceOf(start);
    const from = start & IN_PIECE;
    for (let index = 0; index < length; index++) if (piece[from + index] !== this.#scratch[index]) return false;
    return true;
  }

  #place(rows: Rows, hash: number, row: number): void {
    const table = (this.#tables[hash >>> TABLE_SHIFT] ??= { slots: new Int32Array(FEWEST_SLOTS), count: 0 });
    if (++table.count * 2 > table.slots.length) grow(table, rows);
    put(table.slots, hash, row);
  }

  #pieceOf(start: number): Buffer {
    return this.#arena[start >>> PIECE_BITS] as Buffer;
  }

  /** Where the next bytes are to stand. */
  #roomFor(length: number): number {
    const room = this.#arena.length * PIECE - this.#used;
    if (room >= length) return this.#used;
    this.#addPiece();
    return (this.#arena.length - 1) * PIECE;
  }

  #addPiece(): void {
    this.#arena.push(Buffer.alloc(PIECE));
  }
}

/** Makes a table larger; the ids of dead rows are left out. */
function grow(table: Table, rows: Rows): void {
  const old = table.slots;
  table.slots = new Int32Array(old.length * 2);
  for (const entry of old) if (entry !== 0 && rows.idLength(entry - 1) > 0) put(table.slots, rows.keyHash(entry - 1), entry - 1);
}

function put(slots: Int32Array, hash: number, row: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = row + 1;
}
