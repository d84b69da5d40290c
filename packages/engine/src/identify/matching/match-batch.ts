import { forEachCandidate } from './candidates.js';
import { clusters, type Link } from './clusters.js';
import { bitsOf } from './expectation-maximisation.js';
import { compareKeys } from './key-order.js';
import type { MatchModel } from './model.js';
import type { RecordTable } from './record-table.js';
import { Scorer } from './scorer.js';
import { verdictOfBits } from './thresholds.js';

/** A source of a row that is known to hold nobody twice: two records of one such source are never joined. Undefined for others. */
export type SourceWithoutDuplicates = (row: number) => string | undefined;

/** All records matched at once. */
export interface BatchResult {
  /** By row the row of the record of its cluster whose key is the smallest. */
  readonly clusterOf: Int32Array;
  readonly clusters: number;
  /** Every pair from the threshold of suggestions on. */
  readonly links: readonly Link[];
  /** Pairs that were compared. */
  readonly compared: number;
}

/** Matches all records of a table under a model. Links and clusters do not depend on the order of the rows. */
export function matchBatch(table: RecordTable, model: MatchModel, source: SourceWithoutDuplicates = () => undefined): BatchResult {
  const scorer = new Scorer(table, model);
  const least = bitsOf(model.thresholds.suggestion);
  const links: Link[] = [];
  let compared = 0;
  forEachCandidate(table, model, (a, b) => {
    compared += 1;
    const bits = scorer.scoreAtLeast(a, b, least);
    if (bits >= least) links.push({ a, b, bits });
  });
  const sure = links.filter(({ bits }) => verdictOfBits(bits, model.thresholds) === 'link');
  const linked = [...new Set(sure.flatMap(({ a, b }) => [a, b]))];
  const clusterOf = Int32Array.from({ length: table.length }, (_, row) => row);
  for (const [row, cluster] of clusterRows(table, scorer, linked, sure, model, source)) clusterOf[row] = cluster;
  return { clusterOf, clusters: new Set(clusterOf).size, links, compared };
}

/** Pairs of one result that stand in two clusters and that a person may want to look at, the surest first. */
export function suggestionsOf({ links, clusterOf }: BatchResult): readonly Link[] {
  return links.filter(({ a, b }) => clusterOf[a] !== clusterOf[b]).sort((one, other) => other.bits - one.bits);
}

/**
 * Clusters of some rows.
 * @param rows All that `links` name, and perhaps others.
 * @param links From the threshold of links on.
 * @returns by row the row that its cluster is called by
 */
export function clusterRows(
  table: RecordTable,
  scorer: Scorer,
  rows: readonly number[],
  links: readonly Link[],
  model: MatchModel,
  source: SourceWithoutDuplicates,
): ReadonlyMap<number, number> {
  // Places follow from the keys, so that ties are broken the same way in whatever order the records came.
  const inOrder = [...rows].sort((a, b) => compareKeys(table.keys[a] as string, table.keys[b] as string));
  const placeOf = new Map(inOrder.map((row, place) => [row, place]));
  const rowAt = (place: number): number => inOrder[place] as number;
  const found = clusters({
    records: inOrder.length,
    links: links.map(({ a, b, bits }) => ({ a: placeOf.get(a) as number, b: placeOf.get(b) as number, bits })),
    bitsOf: (a, b) => scorer.score(rowAt(a), rowAt(b)),
    least: bitsOf(model.thresholds.link),
    apart: (place) => source(rowAt(place)),
  });
  return new Map(inOrder.map((row, place) => [row, rowAt(found[place] as number)]));
}
