import type { Milliseconds } from '../vocabulary/instant.js';

/** How long bodies are worked on before whatever else waits on the event loop gets its turn. */
const LONGEST: Milliseconds = 10;

/** Gives work its turn: at once while there is time in this turn of the event loop, else in one of the next, in the order in which it came. */
export class Turns {
  readonly #time: () => Milliseconds;
  #waiting: (() => void)[] = [];
  #next = 0;
  #spent: Milliseconds = 0;
  #armed = false;

  constructor(time: () => Milliseconds) {
    this.#time = time;
  }

  /** Does a piece of work when its turn comes. @returns what the work returns; rejects with what it throws. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#next === this.#waiting.length && this.#spent < LONGEST) return this.#timed(work);
    this.#arm();
    return new Promise((resolve) => this.#waiting.push(() => resolve(this.#timed(work))));
  }

  #timed<Result>(work: () => Result): Result {
    this.#arm();
    const began = this.#time();
    try {
      return work();
    } finally {
      this.#spent += this.#time() - began;
    }
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#armed = false;
    this.#spent = 0;
    while (this.#next < this.#waiting.length && this.#spent < LONGEST) this.#waiting[this.#next++]?.();
    if (this.#next < this.#waiting.length) this.#arm();
    else this.#clear();
  }

  #clear(): void {
    this.#waiting = [];
    this.#next = 0;
  }
}
