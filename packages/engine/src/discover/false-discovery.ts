/** A hypothesis that was carried over to be confirmed. */
export interface Tested {
  /** On the customers that were not mined. */
  readonly pValue: number;
  /** How much of the allowed error it may use, by what mining has seen alone; 1 on average over all that are tested. */
  readonly weight: number;
}

/**
 * Weights by rank: what was farthest from none in mining may use the most of the allowed error. They follow from the mined customers alone, so the
 * false discovery rate on the others stays controlled: C. R. Genovese, K. Roeder and L. Wasserman, "False discovery control with p-value weighting",
 * Biometrika 93 (2006) 509–524.
 * @param deviations how far from none each was in mining, whichever way
 * @returns for each its weight; 1 on average
 */
export function weightsOf(deviations: readonly number[]): readonly number[] {
  const order = [...deviations.keys()].sort((one, other) => (deviations[other] as number) - (deviations[one] as number));
  const raw = new Array<number>(deviations.length).fill(0);
  order.forEach((index, rank) => {
    raw[index] = 1 / (rank + 1);
  });
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / Math.max(raw.length, 1);
  return raw.map((weight) => weight / mean);
}

/**
 * The smallest false discovery rate at which each would be a finding: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate",
 * Journal of the Royal Statistical Society B 57 (1995) 289–300, over p-values divided by their weights.
 */
export function qValues(tested: readonly Tested[]): readonly number[] {
  const order = tested
    .map(({ pValue, weight }, index) => ({ index, value: pValue / weight }))
    .sort((left, right) => left.value - right.value);
  const found = new Array<number>(tested.length).fill(1);
  let least = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const { index, value } = order[rank - 1] as { index: number; value: number };
    least = Math.min(least, (value * order.length) / rank);
    found[index] = least;
  }
  return found;
}

/**
 * How often an interval of a finding may miss the truth, so that of the intervals of all findings, which were picked because they looked strong,
 * no more than `rate` miss it on average: Y. Benjamini and D. Yekutieli, "False discovery rate–adjusted multiple confidence intervals for selected
 * parameters", Journal of the American Statistical Association 100 (2005) 71–81.
 * @param findings how many there are; `tested`: among how many
 */
export function missRate(rate: number, weight: number, findings: number, tested: number): number {
  return Math.min(rate, (rate * weight * findings) / tested);
}
