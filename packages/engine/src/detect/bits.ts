/** A growing set of small whole numbers, one bit each, that knows its size. */
export class Bits {
  #words = new Int32Array(1 << 5);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(number: number): boolean {
    const word = number >>> 5;
    return word < this.#words.length && ((this.#words[word] as number) & (1 << (number & 31))) !== 0;
  }

  /** Puts a number in or out. @returns whether that changed anything. */
  set(number: number, present: boolean): boolean {
    if (this.has(number) === present) return false;
    const word = number >>> 5;
    if (word >= this.#words.length) this.#grow(word);
    this.#words[word] = (this.#words[word] as number) ^ (1 << (number & 31));
    this.#count += present ? 1 : -1;
    return true;
  }

  /** The smallest member that is at least `from`, or −1. */
  next(from: number): number {
    for (let word = from >>> 5; word < this.#words.length; word++) {
      let bits = this.#words[word] as number;
      if (word === from >>> 5) bits &= -1 << (from & 31);
      if (bits !== 0) return word * 32 + (31 - Math.clz32(bits & -bits));
    }
    return -1;
  }

  /** Those that another set lacks, as a set of their own. */
  without(other: Bits): Bits {
    const rest = new Bits();
    if (this.#count === 0) return rest;
    const words = this.#words.slice();
    const common = Math.min(words.length, other.#words.length);
    for (let word = 0; word < common; word++) words[word] = (words[word] as number) & ~(other.#words[word] as number);
    for (let word = 0; word < words.length; word++) rest.#count += popCount(words[word] as number);
    rest.#words = words;
    return rest;
  }

  /** A set of its own with the same members. */
  copy(): Bits {
    const copy = new Bits();
    copy.#words = this.#words.slice();
    copy.#count = this.#count;
    return copy;
  }

  /** Whether another set has the same members. */
  equals(other: Bits): boolean {
    if (this.#count !== other.#count) return false;
    const [short, long] = this.#words.length < other.#words.length ? [this.#words, other.#words] : [other.#words, this.#words];
    // Of as many members, none can stand where the shorter one has no room.
    for (let word = 0; word < short.length; word++) if (short[word] !== long[word]) return false;
    return true;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let number = this.next(0); number >= 0; number = this.next(number + 1)) yield number;
  }

  bytes(): Buffer {
    return Buffer.from(this.#words.buffer);
  }

  static fromBytes(bytes: Buffer): Bits {
    const bits = new Bits();
    bits.#words = new Int32Array(Uint8Array.from(bytes).buffer);
    for (const word of bits.#words) bits.#count += popCount(word);
    return bits;
  }

  #grow(word: number): void {
    const larger = new Int32Array(Math.max(word + 1, this.#words.length * 2));
    larger.set(this.#words);
    this.#words = larger;
  }
}

function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
