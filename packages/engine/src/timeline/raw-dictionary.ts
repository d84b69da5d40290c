/** Texts beyond this many bytes in all are too many to be kept. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Numbers for distinct byte strings, from 1 on, in order of first sight: an open-addressing table over one arena. */
export class RawDictionary {
  #arena = Buffer.allocUnsafeSlow(1 << 16);
  #used = 0;
  /** Where each text begins; the next one's beginning is its end. */
  #starts = new Int32Array(1 << 12);
  #slots = new Int32Array(1 << 13);
  #count = 0;

  /** How many texts there are: the highest number given. */
  get size(): number {
    return this.#count;
  }

  /** Whether it should be begun anew. */
  get isFull(): boolean {
    return this.#used > MOST_BYTES;
  }

  /** The number of the text in `bytes` from `start` to `end`. */
  numberOf(bytes: Buffer, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] as number;
      if (number === 0) return this.#add(bytes, start, end, slot);
      if (this.#isText(number, bytes, start, end)) return number;
    }
  }

  textOf(number: number): string {
    return this.#arena.toString('utf8', this.#starts[number - 1], this.#starts[number]);
  }

  /** Destroys all texts; numbers begin at 1 again. */
  clear(): void {
    this.#arena.fill(0, 0, this.#used);
    this.#slots.fill(0);
    this.#used = 0;
    this.#count = 0;
  }

  #isText(number: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#starts[number - 1] as number;
    if ((this.#starts[number] as number) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (bytes[at] !== this.#arena[from + at - start]) return false;
    return true;
  }

  #add(bytes: Buffer, start: number, end: number, slot: number): number {
    const length = end - start;
    while (this.#used + length > this.#arena.length) this.#growArena();
    bytes.copy(this.#arena, this.#used, start, end);
    this.#used += length;
    const number = ++this.#count;
    if (number >= this.#starts.length) this.#growStarts();
    this.#starts[number] = this.#used;
    this.#slots[slot] = number;
    if (number * 2 > this.#slots.length) this.#growSlots();
    return number;
  }

  #growArena(): void {
    const larger = Buffer.allocUnsafeSlow(this.#arena.length * 2);
    this.#arena.copy(larger, 0, 0, this.#used);
    this.#arena = larger;
  }

  #growStarts(): void {
    const larger = new Int32Array(this.#starts.length * 2);
    larger.set(this.#starts);
    this.#starts = larger;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let number = 1; number <= this.#count; number++) {
      let slot = hashOf(this.#arena, this.#starts[number - 1] as number, this.#starts[number] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
