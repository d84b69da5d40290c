import type { GrowingNumbers } from './growing-numbers.js';

/** How open the outcome is at a step, by what happened and not by experiment. */
export interface Openness {
  /** 0 when all who come by go the same way, 1 when half reach the goal: 4·p·(1 − p), of the share p of all times that anybody came by. */
  readonly uncertainty: number;
  /**
   * How much of all the uncertainty that there can be is settled between coming by this step and the next thing that happens: 4 times the variance of the share
   * that reaches the goal, over what comes next, less what chance alone would make of it. At most {@link Openness.uncertainty}.
   */
  readonly decidedHere: number;
}

/** Counts, at each step, what came next and whether the goal was reached in the end. */
export class InfluenceTally {
  readonly #steps: number;
  /** What may come next: a step, the goal, or nothing. */
  readonly #width: number;
  readonly #times: Float64Array;
  readonly #reached: Float64Array;

  constructor(steps: number) {
    this.#steps = steps;
    this.#width = steps + 2;
    this.#times = new Float64Array(steps * this.#width);
    this.#reached = new Float64Array(steps * this.#width);
  }

  /** Counts a journey. */
  count(steps: GrowingNumbers, reached: boolean): void {
    for (let place = 0; place < steps.length; place++) {
      const next = place + 1 < steps.length ? steps.at(place + 1) : this.#steps + (reached ? 0 : 1);
      const cell = steps.at(place) * this.#width + next;
      this.#times[cell] = (this.#times[cell] as number) + 1;
      if (reached) this.#reached[cell] = (this.#reached[cell] as number) + 1;
    }
  }

  /** How open the outcome is at a step that somebody came by. */
  opennessOf(step: number): Openness {
    const times = this.#times.subarray(step * this.#width, (step + 1) * this.#width);
    const reached = this.#reached.subarray(step * this.#width, (step + 1) * this.#width);
    const all = sum(times);
    const rate = sum(reached) / all;
    let [spread, ways] = [0, 0];
    for (const [next, some] of times.entries()) {
      if (some === 0) continue;
      spread += some * ((reached[next] as number) / some - rate) ** 2;
      ways++;
    }
    const variance = rate * (1 - rate);
    const byChance = (ways - 1) * variance;
    return { uncertainty: 4 * variance, decidedHere: Math.min(4 * variance, (4 * Math.max(0, spread - byChance)) / all) };
  }
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((left, right) => left + right, 0);
}
