import { chiSquareTail } from './distributions.js';

/** Whether units came into the arms in the shares in which they should have. */
export interface SampleRatio {
  /** The share of each arm that was meant, in their order; they sum to 1. */
  readonly expected: readonly number[];
  /** How likely shares as far off as these are by chance. */
  readonly p: number;
  /** Something is wrong with the assignment or with what is recorded of it: the effects are not to be believed. */
  readonly mismatch: boolean;
}

/**
 * Below this an experiment is not to be believed: A. Fabijan and others, "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments",
 * KDD 2019, use the same. So small that a few looks do no harm.
 */
export const MISMATCH_BELOW = 0.000_5;

/**
 * Pearson's chi-square test of the arms' sizes.
 * @param shares positive, in the order of `counts`; they need not sum to 1
 * @param asked how many such tests are made at once: each has to be so much surer (Bonferroni)
 */
export function sampleRatio(counts: readonly number[], shares: readonly number[], asked = 1): SampleRatio {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const weight = shares.reduce((sum, share) => sum + share, 0);
  const expected = shares.map((share) => share / weight);
  if (all === 0 || counts.length < 2) return { expected, p: 1, mismatch: false };
  const statistic = counts.reduce((sum, count, arm) => {
    const wanted = all * (expected[arm] as number);
    return sum + (count - wanted) ** 2 / wanted;
  }, 0);
  const p = chiSquareTail(statistic, counts.length - 1);
  return { expected, p, mismatch: p < MISMATCH_BELOW / asked };
}
