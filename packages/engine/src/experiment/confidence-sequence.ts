/**
 * Asymptotic confidence sequences: intervals that hold at all looks at once, so that an experiment may be watched and stopped at any time.
 * I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences",
 * Annals of Statistics 52 (2024) 2613–2640, theorem 2.2 with the mixture's parameter of their appendix B.2. Asymptotic: they want some units in each arm first.
 */

/** The number of units at which the sequence is about tightest. It must not follow from the data: it is the same for every look. */
export const TIGHTEST_AT = 5_000;

function mixture(alpha: number): number {
  const log = -2 * Math.log(alpha);
  return (log + Math.log(log + 1)) / TIGHTEST_AT;
}

/** By how many standard errors the interval reaches to either side after `n` units: 1.6 to 2 times as many as for a single look. */
export function sequentialDeviations(n: number, alpha: number): number {
  const weight = n * mixture(alpha);
  return Math.sqrt(((weight + 1) / weight) * (Math.log(weight + 1) - 2 * Math.log(alpha)));
}

/**
 * The smallest error rate at which the sequence of the level `alpha` would leave 0 out: may be looked at again and again.
 * @param deviations the estimate in standard errors
 */
export function alwaysValidP(deviations: number, n: number, alpha: number): number {
  const weight = n * mixture(alpha);
  const log = Math.log(weight + 1) / 2 - (deviations * deviations * weight) / (2 * (weight + 1));
  return Math.min(1, Math.exp(log));
}
