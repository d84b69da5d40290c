import type { Index } from './followed.js';
import { DEVIATIONS_95 } from './quantiles.js';
import type { Interval } from './rates.js';

/** With fewer buyers among the comparable, nothing is said of value. */
const FEWEST_BUYERS = 10;

/** What might have been bought, in the unit of the orders' value. */
export interface LostValue {
  /** What comparable customers bought less what these did, over all of them. */
  readonly estimate: number;
  /** 95 %. */
  readonly interval: Interval;
}

/** What was bought after an index; undefined where it is not known yet. */
export type ValueAfter = (index: Index) => number | undefined;

/** Adds values up, and how they scatter. */
class Scatter {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    const difference = value - this.mean;
    this.mean += difference / this.count;
    this.#squares += difference * (value - this.mean);
  }

  get variance(): number {
    return this.count < 2 ? 0 : this.#squares / (this.count - 1);
  }
}

/** What comparable customers bought, by stratum. */
export class BoughtOtherwise {
  readonly #strata = new Map<number, Scatter>();
  #buyers = 0;

  constructor(indices: Iterable<Index>, valueAfter: ValueAfter) {
    for (const index of indices) {
      const value = valueAfter(index);
      if (value === undefined) continue;
      if (value !== 0) this.#buyers++;
      scatterOf(this.#strata, index.stratum).add(value);
    }
  }

  /**
   * How much less some customers bought than comparable ones, with the interval of a sum of independent customers. No loss that is proven: who finds
   * nothing may have wanted less. Null when too few of the comparable bought.
   */
  lost(indices: Iterable<Index>, valueAfter: ValueAfter): LostValue | null {
    if (this.#buyers < FEWEST_BUYERS) return null;
    const own = new Map<number, Scatter>();
    for (const index of indices) {
      const value = valueAfter(index);
      if (value !== undefined && this.#strata.has(index.stratum)) scatterOf(own, index.stratum).add(value);
    }
    if (own.size === 0) return null;
    let [estimate, variance] = [0, 0];
    for (const [stratum, { count, mean, variance: ownVariance }] of own) {
      const others = this.#strata.get(stratum) as Scatter;
      // Few who bought nothing scatter like the others, and not at all.
      const scattering = count < FEWEST_BUYERS ? Math.max(ownVariance, others.variance) : ownVariance;
      estimate += count * (others.mean - mean);
      variance += (count * count * others.variance) / others.count + count * scattering;
    }
    const half = DEVIATIONS_95 * Math.sqrt(variance);
    return { estimate, interval: [estimate - half, estimate + half] };
  }
}

function scatterOf(strata: Map<number, Scatter>, stratum: number): Scatter {
  const known = strata.get(stratum) ?? new Scatter();
  strata.set(stratum, known);
  return known;
}
