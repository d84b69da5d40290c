import { sequentialDeviations } from './confidence-sequence.js';
import { twoSidedQuantile, twoSidedTail } from './distributions.js';
import type { Method } from './effect.js';

/** What is to be told apart: the figures of single units in two arms, of which one is larger by `difference`. */
export interface Expected {
  readonly difference: number;
  /** Variance of single units in the arm, and in the control. */
  readonly variances: readonly [arm: number, control: number];
  /** Variance of single units when there is no effect; for proportions that of both arms together. Absent: each arm's own. */
  readonly withoutEffect?: number;
  /** How many units come into the two arms, one beside the other; need not sum to 1. */
  readonly weights: readonly [arm: number, control: number];
}

/** How surely, and how it is looked at. */
export interface Sureness {
  readonly method: Method;
  readonly alpha: number;
}

/** Units that it takes. */
export interface Sizing {
  /** What is to be told apart, in the metric's own unit. */
  readonly difference: number | null;
  /** Of the control, and of the smallest other arm; null when no number would do. */
  readonly control: number | null;
  readonly arm: number | null;
  /** Of all arms together. */
  readonly units: number | null;
  /** As many times the units of a test that is looked at once. */
  readonly timesFixed: number | null;
}

/** More units than this are never. */
const MOST_UNITS = 1e12;

/** What is expected of a share that becomes another one: the test of two proportions goes by their common share when nothing is different. */
export function expectedShares(control: number, arm: number, weights: Expected['weights']): Expected {
  const [armWeight, controlWeight] = weights;
  const both = (arm * armWeight + control * controlWeight) / (armWeight + controlWeight);
  const of = (share: number): number => share * (1 - share);
  return { difference: arm - control, variances: [of(arm), of(control)], withoutEffect: of(both), weights };
}

/**
 * How likely the effect is found with so many units in both arms together: the normal approximation, as in J. L. Fleiss, B. Levin, M. C. Paik,
 * "Statistical Methods for Rates and Proportions", 3rd ed. 2003, equation 4.14 (and R's `power.prop.test`); for means its plain form. Sequential: at
 * the last look alone, with the width of the confidence sequence there, so that it is a little less than what all looks together find.
 */
export function powerOf(expected: Expected, units: number, { method, alpha }: Sureness): number {
  const { difference, variances, withoutEffect, weights } = expected;
  const whole = weights[0] + weights[1];
  const [arm, control] = weights.map((weight) => (units * weight) / whole) as [number, number];
  const spread = Math.sqrt(variances[0] / arm + variances[1] / control);
  const spreadWithout =
    withoutEffect === undefined || method === 'sequential' ? spread : Math.sqrt(withoutEffect * (1 / arm + 1 / control));
  const reach = method === 'sequential' ? sequentialDeviations(units, alpha) : twoSidedQuantile(alpha, Number.POSITIVE_INFINITY);
  return below((Math.abs(difference) - reach * spreadWithout) / spread);
}

/** The units of both arms together with which the effect is found so surely, not rounded; null when no number would do. */
export function unitsFor(expected: Expected, power: number, sureness: Sureness): number | null {
  if (!(Math.abs(expected.difference) > 0)) return null;
  let high = 4;
  while (powerOf(expected, high, sureness) < power) {
    high *= 2;
    if (high > MOST_UNITS) return null;
  }
  let low = high / 2;
  for (let step = 0; step < 100 && high - low > high * 1e-12; step++) {
    const middle = (low + high) / 2;
    if (powerOf(expected, middle, sureness) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** The units of an experiment. @param others the weight of further arms beside the two */
export function sizing(expected: Expected, others: number, power: number, sureness: Sureness): Sizing {
  const needed = Number.isFinite(expected.difference) ? unitsFor(expected, power, sureness) : null;
  if (needed === null) return { difference: null, control: null, arm: null, units: null, timesFixed: null };
  const [arm, control] = expected.weights;
  const pair = arm + control;
  const fixed = unitsFor(expected, power, { ...sureness, method: 'fixed' });
  return {
    difference: expected.difference,
    control: Math.ceil((needed * control) / pair),
    arm: Math.ceil((needed * arm) / pair),
    units: Math.ceil((needed * (pair + others)) / pair),
    timesFixed: fixed === null ? null : needed / fixed,
  };
}

/** How likely the standard normal is below so much. */
function below(z: number): number {
  const tail = twoSidedTail(z, Number.POSITIVE_INFINITY) / 2;
  return z > 0 ? 1 - tail : tail;
}
