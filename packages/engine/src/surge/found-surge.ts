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

/** Which share of customers of a normal distribution lies within this many standard deviations: 95 %. */
const WITHIN = 1.96;

/** How many times what was expected was observed, with its interval of 95 %. */
export function ratioOf({ observed, expected, uncertainty }: Pick<FoundSurge, 'observed' | 'expected' | 'uncertainty'>): {
  readonly ratio: number;
  readonly interval: readonly [number, number];
} {
  const ratio = observed / expected;
  const off = WITHIN * Math.sqrt(uncertainty + 1 / (observed + 1));
  const middle = (observed + 0.5) / (expected + 0.5);
  return { ratio, interval: [middle * Math.exp(-off), middle * Math.exp(off)] };
}
