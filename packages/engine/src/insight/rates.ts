import { DEVIATIONS_95, normalQuantile, tQuantile } from './quantiles.js';

/** From, to. */
export type Interval = readonly [low: number, high: number];

/** A share of something among customers, with what is known of it. */
export interface Rate {
  /** From 0 to 1. */
  readonly estimate: number;
  /** As many independent customers as it is worth. */
  readonly weight: number;
  /** Customers it was taken of. */
  readonly customers: number;
}

/** A difference of two shares, from −1 to 1. */
export interface Difference {
  readonly estimate: number;
  /** 95 %. */
  readonly interval: Interval;
  /** So many normal deviations wide on either side would the interval have to be to reach 0: the more, the surer. */
  readonly deviations: number;
}

/** Beyond so many deviations nothing is told apart. */
const FURTHEST = 38;

/** A share of customers of whom each counts once. */
export function shareOf(count: number, customers: number): Rate {
  return { estimate: customers === 0 ? 0 : count / customers, weight: customers, customers };
}

/**
 * E. B. Wilson's interval of a share: "Probable inference, the law of succession, and statistical inference", Journal of the American
 * Statistical Association 22 (1927) 209–212.
 * @param deviations how wide; default 95 %
 */
export function intervalOf({ estimate, weight }: Rate, deviations = DEVIATIONS_95): Interval {
  if (weight === 0) return [0, 1];
  const square = deviations * deviations;
  const middle = (estimate + square / (2 * weight)) / (1 + square / weight);
  const half = (deviations / (1 + square / weight)) * Math.sqrt((estimate * (1 - estimate)) / weight + square / (4 * weight * weight));
  return [estimate === 0 ? 0 : Math.max(0, middle - half), estimate === 1 ? 1 : Math.min(1, middle + half)];
}

/**
 * The mean over customers of a share that each has, from 0 to 1. Its interval is that of a share of independent customers as many as would
 * scatter like it, after E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from survey data",
 * Survey Methodology 24 (1998) 193–201; never fewer than there are customers, never more than if all their days were independent.
 * @param days by customer, of how many days their share is
 */
export function meanOf(shares: readonly number[], days: readonly number[]): Rate {
  const customers = shares.length;
  if (customers === 0) return { estimate: 0, weight: 0, customers };
  const estimate = shares.reduce((sum, share) => sum + share, 0) / customers;
  const variance = customers < 2 ? 0 : shares.reduce((sum, share) => sum + (share - estimate) ** 2, 0) / (customers - 1);
  const inverse = days.reduce((sum, day) => sum + 1 / day, 0);
  return { estimate, customers, weight: weightOf(estimate, variance / customers, customers, (customers * customers) / inverse) };
}

/** As many independent customers as scatter like a share whose variance is known; as many as there are when it does not seem to scatter at all. */
export function weightOf(estimate: number, variance: number, customers: number, most: number): number {
  if (variance <= 0 || customers < 3) return customers;
  const few = (DEVIATIONS_95 / tQuantile(0.975, customers - 1)) ** 2;
  return Math.min(Math.max(((estimate * (1 - estimate)) / variance) * few, customers), most);
}

/**
 * The first share less the second, with the interval that R. G. Newcombe recommends: "Interval estimation for the difference between independent proportions: comparison of eleven methods", Statistics in
 * Medicine 17 (1998) 873–890 (method 10), and where the same customers stand on both sides "Improved confidence intervals for the difference between binomial proportions based on paired
 * data", ibid. 2635–2650.
 * @param correlation of what one customer says on the one side with what they say on the other; 0 for different customers
 */
export function differenceOf(first: Rate, second: Rate, correlation = 0): Difference {
  const estimate = first.estimate - second.estimate;
  return {
    estimate,
    interval: intervalAround(first, second, correlation, DEVIATIONS_95),
    deviations: estimate === 0 ? 0 : reachingZero(first, second, correlation),
  };
}

function intervalAround(first: Rate, second: Rate, correlation: number, deviations: number): Interval {
  const [p, q] = [first.estimate, second.estimate];
  const [[lowP, highP], [lowQ, highQ]] = [intervalOf(first, deviations), intervalOf(second, deviations)];
  const half = (left: number, right: number): number =>
    Math.sqrt(Math.max(0, left * left - 2 * correlation * left * right + right * right));
  return [Math.max(-1, p - q - half(p - lowP, highQ - q)), Math.min(1, p - q + half(highP - p, q - lowQ))];
}

function reachingZero(first: Rate, second: Rate, correlation: number): number {
  let [low, high] = [0, FURTHEST];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    const [from, to] = intervalAround(first, second, correlation, middle);
    if (from > 0 || to < 0) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Which of several differences can be told from 0 such that all of them are right in 95 of 100 questions: S. Holm, "A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6 (1979) 65–70.
 * @returns by difference
 */
export function toldFromZero(differences: readonly Difference[]): readonly boolean[] {
  const told = differences.map(() => false);
  const order = differences
    .map((_, index) => index)
    .sort((left, right) => deviationsAt(differences, right) - deviationsAt(differences, left));
  for (const [rank, index] of order.entries()) {
    const needed = normalQuantile(1 - 0.025 / (differences.length - rank));
    if (deviationsAt(differences, index) <= needed) break;
    told[index] = true;
  }
  return told;
}

function deviationsAt(differences: readonly Difference[], index: number): number {
  return (differences[index] as Difference).deviations;
}
