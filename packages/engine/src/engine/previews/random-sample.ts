import type { Random } from '../../runtime/seeded-random.js';

/**
 * A simple random sample of what comes by, whose number need not be known before: all sets of that size are equally likely.
 * J. S. Vitter, "Random Sampling with a Reservoir", ACM Transactions on Mathematical Software 11 (1985) 37–57, algorithm R.
 */
export class RandomSample {
  readonly #size: number;
  readonly #random: Random;
  readonly #drawn: number[] = [];
  #seen = 0;

  /** @param size how many are drawn, or all when there are fewer */
  constructor(size: number, random: Random) {
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
