import type { Instant } from '../vocabulary/instant.js';

/** No row: the end of a chain. */
export const NO_ROW = -1;

/** A row is 64 bytes, one cache line: 16 words of 4 bytes, of which the first four are two doubles. The eleventh is free. */
const WORDS = 16;
/** The sign of the word that holds the name says whether the event is marked as a bot's. */
const MARK = 0x8000_0000 | 0;
const PREVIOUS = 4;
const PREVIOUS_OF_NAME = 5;
const NAME = 6;
const IDENTIFIER = 7;
const ID_START = 8;
const ID_LENGTH = 9;
const KEY_HASH = 11;
const ID_PREFIX = 14;
const DOUBLES = WORDS / 2;
const TIMESTAMP_DOUBLE = 0;
const OFFSET_DOUBLE = 1;
const RECEIVED_DOUBLE = 6;

/** What is kept of an event in memory; the rest is read from the journal by its offset. */
export interface NewRow {
  readonly timestamp: Instant;
  readonly receivedAt: Instant;
  readonly offset: number;
  readonly name: number;
  readonly identifier: number;
  /** Whether the event is marked as a bot's; default false. */
  readonly marked?: boolean;
}

/** Rows are kept in pieces of so many (1 MiB): one more is made when they are full, and nothing is ever moved. */
const PIECE_BITS = 14;
const PIECE = 1 << PIECE_BITS;
const IN_PIECE = PIECE - 1;

/**
 * All events of all customers, one fixed-size row each, off the heap, in order of arrival. Chains through the rows
 * (`previous`, `previousOfName`) put them into their customers' order; `timelines.ts` keeps those.
 */
export class Rows {
  readonly #words: Int32Array[] = [];
  /** The same memory as doubles. */
  readonly #doubles: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a row that is in no chain yet. @returns its number. */
  add(row: NewRow): number {
    const number = this.#length;
    if (number === this.#words.length * PIECE) this.#addPiece();
    const ofDoubles = this.#doublesOf(number);
    const doubles = (number & IN_PIECE) * DOUBLES;
    ofDoubles[doubles + TIMESTAMP_DOUBLE] = row.timestamp;
    ofDoubles[doubles + OFFSET_DOUBLE] = row.offset;
    ofDoubles[doubles + RECEIVED_DOUBLE] = row.receivedAt;
    this.#set(number, PREVIOUS, NO_ROW);
    this.#set(number, PREVIOUS_OF_NAME, NO_ROW);
    this.#set(number, NAME, row.marked === true ? row.name | MARK : row.name);
    this.#set(number, IDENTIFIER, row.identifier);
    this.#length++;
    return number;
  }

  timestamp(row: number): Instant {
    return this.#doublesOf(row)[(row & IN_PIECE) * DOUBLES + TIMESTAMP_DOUBLE] as number;
  }
  receivedAt(row: number): Instant {
    return this.#doublesOf(row)[(row & IN_PIECE) * DOUBLES + RECEIVED_DOUBLE] as number;
  }
  /** Where the journal holds the event. */
  offset(row: number): number {
    return this.#doublesOf(row)[(row & IN_PIECE) * DOUBLES + OFFSET_DOUBLE] as number;
  }
  name(row: number): number {
    return this.#word(row, NAME) & ~MARK;
  }
  /** Whether the event is marked as a bot's. */
  isMarked(row: number): boolean {
    return this.#word(row, NAME) < 0;
  }
  identifier(row: number): number {
    return this.#word(row, IDENTIFIER);
  }
  /** The next older row of the same customer, or {@link NO_ROW}. */
  previous(row: number): number {
    return this.#word(row, PREVIOUS);
  }
  /** The next older row of the same customer and event name, or {@link NO_ROW}. */
  previousOfName(row: number): number {
    return this.#word(row, PREVIOUS_OF_NAME);
  }
  setPrevious(row: number, previous: number): void {
    this.#set(row, PREVIOUS, previous);
  }
  setPreviousOfName(row: number, previous: number): void {
    this.#set(row, PREVIOUS_OF_NAME, previous);
  }

  keyHash(row: number): number {
    return this.#word(row, KEY_HASH);
  }
  idStart(row: number): number {
    return this.#word(row, ID_START) >>> 0;
  }
  idLength(row: number): number {
    return this.#word(row, ID_LENGTH);
  }
  setMessageId(row: number, keyHash: number, start: number, length: number): void {
    this.#set(row, KEY_HASH, keyHash);
    this.#set(row, ID_START, start);
    this.#set(row, ID_LENGTH, length);
  }

  /** Keeps the first eight bytes of the messageId with the row, so that most ties are settled without looking it up. */
  setIdPrefix(row: number, high: number, low: number): void {
    this.#set(row, ID_PREFIX, high);
    this.#set(row, ID_PREFIX + 1, low);
  }

  /** Orders two rows by the first eight bytes of their messageIds; 0 when these are equal. */
  compareIdPrefixes(left: number, right: number): number {
    for (let word = ID_PREFIX; word < ID_PREFIX + 2; word++) {
      const difference = (this.#word(left, word) >>> 0) - (this.#word(right, word) >>> 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** A copy of the rows as bytes, for a snapshot. */
  bytes(): Buffer {
    const bytes = new Int32Array(this.#length * WORDS);
    this.#words.forEach((words, piece) => {
      const start = piece * PIECE * WORDS;
      bytes.set(words.subarray(0, Math.min(words.length, bytes.length - start)), start);
    });
    return Buffer.from(bytes.buffer);
  }

  /** Rows from a snapshot's bytes. */
  static fromBytes(bytes: Buffer): Rows {
    const rows = new Rows();
    for (let start = 0; start < bytes.length; start += PIECE * WORDS * Int32Array.BYTES_PER_ELEMENT) {
      const piece = bytes.subarray(start, start + PIECE * WORDS * Int32Array.BYTES_PER_ELEMENT);
      rows.#addPiece();
      new Uint8Array((rows.#words.at(-1) as Int32Array).buffer).set(piece);
    }
    rows.#length = bytes.length / (WORDS * Int32Array.BYTES_PER_ELEMENT);
    return rows;
  }

  #word(row: number, word: number): number {
    return (this.#words[row >>> PIECE_BITS] as Int32Array)[(row & IN_PIECE) * WORDS + word] as number;
  }

  #set(row: number, word: number, value: number): void {
    (this.#words[row >>> PIECE_BITS] as Int32Array)[(row & IN_PIECE) * WORDS + word] = value;
  }

  #doublesOf(row: number): Float64Array {
    return this.#doubles[row >>> PIECE_BITS] as Float64Array;
  }

  #addPiece(): void {
    const memory = new ArrayBuffer(PIECE * WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.#words.push(new Int32Array(memory));
    this.#doubles.push(new Float64Array(memory));
  }
}
