import { firstLookAlikes, heldBack, likenessOf, type LookAlikeKind, type LookAlikes, lookAlikesFrom } from './look-alikes.js';
import { NOTHING_TO_COMPARE } from './pair-levels.js';
import type { Patterns } from './patterns.js';

/** Shares of the pairs on each level, by slot and level as written; level 0, nothing to compare, is left out (0). */
export type LevelShares = readonly (readonly number[])[];

/** What is known before, and kept as it is. */
export interface Known {
  /** Shares of all pairs of records, whether they match or not. */
  readonly amongAll: LevelShares;
  /** By slot: the chance that two persons have the same value; undefined where it is taken from {@link amongAll} like the other levels. */
  readonly chanceOfSame: readonly (number | undefined)[];
  /** Least share that is believed: fewer could not have been seen. */
  readonly leastShare: number;
  /** All pairs of records there are. */
  readonly allPairs: number;
  /** Pairs that each pair of the patterns stands for, when these are a sample. */
  readonly weight: number;
  /** In which ways two persons may look alike. */
  readonly lookAlikes: readonly LookAlikeKind[];
}

/** What was learned. */
export interface Learned {
  /** Shares among pairs of one person. */
  readonly m: LevelShares;
  /** Shares among pairs of two persons. */
  readonly u: LevelShares;
  /** Share of all pairs that are of one person. */
  readonly prior: number;
  readonly lookAlikes: readonly LookAlikes[];
  /** By pattern, the probability of a match. */
  readonly probabilities: Float64Array;
  readonly iterations: number;
}

const MOST_ITERATIONS = 300;
const CONVERGED = 1e-6;
/** Pairs that are added to each level, so that no level is impossible. */
const SMOOTHING = 0.5;

/**
 * Learns, without labels, how pairs of one person and pairs of two look, by expectation maximisation over patterns of levels.
 *
 * Patterns are of pairs that blocking brought together; every other pair is taken to be of two persons. So `m` and the prior come from the
 * patterns, and `u` from all pairs, of which the matches found so far are taken away.
 */
export function expectationMaximisation(
  patterns: Patterns,
  known: Known,
  start: { readonly m: LevelShares; readonly prior: number },
): Learned {
  let { m, prior } = start;
  let u = withoutMatches(known, m, prior);
  let lookAlikes = known.lookAlikes.map((kind) => firstLookAlikes(kind, m, u, prior));
  const probabilities = new Float64Array(patterns.length);
  const likenesses = known.lookAlikes.map(() => new Float64Array(patterns.length));
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations++) {
    expect(patterns, { weights: weightsOf(m, u), prior, lookAlikes }, probabilities, likenesses);
    const next = maximise(patterns, probabilities);
    const found = Math.max(1e-9, (next.matches * known.weight) / known.allPairs);
    const change = Math.max(largestChange(m, next.m), Math.abs(Math.log(found / prior)));
    m = next.m;
    prior = Math.min(0.5, found);
    u = withoutMatches(known, m, prior);
    lookAlikes = known.lookAlikes.map((kind, number) => nextLookAlikes(patterns, known, kind, u, likenesses[number] as Float64Array));
    if (change < CONVERGED) break;
  }
  return { m, u, prior, lookAlikes, probabilities, iterations };
}

/** Bits by slot and level: log2 of m over u; 0 where there is nothing to compare. */
export function weightsOf(m: LevelShares, u: LevelShares): number[][] {
  return m.map((shares, slot) =>
    shares.map((share, level) => (level === NOTHING_TO_COMPARE ? 0 : Math.log2(share / (u[slot]?.[level] ?? 1)))),
  );
}

/** The probability that belongs to odds in bits. */
export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

/** Odds of a probability in bits. */
export function bitsOf(probability: number): number {
  return Math.log2(probability / (1 - probability));
}

interface Beliefs {
  readonly weights: readonly (readonly number[])[];
  readonly prior: number;
  readonly lookAlikes: readonly LookAlikes[];
}

