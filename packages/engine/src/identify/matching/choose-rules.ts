import { groupRows, pairsWithin, rowsBeyond } from './block-groups.js';
import { BLOCKING_PARTS } from './blocking-parts.js';
import { type BlockingRule, type BlockOf, compileRule, NO_BLOCK, PartHashes, type RulePart } from './blocking-rule.js';
import type { RecordTable } from './record-table.js';

/** What bringing records together may cost. */
export interface BlockingLimits {
  /** Records of a block, at most: a larger one brings nobody together. */
  readonly largestBlock: number;
  /** Pairs to compare for each record by one rule, at most. */
  readonly pairsARecord: number;
  /** Pairs to compare for each record by all rules. */
  readonly allPairsARecord: number;
  readonly mostRules: number;
}

/** A rule and the pairs to compare for each record by it. */
export interface PricedRule {
  readonly rule: BlockingRule;
  readonly cost: number;
}

/** Rules are judged by so many records, at most. */
const SAMPLE = 50_000;
/** Rules to learn from over the same fields, at most: many of them bring the same records together. */
const MOST_OF_FIELDS = 3;
/** A rule that adds a smaller share of the likely matches, or asks for more comparisons for each match that it adds, is not worth its cost. */
const LEAST_GAIN = 0.0005;
const MOST_COMPARISONS = 10_000;
/** Share of the records that a rule may leave to others because their blocks are too large, and still be all that is needed of its kind. */
const MOST_LEFT_OUT = 0.02;

/**
 * The rules that may be used: of all single parts, and all combinations of two parts of different fields, the widest that are cheap enough. A rule that only narrows such a one
 * adds nothing. The cheapest first.
 */
export function possibleRules(table: RecordTable, limits: BlockingLimits): readonly PricedRule[] {
  const hashes = new PartHashes();
  const sample = sampleOf(table, limits);
  const parts = table.fields.flatMap(({ kind }, field) => BLOCKING_PARTS[kind].map((part): RulePart => ({ field, part: part.name })));
  const found: PricedRule[] = [];
  const complete: BlockingRule[] = [];
  // Says whether a rule leaves nothing for narrower ones to find.
  const consider = (rule: BlockingRule): boolean => {
    if (complete.some((other) => narrows(rule, other))) return true;
    const groups = groupRows(sample.count, compileRule(rule, table, hashes));
    const cost = pairsWithin(groups, sample.largestBlock) * sample.scale;
    if (cost > limits.pairsARecord) return false;
    found.push({ rule, cost });
    const isComplete = rowsBeyond(groups, sample.largestBlock) <= MOST_LEFT_OUT * groups.rows.length;
    if (isComplete) complete.push(rule);
    return isComplete;
  };
  const open = parts.filter((part) => !consider([part]));
  for (const a of open) for (const b of open) if (b.field > a.field) consider([a, b]);
  return found.sort((a, b) => a.cost - b.cost);
}

/** The records by which rules are judged, the first of the table. */
interface Sample {
  readonly count: number;
  /** What the largest block comes to among them. */
  readonly largestBlock: number;
  /** Pairs for each record of the table for a pair of the sample: they grow with the records. */
  readonly scale: number;
}

function sampleOf(table: RecordTable, { largestBlock }: BlockingLimits): Sample {
  const count = Math.min(SAMPLE, table.length);
  if (count === 0) return { count, largestBlock, scale: 0 };
  return { count, largestBlock: Math.max(2, (largestBlock * count) / table.length), scale: table.length / count / count };
}

/** Whether a rule asks for all that another asks for, and more. */
function narrows(rule: BlockingRule, other: BlockingRule): boolean {
  return other.every(({ field, part }) => rule.some((own) => own.field === field && (own.part === part || own.part === 'whole')));
}

/** Rules to learn from: cheap ones over as many different fields as can be had, within the limits. */
export function rulesToLearnFrom(possible: readonly PricedRule[], limits: BlockingLimits): readonly BlockingRule[] {
  const ofFields = new Map<string, number>();
  const chosen: BlockingRule[] = [];
  let left = limits.allPairsARecord;
  for (const { rule, cost } of possible) {
    const fields = rule.map(({ field }) => field).join(' ');
    const already = ofFields.get(fields) ?? 0;
    if (cost > left || already === MOST_OF_FIELDS || chosen.length === limits.mostRules) continue;
    ofFields.set(fields, already + 1);
    chosen.push(rule);
    left -= cost;
  }
  return chosen;
}

/** A pair of rows, and how likely it is of one person. */
export interface LikelyMatch {
  readonly a: number;
  readonly b: number;
  readonly probability: number;
}

/**
 * Of the possible rules those that bring the likely matches together for the fewest comparisons, one after the other; until the next would add next to nothing, or the limits
 * are reached.
 * @param weight Matches that each of the likely ones stands for, when these are a sample.
 */
export function rulesThatCover(
  table: RecordTable,
  possible: readonly PricedRule[],
  matches: readonly LikelyMatch[],
  weight: number,
  limits: BlockingLimits,
): readonly BlockingRule[] {
  const hashes = new PartHashes();
  const sample = sampleOf(table, limits);
  const open = possible.map(({ rule, cost }) => ({ rule, cost, covers: coveredBy(compileRule(rule, table, hashes), matches, sample) }));
  const isCovered = new Uint8Array(matches.length);
  const all = matches.reduce((sum, { probability }) => sum + probability, 0);
  const chosen: BlockingRule[] = [];
  let left = limits.allPairsARecord;
  while (chosen.length < limits.mostRules) {
    let best: (typeof open)[number] | undefined;
    let bestWorth = 0;
    for (const one of open) {
      const gain = one.cost > left ? 0 : gainOf(one.covers, isCovered, matches);
      const isWorthIt = gain >= LEAST_GAIN * all && one.cost * table.length <= gain * weight * MOST_COMPARISONS;
      const worth = isWorthIt ? gain / (one.cost + 1) : 0;
      if (worth > bestWorth) [best, bestWorth] = [one, worth];
    }
    if (best === undefined) break;
    for (const match of best.covers) isCovered[match] = 1;
    chosen.push(best.rule);
    left -= best.cost;
    open.splice(open.indexOf(best), 1);
  }
  return chosen;
}

/** Matches that share a block which is not too large. */
function coveredBy(blockOf: BlockOf, matches: readonly LikelyMatch[], { count, largestBlock }: Sample): Int32Array {
  const { starts, rows } = groupRows(count, blockOf);
  const tooLarge = new Set<number>();
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group] as number, starts[group + 1] as number];
    if (to - from > largestBlock) tooLarge.add(blockOf(rows[from] as number));
  }
  const covered: number[] = [];
  for (const [match, { a, b }] of matches.entries()) {
    const block = blockOf(a);
    if (block !== NO_BLOCK && block === blockOf(b) && !tooLarge.has(block)) covered.push(match);
  }
  return Int32Array.from(covered);
}

function gainOf(covers: Int32Array, isCovered: Uint8Array, matches: readonly LikelyMatch[]): number {
  let gain = 0;
  for (const match of covers) if (isCovered[match] === 0) gain += matches[match]?.probability ?? 0;
  return gain;
}
