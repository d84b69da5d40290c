import type { Milliseconds } from '../vocabulary/instant.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Where the bars of the distribution of times end (inclusive). */
const BOUNDS: readonly Milliseconds[] = [
  ...[MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 12 * HOUR],
  ...[DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, 180 * DAY, 366 * DAY],
];

/** How long it took. */
export interface Times {
  readonly count: number;
  /** Milliseconds; null when nothing was timed. */
  readonly quantiles: Readonly<Record<'p10' | 'p25' | 'p50' | 'p75' | 'p90', Milliseconds | null>>;
  /** How many took longer than the bar before and at most `upTo` milliseconds. */
  readonly histogram: readonly { readonly upTo: Milliseconds; readonly count: number }[];
}

/** The median of numbers, the mean of the two in the middle when they are even; null of none. Sorts them. */
export function medianOf(numbers: Float64Array): number | null {
  return quantileOf(numbers.sort(), 0.5);
}

/** How times are distributed. Sorts them. @param longest none is longer */
export function timesOf(numbers: Float64Array, longest: Milliseconds): Times {
  const sorted = numbers.sort();
  const of = (share: number): number | null => quantileOf(sorted, share);
  const last = BOUNDS.findIndex((bound) => bound >= longest);
  const bounds = last < 0 ? [...BOUNDS, longest] : [...BOUNDS.slice(0, last), longest];
  let from = 0;
  const histogram = bounds.map((upTo) => {
    const begin = from;
    while (from < sorted.length && (sorted[from] as number) <= upTo) from++;
    return { upTo, count: from - begin };
  });
  return { count: sorted.length, quantiles: { p10: of(0.1), p25: of(0.25), p50: of(0.5), p75: of(0.75), p90: of(0.9) }, histogram };
}

/** Between two numbers in proportion; null of none. */
function quantileOf(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] as number;
  const high = sorted[Math.ceil(place)] as number;
  return low + (high - low) * (place - Math.floor(place));
}
