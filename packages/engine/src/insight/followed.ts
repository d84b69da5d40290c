import type { Instant } from '../vocabulary/instant.js';
import { type Difference, differenceOf, type Interval, intervalOf, type Rate, shareOf } from './rates.js';

/** With fewer customers on either side a comparison says little. */
export const FEW = 30;

/** An instant in somebody's timeline after which is looked what followed. */
export interface Index {
  readonly customer: number;
  readonly at: Instant;
  /** Customers are compared with those of the same stratum alone. */
  readonly stratum: number;
}

/** What came after an index, from 0 (nothing) to 1; undefined where it is not known yet. */
export type Outcome = (index: Index) => number | undefined;

/** How many customers something followed, beside comparable ones. */
export interface Followed {
  /** Customers of whom it is known. */
  readonly customers: number;
  /** Of them. */
  readonly share: number;
  readonly interval: Interval;
  /** Customers that they are compared with. */
  readonly comparable: number;
  /** Share of these, weighted like the strata of those who are asked about; null when there are none. */
  readonly otherwise: number | null;
  /** Share less otherwise; null when nothing can be compared. */
  readonly difference: Difference | null;
  /** Whether there are so few on either side that it says little. */
  readonly few: boolean;
}

interface Sums {
  customers: number;
  came: number;
}

/** What followed for those who are compared with, by stratum. */
export class Comparables {
  readonly #strata = new Map<number, Sums>();
  #customers = 0;

  /** @param indices of different customers */
  constructor(indices: Iterable<Index>, outcome: Outcome) {
    for (const index of indices) {
      const came = outcome(index);
      if (came === undefined) continue;
      const sums = this.#strata.get(index.stratum) ?? { customers: 0, came: 0 };
      this.#strata.set(index.stratum, sums);
      sums.customers++;
      sums.came += came;
      this.#customers++;
    }
  }

  /** @param indices of different customers */
  followed(indices: Iterable<Index>, outcome: Outcome): Followed {
    const all: Sums = { customers: 0, came: 0 };
    const compared: Sums = { customers: 0, came: 0 };
    const weights = new Map<number, number>();
    for (const index of indices) {
      const came = outcome(index);
      if (came === undefined) continue;
      add(all, came);
      if (!this.#strata.has(index.stratum)) continue;
      add(compared, came);
      weights.set(index.stratum, (weights.get(index.stratum) ?? 0) + 1);
    }
    const share = shareOf(all.came, all.customers);
    const otherwise = this.#standardised(weights, compared.customers);
    return {
      customers: all.customers,
      share: share.estimate,
      interval: intervalOf(share),
      comparable: this.#customers,
      otherwise: otherwise?.estimate ?? null,
      difference: otherwise === undefined ? null : differenceOf(shareOf(compared.came, compared.customers), otherwise),
      few: compared.customers < FEW || this.#customers < FEW,
    };
  }

  /** The share among the comparable, as if their strata were as frequent as these; worth as many customers as L. Kish, "Survey Sampling" (1965), counts for weights. */
  #standardised(weights: ReadonlyMap<number, number>, customers: number): Rate | undefined {
    if (customers === 0) return undefined;
    let [estimate, spread] = [0, 0];
    for (const [stratum, count] of weights) {
      const sums = this.#strata.get(stratum) as Sums;
      const weight = count / customers;
      estimate += (weight * sums.came) / sums.customers;
      spread += (weight * weight) / sums.customers;
    }
    return { estimate: Math.min(1, estimate), weight: 1 / spread, customers: this.#customers };
  }
}

function add(sums: Sums, came: number): void {
  sums.customers++;
  sums.came += came;
}

/** By how many customers at least it was more than for comparable ones, as sure as the interval is: what is ranked by. */
export function surelyMore({ customers, difference }: Followed): number {
  return difference === null ? 0 : customers * Math.max(0, difference.interval[0]);
}

/** The n-th of a series that is spread evenly between 0 and 1 wherever one stops: multiples of the golden section. */
export function evenlySpread(n: number): number {
  return ((n + 0.5) * 0.6180339887498949) % 1;
}
