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
  /** Slots that agree together by more than chance although two persons are behind them; none when there are no such. */
  readonly lookAlike: readonly LookAlikeSlot[];
}

/** A slot in which persons who look alike agree. */
export interface LookAlikeSlot {
  readonly slot: number;
  /** The level from which on (as written) they do: an address that is equal is nobody else's, one that is made of the same name may be. */
  readonly from: number;
}

/** Pairs of two persons who look alike: namesakes, whose e-mail addresses are made of the same names. */
export interface LookAlikes {
  /** By slot and level: how much more frequent it is among them than among others, in bits; 0 in slots that say nothing of it. */
  readonly bits: LevelShares;
  /** Their share of all pairs. */
  readonly prior: number;
}

/** What was learned. */
export interface Learned {
  /** Shares among pairs of one person. */
  readonly m: LevelShares;
  /** Shares among pairs of two persons. */
  readonly u: LevelShares;
  /** Share of all pairs that are of one person. */
  readonly prior: number;
  /** Undefined where {@link Known.lookAlike} is empty. */
  readonly lookAlikes: LookAlikes | undefined;
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
  let lookAlikes = known.lookAlike.length === 0 ? undefined : firstLookAlikes(known, start, u);
  const probabilities = new Float64Array(patterns.length);
  const likenesses = new Float64Array(patterns.length);
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations++) {
    expect(patterns, { weights: weightsOf(m, u), prior, lookAlikes }, probabilities, likenesses);
    const next = maximise(patterns, probabilities);
    const found = Math.max(1e-9, (next.matches * known.weight) / known.allPairs);
    const change = Math.max(largestChange(m, next.m), Math.abs(Math.log(found / prior)));
    m = next.m;
    prior = Math.min(0.5, found);
    u = withoutMatches(known, m, prior);
    if (lookAlikes !== undefined) lookAlikes = nextLookAlikes(patterns, known, u, likenesses);
    if (change < CONVERGED) break;
  }
  return { m, u, prior, lookAlikes, probabilities, iterations };
}

/** Bits by which a pair is held back because two who look alike might be behind it. */
export function againstLookAlikes(likeness: number): number {
  return likeness < LITTLE ? 0 : -Math.log2(1 + 2 ** likeness);
}

/** Bits below which likeness changes nothing. */
const LITTLE = -20;

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
  readonly lookAlikes: LookAlikes | undefined;
}

/** Fills in, by pattern, the probability of a match and of two who look alike. */
function expect(patterns: Patterns, { weights, prior, lookAlikes }: Beliefs, probabilities: Float64Array, likenesses: Float64Array): void {
  const priorBits = bitsOf(prior);
  for (let pattern = 0; pattern < patterns.length; pattern++) {
    let bits = priorBits + (patterns.rarities[pattern] as number);
    let likeness = lookAlikes === undefined ? Number.NEGATIVE_INFINITY : Math.log2(lookAlikes.prior);
    for (let slot = 0; slot < weights.length; slot++) {
      const level = patterns.level(pattern, slot);
      bits += weights[slot]?.[level] as number;
      if (lookAlikes !== undefined) likeness += lookAlikes.bits[slot]?.[level] ?? 0;
    }
    probabilities[pattern] = probabilityOf(bits + againstLookAlikes(likeness));
    likenesses[pattern] = (1 - (probabilities[pattern] as number)) * probabilityOf(likeness);
  }
}

/** At first as matches are in the slots where they agree, and half as others are. */
function firstLookAlikes(
  { lookAlike }: Known,
  { m, prior }: { readonly m: LevelShares; readonly prior: number },
  u: LevelShares,
): LookAlikes {
  const shares = lookAlike.map(({ slot }) => (m[slot] ?? []).map((share, level) => (share + (u[slot]?.[level] ?? 0)) / 2));
  return { bits: likenessBits(lookAlike, shares, u), prior };
}

function nextLookAlikes(patterns: Patterns, { lookAlike, weight, allPairs }: Known, u: LevelShares, likenesses: Float64Array): LookAlikes {
  const { m, matches } = maximise(patterns, likenesses);
  const shares = lookAlike.map(({ slot }) => m[slot] ?? []);
  return { bits: likenessBits(lookAlike, shares, u), prior: Math.max(1e-12, (matches * weight) / allPairs) };
}

function likenessBits(lookAlike: readonly LookAlikeSlot[], shares: LevelShares, u: LevelShares): LevelShares {
  return u.map((others, slot) => {
    const place = lookAlike.findIndex((one) => one.slot === slot);
    const from = lookAlike[place]?.from ?? 0;
    return others.map((share, level) =>
      place < 0 || level < Math.max(1, from) ? 0 : Math.log2((shares[place]?.[level] ?? share) / share),
    );
  });
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
      return Math.max(leastShare, share * LEAST_REMAINDER, (share - prior * (m[slot]?.[level] ?? 0)) / (1 - prior));
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
