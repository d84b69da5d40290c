import { alwaysValidP, sequentialDeviations } from './confidence-sequence.js';
import { chiSquareTail, twoSidedQuantile, twoSidedTail } from './distributions.js';
import type { Interval, Method } from './effect.js';

/**
 * P-values of several questions, so raised that the chance of any false positive among them stays what one has:
 * S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979) 65–70. Right for any dependence.
 * @returns in the order that they came in
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((left, right) => left.p - right.p);
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = highest;
  }
  return adjusted;
}

/**
 * Whether an effect differs between segments: the test of homogeneity of W. G. Cochran, Biometrics 10 (1954) 101–129. For one look.
 * @returns how likely such differences are when the effect is the same in all; null with fewer than two segments that say anything
 */
export function interaction(effects: readonly { readonly estimate: number; readonly variance: number }[]): number | null {
  const said = effects.filter(({ estimate, variance }) => Number.isFinite(estimate) && variance > 0);
  if (said.length < 2) return null;
  const weight = said.reduce((sum, { variance }) => sum + 1 / variance, 0);
  const mean = said.reduce((sum, { estimate, variance }) => sum + estimate / variance, 0) / weight;
  const statistic = said.reduce((sum, { estimate, variance }) => sum + (estimate - mean) ** 2 / variance, 0);
  return chiSquareTail(statistic, said.length - 1);
}

/** An effect as it is compared with another one. */
interface Compared {
  readonly estimate: number;
  readonly variance: number;
  /** Units behind it. */
  readonly n: number;
}

/**
 * The difference of the effects in two groups that share no unit. `fixed`: by the normal distribution, which for two groups is Cochran's test;
 * `sequential`: the difference of two asymptotically linear estimates is one over the units of both, so that the confidence sequence holds for it.
 */
export function contrast(
  inside: Compared,
  outside: Compared,
  { method, alpha }: { readonly method: Method; readonly alpha: number },
): { readonly estimate: number; readonly interval: Interval; readonly pValue: number } {
  const estimate = inside.estimate - outside.estimate;
  const spread = Math.sqrt(inside.variance + outside.variance);
  const n = inside.n + outside.n;
  const infinite = Number.POSITIVE_INFINITY;
  const reach = method === 'sequential' ? sequentialDeviations(n, alpha) : twoSidedQuantile(alpha, infinite);
  const pValue = method === 'sequential' ? alwaysValidP(estimate / spread, n, alpha) : twoSidedTail(estimate / spread, infinite);
  return { estimate, interval: [estimate - reach * spread, estimate + reach * spread], pValue };
}