/** Fills in, by pattern, the probability of a match, and of each kind of two who look alike. */
function expect(
  patterns: Patterns,
  { weights, prior, lookAlikes }: Beliefs,
  probabilities: Float64Array,
  likenesses: readonly Float64Array[],
): void {
  const priorBits = bitsOf(prior);
  for (let pattern = 0; pattern < patterns.length; pattern++) {
    const rarity = patterns.rarities[pattern] as number;
    let bits = priorBits + rarity;
    for (let slot = 0; slot < weights.length; slot++) bits += weights[slot]?.[patterns.level(pattern, slot)] as number;
    const alike = lookAlikes.map((one) => likenessOf(one, (slot) => patterns.level(pattern, slot), rarity));
    const back = heldBack(alike);
    const probability = probabilityOf(bits + back);
    probabilities[pattern] = probability;
    for (const [number, likeness] of alike.entries())
      (likenesses[number] as Float64Array)[pattern] = (1 - probability) * 2 ** (likeness + back);
  }
}

function nextLookAlikes(
  patterns: Patterns,
  { weight, allPairs }: Known,
  kind: LookAlikeKind,
  u: LevelShares,
  likenesses: Float64Array,
): LookAlikes {
  const { m, matches } = maximise(patterns, likenesses);
  return lookAlikesFrom(kind, m, u, (matches * weight) / allPairs);
}

function maximise(patterns: Patterns, probabilities: Float64Array): { readonly m: LevelShares; readonly matches: number } {
  const sums = patterns.shape.levelCounts.map((levels) =>
    Array.from({ length: levels }, (_, level): number => (level === NOTHING_TO_COMPARE ? 0 : SMOOTHING)),
  );
  let matches = 0;
  for (let pattern = 0; pattern < patterns.length; pattern++) {
    const expected = (probabilities[pattern] as number) * (patterns.counts[pattern] as number);
    matches += expected;
    for (const [slot, sum] of sums.entries()) {
      const level = patterns.level(pattern, slot);
      if (level !== NOTHING_TO_COMPARE) sum[level] = (sum[level] as number) + expected;
    }
  }
  return { m: sums.map((sum) => asShares(mostlyAgreeing(sum))), matches };
}

/** Of pairs of one person at least half agree somewhat in a field. More that differ are no matches, but pairs that agree in something else. */
function mostlyAgreeing(sums: readonly number[]): readonly number[] {
  const differing = sums.at(-1) ?? 0;
  const agreeing = sums.reduce((sum, value) => sum + value, 0) - differing;
  return sums.map((value, level) => (level === sums.length - 1 ? Math.min(differing, agreeing) : value));
}

function asShares(sums: readonly number[]): number[] {
  const all = sums.reduce((sum, value) => sum + value, 0);
  return sums.map((value) => value / all);
}

/** Shares among pairs of two persons: those among all pairs, without what the matches contribute. */
function withoutMatches({ amongAll, chanceOfSame, leastShare }: Known, m: LevelShares, prior: number): LevelShares {
  return amongAll.map((shares, slot) => {
    const same = chanceOfSame[slot];
    return shares.map((share, level) => {
      if (level === NOTHING_TO_COMPARE) return 0;
      if (level === EQUAL && same !== undefined) return same;
      return Math.min(1, Math.max(leastShare, share * LEAST_REMAINDER, (share - prior * (m[slot]?.[level] ?? 0)) / (1 - prior)));
    });
  });
}

/** The level of equal values, as written. */
const EQUAL = 1;
/** Of the pairs on a level at least this share is of two persons: where nearly all are matches the difference is noise. */
const LEAST_REMAINDER = 0.02;

function largestChange(before: LevelShares, after: LevelShares): number {
  let change = 0;
  for (const [slot, shares] of after.entries()) {
    for (const [level, share] of shares.entries()) change = Math.max(change, Math.abs(share - (before[slot]?.[level] ?? 0)));
  }
  return change;
}
