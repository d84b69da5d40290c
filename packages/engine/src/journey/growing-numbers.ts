/** Doubles that are appended one by one, off the heap. */
export class GrowingNumbers {
  #cells = new Float64Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#cells.length) {
      const cells = new Float64Array(2 * this.#length);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells[this.#length++] = value;
  }

  at(index: number): number {
    return this.#cells[index] as number;
  }

  set(index: number, value: number): void {
    this.#cells[index] = value;
  }

  add(index: number, value: number): void {
    this.#cells[index] = (this.#cells[index] as number) + value;
  }

  /** Forgets everything, and keeps the room. */
  clear(): void {
    this.#length = 0;
  }

  /** What has been appended: no copy, and good until the next is. */
  numbers(): Float64Array {
    return this.#cells.subarray(0, this.#length);
  }
}
