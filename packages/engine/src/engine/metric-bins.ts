import type { MetricBin } from '../answers.js';

/** How many bins there are at most. */
const MOST_BINS = 12;
/** So many of all numbers lie in the bins of equal width; a few that are far away must not squeeze the others into one. */
const SHOWN_SHARE = 0.95;

/**
 * How numbers are spread, in at most 12 bins: one for each whole number when there are few, else equally wide ones from the least number
 * to where 95 % of them lie, the last of which reaches to the greatest.
 * @param sorted ascending, at least one
 */
export function binsOf(sorted: Float64Array): readonly MetricBin[] {
  const least = sorted[0] as number;
  const greatest = sorted[sorted.length - 1] as number;
  if (greatest - least < MOST_BINS && sorted.every(Number.isInteger)) return wholeNumbers(sorted, least, greatest);
  if (greatest === least) return [{ from: least, to: greatest, customers: sorted.length }];
  const usual = sorted[Math.floor((sorted.length - 1) * SHOWN_SHARE)] as number;
  const width = ((usual > least ? usual : greatest) - least) / MOST_BINS;
  const edges = Array.from({ length: MOST_BINS }, (_, index) => least + index * width);
  return edges.map((from, index) => {
    const next = edges[index + 1];
    return { from, to: next ?? greatest, customers: (next === undefined ? sorted.length : below(sorted, next)) - below(sorted, from) };
  });
}

function wholeNumbers(sorted: Float64Array, least: number, greatest: number): readonly MetricBin[] {
  return Array.from({ length: greatest - least + 1 }, (_, index) => {
    const value = least + index;
    return { from: value, to: value, customers: below(sorted, value + 1) - below(sorted, value) };
  });
}

/** How many numbers are less than a limit. */
function below(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
