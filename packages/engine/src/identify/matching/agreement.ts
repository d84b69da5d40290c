/** How well clusters agree with the truth, over pairs of records. */
export interface Agreement {
  readonly truePairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Holds clusters to the truth. A pair counts when both records are in one cluster; it is right when both are of one entity.
 * Without pairs of a kind its share is 1: nothing was wrong.
 */
export function agreement(clusterOf: ArrayLike<number>, truth: readonly string[]): Agreement {
  const truePairs = pairsOf(truth);
  const clusters = Array.from({ length: truth.length }, (_, row) => String(clusterOf[row]));
  const found = pairsOf(clusters);
  const right = pairsOf(truth.map((entity, row) => `${clusters[row]} ${entity}`));
  const precision = found === 0 ? 1 : right / found;
  const recall = truePairs === 0 ? 1 : right / truePairs;
  return { truePairs, precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function pairsOf(groups: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}
