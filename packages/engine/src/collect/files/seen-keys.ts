/** Keys of a generation. Two are kept: between half a million and a million keys are remembered. */
const GENERATION = 500_000;

/** Remembers the newest keys in bounded memory: about 100 bytes for each. */
export class SeenKeys {
  readonly #generation: number;
  #newer = new Set<string>();
  #older = new Set<string>();

  constructor(generation: number = GENERATION) {
    this.#generation = generation;
  }

  /** True for the newest keys, at least a generation of them. */
  has(key: string): boolean {
    return this.#newer.has(key) || this.#older.has(key);
  }

  /** Remembers a key, perhaps at the price of the oldest ones. */
  add(key: string): void {
    if (this.#newer.size >= this.#generation) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(key);
  }
}
