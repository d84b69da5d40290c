/**
 * A simple random sample of what comes by, whose number need not be known before: all sets of that size are equally likely.
 * J. S. Vitter, "Random Sampling with a Reservoir", ACM Transactions on Mathematical Software 11 (1985) 37–57, algorithm R.
 */
export class RandomSample {
  readonly #size: number;
  readonly #random: () => number;
  readonly #drawn: number[] = [];
  #seen = 0;

  /** @param size how many are drawn, or all when there are fewer @param random evenly distributed, from 0 (inclusive) to 1 (exclusive) */
  constructor(size: number, random: () => number) {
    this.#size = size;
    this.#random = random;
  }

  /** Those drawn of all that have come by so far. */
  get drawn(): readonly number[] {
    return this.#drawn;
  }

  /** How many have come by. */
  get seen(): number {
    return this.#seen;
  }

  /** Somebody comes by. */
  offer(one: number): void {
    this.#seen++;
    if (this.#drawn.length < this.#size) {
      this.#drawn.push(one);
      return;
    }
    const place = Math.floor(this.#random() * this.#seen);
    if (place < this.#size) this.#drawn[place] = one;
  }
}

/** Numbers that look random, from 0 (inclusive) to 1 (exclusive), the same for the same seed: SplitMix32. @param seed 32 bits */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  // 53 bits, so that every one of many millions has its chance.
  return () => ((next() >>> 5) * 0x400_0000 + (next() >>> 6)) / 0x20_0000_0000_0000;
}
