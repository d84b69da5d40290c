const TICKS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];
/** What lies beyond is drawn at the edge. */
const LEAST = 0.04;
const MOST = 60;
/** Around 1 there is always this much to be seen. */
const USUAL = [0.7, 1.5] as const;

/** Where ratios stand on a scale on which twice and half as often are equally far from the same. */
export interface ForestScale {
  /** From 0, left, to 1, right. */
  place(ratio: number): number;
  readonly ticks: readonly number[];
}

/** The scale that shows all of these intervals. */
export function forestScale(intervals: readonly (readonly [number, number])[]): ForestScale {
  const low = Math.max(LEAST, Math.min(USUAL[0], ...intervals.map(([from]) => from)));
  const high = Math.min(MOST, Math.max(USUAL[1], ...intervals.map(([, to]) => to)));
  const span = Math.log(high / low);
  // A little room on both sides, so that ends and numbers are whole.
  const place = (ratio: number): number => 0.04 + (0.92 * Math.log(Math.min(high, Math.max(low, ratio)) / low)) / span;
  return { place, ticks: TICKS.filter((tick) => tick >= low && tick <= high) };
}
