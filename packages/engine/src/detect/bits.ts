/** So many numbers stand in one piece (8 KiB): one more is made when a number comes that needs it, and nothing is ever moved. */
const PIECE_BITS = 16;
const PIECE_WORDS = (1 << PIECE_BITS) >>> 5;
const IN_PIECE = PIECE_WORDS - 1;
const EMPTY = new Int32Array(0);

/** A growing set of small whole numbers, one bit each, that knows its size. */
export class Bits {
  /** A piece in which no number has ever been is {@link EMPTY}. */
  readonly #pieces: Int32Array[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(number: number): boolean {
    const piece = this.#pieces[number >>> PIECE_BITS];
    return piece !== undefined && piece !== EMPTY && ((piece[(number >>> 5) & IN_PIECE] as number) & (1 << (number & 31))) !== 0;
  }

  /** Puts a number in or out. @returns whether that changed anything. */
  set(number: number, present: boolean): boolean {
    if (this.has(number) === present) return false;
    const piece = this.#pieceFor(number >>> PIECE_BITS);
    const word = (number >>> 5) & IN_PIECE;
    piece[word] = (piece[word] as number) ^ (1 << (number & 31));
    this.#count += present ? 1 : -1;
    return true;
  }

  /** The smallest member that is at least `from`, or −1. */
  next(from: number): number {
    let start = from;
    for (let index = from >>> PIECE_BITS; index < this.#pieces.length; index++) {
      const piece = this.#pieces[index] as Int32Array;
      for (let word = (start >>> 5) & IN_PIECE; word < piece.length; word++) {
        let bits = piece[word] as number;
        if (start > 0 && word === ((start >>> 5) & IN_PIECE)) bits &= -1 << (start & 31);
        if (bits !== 0) return index * (1 << PIECE_BITS) + word * 32 + (31 - Math.clz32(bits & -bits));
      }
      start = 0;
    }
    return -1;
  }

  /** Those that another set lacks, as a set of their own. */
  without(other: Bits): Bits {
    const rest = this.copy();
    rest.#count = 0;
    rest.#pieces.forEach((piece, index) => {
      const theirs = other.#pieces[index] ?? EMPTY;
      for (let word = 0; word < piece.length; word++) {
        const left = (piece[word] as number) & ~(theirs[word] ?? 0);
        piece[word] = left;
        rest.#count += popCount(left);
      }
    });
    return rest;
  }

  /** How many members another set has too. */
  shared(other: Bits): number {
    let count = 0;
    this.#pieces.forEach((piece, index) => {
      const theirs = other.#pieces[index] ?? EMPTY;
      for (let word = 0; word < theirs.length; word++) count += popCount((piece[word] ?? 0) & (theirs[word] as number));
    });
    return count;
  }

  /** A set of its own with the same members. */
  copy(): Bits {
    const copy = new Bits();
    for (const piece of this.#pieces) copy.#pieces.push(piece === EMPTY ? EMPTY : piece.slice());
    copy.#count = this.#count;
    return copy;
  }

  /** Whether another set has the same members. */
  equals(other: Bits): boolean {
    // Of as many members, none can stand where the other has no room.
    return this.#count === other.#count && this.#pieces.every((piece, index) => samePiece(piece, other.#pieces[index] ?? EMPTY));
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let number = this.next(0); number >= 0; number = this.next(number + 1)) yield number;
  }

  /** A copy of the members as bytes, for a snapshot. */
  bytes(): Buffer {
    const words = new Int32Array(this.#pieces.length * PIECE_WORDS);
    this.#pieces.forEach((piece, index) => words.set(piece, index * PIECE_WORDS));
    return Buffer.from(words.buffer);
  }

  static fromBytes(bytes: Buffer): Bits {
    const bits = new Bits();
    const size = PIECE_WORDS * Int32Array.BYTES_PER_ELEMENT;
    for (let start = 0; start < bytes.length; start += size) {
      const piece = bits.#pieceFor(start / size);
      new Uint8Array(piece.buffer).set(bytes.subarray(start, start + size));
      for (const word of piece) bits.#count += popCount(word);
    }
    return bits;
  }

  #pieceFor(index: number): Int32Array {
    while (this.#pieces.length <= index) this.#pieces.push(EMPTY);
    let piece = this.#pieces[index] as Int32Array;
    if (piece === EMPTY) this.#pieces[index] = piece = new Int32Array(PIECE_WORDS);
    return piece;
  }
}

function samePiece(left: Int32Array, right: Int32Array): boolean {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  for (let word = 0; word < long.length; word++) if ((short[word] ?? 0) !== long[word]) return false;
  return true;
}

function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
