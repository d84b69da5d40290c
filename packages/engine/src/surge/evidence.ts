/**
 * Evidence that counts are not as they should be, bucket by bucket: the logarithm of a likelihood ratio, which starts anew whenever it
 * speaks for what was expected (CUSUM; Page 1954). If nothing has changed, it takes e^threshold buckets on average until it
 * exceeds a threshold (Lorden 1971; as an e-detector: Shin, Ramdas and Rinaldo 2022), so the threshold says how many false alarms there are.
 */
export interface Evidence {
  /** The logarithm of the evidence; 0: none. */
  sum: number;
  /** The bucket at which it began to grow. */
  since: number;
  /** Customers since then, how many were to be expected, and the sum of the squares of that. */
  observed: number;
  expected: number;
  squares: number;
}

export function noEvidence(bucket: number): Evidence {
  return { sum: 0, since: bucket, observed: 0, expected: 0, squares: 0 };
}

/** Adds what a bucket says. @param says the logarithm of its likelihood ratio */
export function addEvidence(evidence: Evidence, bucket: number, says: number, observed: number, expected: number): void {
  evidence.sum += says;
  if (evidence.sum <= 0) {
    Object.assign(evidence, noEvidence(bucket + 1));
    return;
  }
  evidence.observed += observed;
  evidence.expected += expected;
  evidence.squares += expected * expected;
}

/**
 * The logarithm of how much better one mean explains a count than another, both by a negative binomial distribution.
 * @param dispersion the variance is mean + dispersion × mean²
 */
export function logLikelihoodRatio(count: number, mean: number, otherMean: number, dispersion: number): number {
  const size = 1 / dispersion;
  const ofSize = Math.log((size + otherMean) / (size + mean));
  return count * (Math.log(otherMean / mean) - ofSize) - size * ofSize;
}
