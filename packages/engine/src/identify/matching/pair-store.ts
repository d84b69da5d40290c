/** Pairs of rows with the levels of their comparison, in typed arrays. */
export class PairStore {
  readonly slots: number;
  #a = new Int32Array(4_096);
  #b = new Int32Array(4_096);
  #levels: Uint8Array;
  #length = 0;

  constructor(slots: number) {
    this.slots = slots;
    this.#levels = new Uint8Array(4_096 * slots);
  }

  get length(): number {
    return this.#length;
  }

  add(a: number, b: number, levels: Uint8Array): void {
    if (this.#length === this.#a.length) this.#grow();
    this.#a[this.#length] = a;
    this.#b[this.#length] = b;
    this.#levels.set(levels, this.#length * this.slots);
    this.#length += 1;
  }

  a(pair: number): number {
    return this.#a[pair] as number;
  }

  b(pair: number): number {
    return this.#b[pair] as number;
  }

  levels(pair: number): Uint8Array {
    return this.#levels.subarray(pair * this.slots, (pair + 1) * this.slots);
  }

  #grow(): void {
    const [a, b, levels] = [
      new Int32Array(2 * this.#length),
      new Int32Array(2 * this.#length),
      new Uint8Array(2 * this.#length * this.slots),
    ];
    a.set(this.#a);
    b.set(this.#b);
    levels.set(this.#levels);
    [this.#a, this.#b, this.#levels] = [a, b, levels];
  }
}
