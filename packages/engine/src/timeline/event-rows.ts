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

/**
 * All events of all customers, one fixed-size row each, off the heap, in order of arrival. Chains through the rows
 * (`previous`, `previousOfName`) put them into their customers' order; `timelines.ts` keeps those.
 */
export class Rows {
  #words: Int32Array;
  #doubles: Float64Array;
  #length = 0;

  constructor(capacity = 1 << 10) {
    const memory = new ArrayBuffer(capacity * WORDS * 4);
    this.#words = new Int32Array(memory);
    this.#doubles = new Float64Array(memory);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a row that is in no chain yet. @returns its number. */
  add(row: NewRow): number {
    const number = this.#length;
    if ((number + 1) * WORDS > this.#words.length) this.#grow();
    const doubles = number * DOUBLES;
    this.#doubles[doubles + TIMESTAMP_DOUBLE] = row.timestamp;
    this.#doubles[doubles + OFFSET_DOUBLE] = row.offset;
    this.#doubles[doubles + RECEIVED_DOUBLE] = row.receivedAt;
    const words = number * WORDS;
    this.#words[words + PREVIOUS] = NO_ROW;
    this.#words[words + PREVIOUS_OF_NAME] = NO_ROW;
    this.#words[words + NAME] = row.marked === true ? row.name | MARK : row.name;
    this.#words[words + IDENTIFIER] = row.identifier;
    this.#length++;
    return number;
  }

  timestamp(row: number): Instant {
    return this.#doubles[row * DOUBLES + TIMESTAMP_DOUBLE] as number;
  }
  receivedAt(row: number): Instant {
    return this.#doubles[row * DOUBLES + RECEIVED_DOUBLE] as number;
  }
  /** Where the journal holds the event. */
  offset(row: number): number {
    return this.#doubles[row * DOUBLES + OFFSET_DOUBLE] as number;
  }
  name(row: number): number {
    return (this.#words[row * WORDS + NAME] as number) & ~MARK;
  }
  /** Whether the event is marked as a bot's. */
  isMarked(row: number): boolean {
    return (this.#words[row * WORDS + NAME] as number) < 0;
  }
  identifier(row: number): number {
    return this.#words[row * WORDS + IDENTIFIER] as number;
  }
  /** The next older row of the same customer, or {@link NO_ROW}. */
  previous(row: number): number {
    return this.#words[row * WORDS + PREVIOUS] as number;
  }
  /** The next older row of the same customer and event name, or {@link NO_ROW}. */
  previousOfName(row: number): number {
    return this.#words[row * WORDS + PREVIOUS_OF_NAME] as number;
  }
  setPrevious(row: number, previous: number): void {
    this.#words[row * WORDS + PREVIOUS] = previous;
  }
  setPreviousOfName(row: number, previous: number): void {
    this.#words[row * WORDS + PREVIOUS_OF_NAME] = previous;
  }

  keyHash(row: number): number {
    return this.#words[row * WORDS + KEY_HASH] as number;
  }
  idStart(row: number): number {
    return (this.#words[row * WORDS + ID_START] as number) >>> 0;
  }
  idLength(row: number): number {
    return this.#words[row * WORDS + ID_LENGTH] as number;
  }
  setMessageId(row: number, keyHash: number, start: number, length: number): void {
    this.#words[row * WORDS + KEY_HASH] = keyHash;
    this.#words[row * WORDS + ID_START] = start;
    this.#words[row * WORDS + ID_LENGTH] = length;
  }

  /** Keeps the first eight bytes of the messageId with the row, so that most ties are settled without looking it up. */
  setIdPrefix(row: number, high: number, low: number): void {
    this.#words[row * WORDS + ID_PREFIX] = high;
    this.#words[row * WORDS + ID_PREFIX + 1] = low;
  }

  /** Orders two rows by the first eight bytes of their messageIds; 0 when these are equal. */
  compareIdPrefixes(left: number, right: number): number {
    for (let word = ID_PREFIX; word < ID_PREFIX + 2; word++) {
      const difference = ((this.#words[left * WORDS + word] as number) >>> 0) - ((this.#words[right * WORDS + word] as number) >>> 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** The rows as bytes, for a snapshot. */
  bytes(): Buffer {
    return Buffer.from(this.#words.buffer, 0, this.#length * WORDS * 4);
  }

  /** Rows from a snapshot's bytes. */
  static fromBytes(bytes: Buffer): Rows {
    const length = bytes.length / (WORDS * 4);
    const rows = new Rows(Math.max(1 << 10, length));
    rows.#words.set(new Int32Array(Uint8Array.from(bytes).buffer));
    rows.#length = length;
    return rows;
  }

  #grow(): void {
    const memory = new ArrayBuffer(this.#words.byteLength * 2);
    const words = new Int32Array(memory);
    words.set(this.#words);
    this.#words = words;
    this.#doubles = new Float64Array(memory);
  }
}
