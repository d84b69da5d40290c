/** Whether more, or fewer, customers came than usual. */
export type SurgeDirection = 'rise' | 'fall';

/** A stretch in which a value's counts were not what they should have been, in buckets. */
export interface FoundSurge {
  readonly direction: SurgeDirection;
  readonly from: number;
  /** The bucket in which it was sure. */
  readonly found: number;
  /** The first bucket in which the level had returned; null while it has not. */
  readonly until: number | null;
  /** Customers in its buckets: one who came in three of them counts three times. */
  readonly observed: number;
  readonly expected: number;
  /** The variance of the logarithm of what was expected. */
  readonly uncertainty: number;
  /** The bucket that was farthest off. */
  readonly peak: { readonly bucket: number; readonly observed: number; readonly expected: number };
  /** It has lasted so long that it is what is usual now. */
  readonly becameUsual: boolean;
}

/** Within this many standard deviations lie 95 % of a normal distribution. */
const WITHIN = 1.96;
/** When nobody came, a mean of more than this is ruled out: −ln 0.025. */
const MOST_WHEN_NONE = 3.69;

/**
 * How many times what was expected was observed, with its interval of 95 %: normal for the logarithm, whose variance is that of what was expected
 * and 1 ÷ n of a Poisson count n.
 */
export function ratioOf({ observed, expected, uncertainty }: Pick<FoundSurge, 'observed' | 'expected' | 'uncertainty'>): {
  readonly ratio: number;
  readonly interval: readonly [number, number];
} {
  if (observed === 0) return { ratio: 0, interval: [0, (MOST_WHEN_NONE / expected) * Math.exp(WITHIN * Math.sqrt(uncertainty))] };
  const ratio = observed / expected;
  const off = WITHIN * Math.sqrt(uncertainty + 1 / observed);
  return { ratio, interval: [ratio * Math.exp(-off), ratio * Math.exp(off)] };
}
