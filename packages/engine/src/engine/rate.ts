import type { Instant } from '../vocabulary/instant.js';

const SECONDS = 10;

/** How many things happened a second, as the mean of the last ten seconds of the machine's time. */
export class Rate {
  readonly #counts = new Float64Array(SECONDS + 1);
  readonly #time: () => Instant;
  #second: number;

  /** @param time the machine's monotonic time in milliseconds */
  constructor(time: () => Instant) {
    this.#time = time;
    this.#second = Math.floor(time() / 1000);
  }

  add(count: number): void {
    this.#turn();
    const slot = this.#second % this.#counts.length;
    this.#counts[slot] = (this.#counts[slot] as number) + count;
  }

  perSecond(): number {
    this.#turn();
    const present = this.#counts[this.#second % this.#counts.length] as number;
    const all = this.#counts.reduce((sum, count) => sum + count, 0);
    return (all - present) / SECONDS;
  }

  /** Empties the seconds that have passed since. */
  #turn(): void {
    const second = Math.floor(this.#time() / 1000);
    for (let step = 1; step <= Math.min(second - this.#second, this.#counts.length); step++)
      this.#counts[(this.#second + step) % this.#counts.length] = 0;
    this.#second = second;
  }
}
