import { forEachCandidate } from './candidates.js';
import { clusters, type Link } from './clusters.js';
import { bitsOf } from './expectation-maximisation.js';
import type { MatchModel } from './model.js';
import type { RecordTable } from './record-table.js';
import { Scorer } from './scorer.js';

/** What is known of the records beside their values. */
export interface BatchOptions {
  /** A source that is known to hold nobody twice: two records of one such source are never joined. Undefined for records of others. */
  readonly sourceWithoutDuplicates?: (row: number) => string | undefined;
}

/** All records matched at once. */
export interface BatchResult {
  /** By row the row of the record of its cluster whose key is the smallest. */
  readonly clusterOf: Int32Array;
  readonly clusters: number;
  /** Pairs in two clusters that a person may want to look at; rows with the smaller key first, the surest first. */
  readonly suggestions: readonly Link[];
  /** Pairs that were compared. */
  readonly compared: number;
}

/** Suggestions that are kept, at most. */
const MOST_SUGGESTIONS = 100_000;

/** Matches all records of a table under a model. What comes out does not depend on the order of the rows. */
export function matchBatch(table: RecordTable, model: MatchModel, options: BatchOptions = {}): BatchResult {
  const scorer = new Scorer(table, model);
  const least = bitsOf(model.thresholds.suggestion);
  const links: Link[] = [];
  let compared = 0;
  forEachCandidate(table, model, (a, b) => {
    compared += 1;
    const bits = scorer.score(a, b);
    if (bits >= least) links.push({ a, b, bits });
  });
  const clusterOf = clusterRows(table, scorer, links, model, options);
  const suggestions = links.filter(({ a, b }) => clusterOf[a] !== clusterOf[b]).map((link) => inKeyOrder(table, link));
  suggestions.sort((one, other) => other.bits - one.bits || byKeys(table, one, other));
  return { clusterOf, clusters: new Set(clusterOf).size, suggestions: suggestions.slice(0, MOST_SUGGESTIONS), compared };
}

/**
 * Clusters of rows that links hold together. Rows without links are on their own.
 * @param links Rows and bits, from the threshold of suggestions on or at least from that of links on.
 */
export function clusterRows(
  table: RecordTable,
  scorer: Scorer,
  links: readonly Link[],
  model: MatchModel,
  options: BatchOptions = {},
): Int32Array {
  // Only rows with links are given a place; places are in the order of keys, which breaks ties.
  const rows = [...new Set(links.flatMap(({ a, b }) => [a, b]))].sort((a, b) => compareTexts(keyOf(table, a), keyOf(table, b)));
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  const rowAt = (place: number): number => rows[place] as number;
  const { sourceWithoutDuplicates } = options;
  const found = clusters({
    records: rows.length,
    links: links.map(({ a, b, bits }) => ({ a: placeOf.get(a) as number, b: placeOf.get(b) as number, bits })),
    bitsOf: (a, b) => scorer.score(rowAt(a), rowAt(b)),
    least: bitsOf(model.thresholds.link),
    ...(sourceWithoutDuplicates !== undefined && { apart: (place: number) => sourceWithoutDuplicates(rowAt(place)) }),
  });
  const clusterOf = Int32Array.from({ length: table.length }, (_, row) => row);
  for (const [place, row] of rows.entries()) clusterOf[row] = rowAt(found[place] as number);
  return clusterOf;
}

function inKeyOrder(table: RecordTable, { a, b, bits }: Link): Link {
  return keyOf(table, a) <= keyOf(table, b) ? { a, b, bits } : { a: b, b: a, bits };
}

function byKeys(table: RecordTable, one: Link, other: Link): number {
  return compareTexts(keyOf(table, one.a), keyOf(table, other.a)) || compareTexts(keyOf(table, one.b), keyOf(table, other.b));
}

function keyOf(table: RecordTable, row: number): string {
  return table.keys[row] as string;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
