import type { MetricBin } from '../answers.js';

/** How many bins there are at most. */
const MOST_BINS = 12;
/** So many of all numbers lie in the bins of equal width; a few that are far away must not squeeze the others into one. */
const SHOWN_SHARE = 0.95;

/**
 * How numbers are spread, in at most 12 equally wide bins from the least number to where 95 % of them lie; the last reaches to the greatest.
 * Of whole numbers each bin holds as many, a single one where there are few.
 * @param sorted ascending, at least one
 */
export function binsOf(sorted: Float64Array): readonly MetricBin[] {
  const least = sorted[0] as number;
  const greatest = sorted[sorted.length - 1] as number;
  if (greatest === least) return [{ from: least, to: greatest, customers: sorted.length }];
  const areWhole = sorted.every(Number.isInteger);
  const usual = sorted[Math.floor((sorted.length - 1) * SHOWN_SHARE)] as number;
  const width = widthFor(usual > least ? usual : greatest, least, areWhole);
  const edges = Array.from({ length: MOST_BINS }, (_, index) => least + index * width).filter((edge) => edge <= greatest);
  return edges.map((from, index) => {
    const next = edges[index + 1];
    if (next === undefined) return { from, to: greatest, customers: sorted.length - below(sorted, from) };
    return { from, to: areWhole && width === 1 ? from : next, customers: below(sorted, next) - below(sorted, from) };
  });
}

function widthFor(usual: number, least: number, areWhole: boolean): number {
  const width = (usual - least) / MOST_BINS;
  return areWhole ? Math.max(1, Math.ceil(width)) : width;
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
