/** How many customers have from so many to so many of something. */
export interface SizeBin {
  readonly from: number;
  readonly to: number;
  readonly customers: number;
}

/** Sizes that get a bar of their own; above, each bar is twice as wide as the one before. */
const SINGLE = 4;

/** Sizes as few bars: each small size by itself, then 5–8, 9–16, …; the last holds the greatest. */
export function sizeBins(sizes: readonly { readonly identifiers: number; readonly customers: number }[]): readonly SizeBin[] {
  const greatest = Math.max(0, ...sizes.map(({ identifiers }) => identifiers));
  const bins: SizeBin[] = [];
  for (let from = 1; from <= greatest; ) {
    const to = from <= SINGLE ? from : 2 * (from - 1);
    const within = sizes.filter(({ identifiers }) => identifiers >= from && identifiers <= to);
    bins.push({ from, to, customers: within.reduce((sum, { customers }) => sum + customers, 0) });
    from = to + 1;
  }
  return bins;
}
