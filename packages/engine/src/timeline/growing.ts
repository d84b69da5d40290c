/** An Int32Array that grows as it is written; unwritten cells hold `empty`. */
export class GrowingInts {
  #cells: Int32Array;
  readonly #empty: number;

  constructor(empty: number, capacity = 1 << 10) {
    this.#empty = empty;
    this.#cells = new Int32Array(capacity).fill(empty);
  }

  get(index: number): number {
    return index < this.#cells.length ? (this.#cells[index] as number) : this.#empty;
  }

  set(index: number, value: number): void {
    if (index >= this.#cells.length) this.#grow(index + 1);
    this.#cells[index] = value;
  }

  /** How many cells there is room for by now: those beyond are empty. */
  get capacity(): number {
    return this.#cells.length;
  }

  /** The first `length` cells as bytes, for a snapshot. */
  bytes(length: number): Buffer {
    if (length > this.#cells.length) this.#grow(length);
    return Buffer.from(this.#cells.buffer, 0, length * 4);
  }

  /** Replaces the cells by a snapshot's bytes. */
  load(bytes: Buffer): void {
    const cells = new Int32Array(Uint8Array.from(bytes).buffer);
    this.#cells = new Int32Array(Math.max(1 << 10, cells.length)).fill(this.#empty);
    this.#cells.set(cells);
  }

  #grow(needed: number): void {
    let size = this.#cells.length;
    while (size < needed) size *= 2;
    const larger = new Int32Array(size).fill(this.#empty);
    larger.set(this.#cells);
    this.#cells = larger;
  }
}
