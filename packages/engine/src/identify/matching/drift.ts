import { NOTHING_TO_COMPARE, pairShape } from './pair-levels.js';
import type { MatchIndex } from './match-index.js';
import type { LearnedFrom, MatchModel } from './model.js';
import { MISSING, type RecordTable } from './record-table.js';

/** How far records are from those that a model was learned from. */
export interface MatchDrift {
  readonly records: { readonly learned: number; readonly now: number };
  readonly fields: readonly FieldDrift[];
  /** The largest index of all. */
  readonly index: number;
  readonly verdict: DriftVerdict;
}

/** How far one field is. */
export interface FieldDrift {
  readonly field: string;
  /** Share of the records without a value, and its stability index. */
  readonly missing: { readonly learned: number; readonly now: number; readonly index: number };
  /** Stability index of the levels on which linked pairs are; null while too few are linked. */
  readonly levels: number | null;
}

/** As usual, worth a look, or time to learn again. */
export type DriftVerdict = 'stable' | 'shifting' | 'drifted';

/** From which index on: the usual reading of it. */
const SHIFTING = 0.1;
const DRIFTED = 0.25;
/** Records became so many times as many (or as few): the share of pairs that are of one person, from which all evidence starts, is then about so many times too high (or too low). */
const MANY_MORE = 4;
/** Links from which a distribution over levels is taken: with fewer, chance alone would look like a shift. */
const ENOUGH_LINKS = 200;

/** How far `now` is from what a model was learned from. */
export function driftOf({ fields, learnedFrom: learned }: MatchModel, now: LearnedFrom): MatchDrift {
  const enough = Math.min(learned.links, now.links) >= ENOUGH_LINKS;
  const drifts = fields.map(({ name }, field): FieldDrift => {
    const [before, after] = [learned.missing[field] ?? 0, now.missing[field] ?? 0];
    return {
      field: name,
      missing: {
        learned: before,
        now: after,
        index: stabilityIndex([before, 1 - before], [after, 1 - after], leastShare(learned.records, now.records)),
      },
      levels: enough ? stabilityIndex(learned.levels[field] ?? [], now.levels[field] ?? [], leastShare(learned.links, now.links)) : null,
    };
  });
  const index = Math.max(0, ...drifts.flatMap(({ missing, levels }) => [missing.index, levels ?? 0]));
  const growth = Math.abs(Math.log2(Math.max(1, now.records) / Math.max(1, learned.records)));
  return { records: { learned: learned.records, now: now.records }, fields: drifts, index, verdict: verdictOf(index, growth) };
}

function verdictOf(index: number, growth: number): DriftVerdict {
  if (index >= DRIFTED || growth >= Math.log2(MANY_MORE)) return 'drifted';
  return index >= SHIFTING || growth >= Math.log2(MANY_MORE) / 2 ? 'shifting' : 'stable';
}

/** A share that was not seen may be as large as half of one in so many. */
function leastShare(then: number, now: number): number {
  return 0.5 / Math.max(1, Math.min(then, now));
}

/**
 * Population stability index of two distributions over the same classes: the sum of (now − then) · ln(now ÷ then), which is Kullback and Leibler's divergence both ways. Below 0.1 it is
 * read as no change, from 0.25 on as a shift (N. Siddiqi, Credit Risk Scorecards, Wiley 2006, chapter 9).
 * @param least what stands for smaller shares
 */
export function stabilityIndex(then: readonly number[], now: readonly number[], least: number): number {
  let index = 0;
  for (const [place, share] of then.entries()) {
    const [before, after] = [Math.max(least, share), Math.max(least, now[place] ?? 0)];
    index += (after - before) * Math.log(after / before);
  }
  return index;
}

/** Adds up on which levels linked pairs are. */
export class LinkedLevels {
  readonly #counts: readonly number[][];
  #links = 0;

  constructor(table: RecordTable) {
    this.#counts = pairShape(table)
      .levelCounts.slice(0, table.fields.length)
      .map((levels) => Array.from({ length: levels }, () => 0));
  }

  get links(): number {
    return this.#links;
  }

  /** @param levels of one pair, by slot, as written */
  add(levels: Uint8Array): void {
    this.#links += 1;
    for (const [field, counts] of this.#counts.entries()) {
      const level = levels[field] as number;
      counts[level] = (counts[level] as number) + 1;
    }
  }

  /** By field and level, the strongest first: shares of the pairs in which both have a value. */
  shares(): readonly (readonly number[])[] {
    return this.#counts.map((counts) => {
      const compared = this.#links - (counts[NOTHING_TO_COMPARE] as number);
      return counts.slice(NOTHING_TO_COMPARE + 1).map((count) => (compared === 0 ? 0 : count / compared));
    });
  }
}

/** Links that are looked at, at most, spread evenly over all. */
const LINKS_LOOKED_AT = 20_000;

/** What the records of an index look like. */
export function lookOf(index: MatchIndex, least: number): LearnedFrom {
  const linked = new LinkedLevels(index.table);
  let links = 0;
  for (const { bits } of index.links()) if (bits >= least) links += 1;
  const stride = Math.max(1, Math.ceil(links / LINKS_LOOKED_AT));
  let place = 0;
  for (const { a, b, bits } of index.links()) {
    if (bits < least || place++ % stride !== 0) continue;
    index.scorer.comparer.compare(a, b);
    linked.add(index.scorer.comparer.levels);
  }
  return { records: index.size, links: linked.links, missing: missingShares(index.table, index.size), levels: linked.shares() };
}

/** By field the share of the records that have no value. @param records that are in the table */
export function missingShares(table: RecordTable, records: number): readonly number[] {
  return table.fields.map((_, field) => {
    let present = 0;
    for (let row = 0; row < table.length; row++) if (table.value(field, row) !== MISSING) present += 1;
    return records === 0 ? 0 : 1 - present / records;
  });
}
