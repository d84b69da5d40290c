import { describe, expect, test } from 'vitest';
import { bitsOf, expectationMaximisation, type LevelShares, probabilityOf } from './expectation-maximisation.js';
import { heldBack } from './look-alikes.js';
import { Patterns } from './patterns.js';
import { seededRandom } from '../../runtime/seeded-random.js';

/** Four fields with three levels each; level 0 is nothing to compare. */
const M: LevelShares = [
  [0, 0.8, 0.15, 0.05],
  [0, 0.9, 0.06, 0.04],
  [0, 0.6, 0.3, 0.1],
  [0, 0.7, 0.1, 0.2],
];
const U: LevelShares = [
  [0, 0.01, 0.02, 0.97],
  [0, 0.05, 0.05, 0.9],
  [0, 0.002, 0.01, 0.988],
  [0, 0.1, 0.1, 0.8],
];
const PAIRS = 200_000;
const START = { m: M.map(() => [0, 0.57, 0.29, 0.14]), prior: 0.001 };
const SHAPE = { slots: 4, levelCounts: [4, 4, 4, 4], exchanging: [] };

/** Simulated pairs, of which a share is of one person; some values are missing. */
function simulate(prior: number, others: { readonly share: number; readonly shares: LevelShares } = { share: 0, shares: U }) {
  const random = seededRandom(7);
  const patterns = new Patterns(SHAPE);
  const counts = M.map((levels) => levels.map(() => 0));
  const levels = new Uint8Array(4);
  for (let pair = 0; pair < PAIRS; pair++) {
    const drawn = random();
    const shares = drawn < prior ? M : drawn < prior + others.share ? others.shares : U;
    for (let slot = 0; slot < 4; slot++) {
      levels[slot] = random() < 0.1 ? 0 : draw(shares[slot] ?? [], random());
      const count = counts[slot] as number[];
      count[levels[slot] as number] = (count[levels[slot] as number] ?? 0) + 1;
    }
    patterns.add(levels, 0);
  }
  const amongAll = counts.map(([, ...ofSlot]) => {
    const all = ofSlot.reduce((sum, count) => sum + count, 0);
    return [0, ...ofSlot.map((count) => count / all)];
  });
  return { patterns, known: { amongAll, chanceOfSame: [], leastShare: 1e-6, allPairs: PAIRS, weight: 1, lookAlikes: [] } };
}

function draw(shares: readonly number[], at: number): number {
  let left = at;
  for (const [level, share] of shares.entries()) {
    left -= share;
    if (left < 0) return level;
  }
  return shares.length - 1;
}

describe('expectation maximisation', () => {
  test.each([0.3, 0.05, 0.005])('finds what was planted, at one match in %f pairs', (prior) => {
    const { patterns, known } = simulate(prior);
    // Far fewer patterns than pairs: what it costs does not grow with these.
    expect(patterns.length).toBeLessThanOrEqual(256);
    const learned = expectationMaximisation(patterns, known, START);
    expect(learned.iterations).toBeLessThan(300);
    expect(learned.prior / prior).toBeGreaterThan(0.9);
    expect(learned.prior / prior).toBeLessThan(1.1);
    for (const [slot, shares] of M.entries()) {
      for (const [level, share] of shares.entries()) expect(Math.abs((learned.m[slot]?.[level] ?? 0) - share)).toBeLessThan(0.05);
    }
    for (const [slot, shares] of U.entries()) {
      for (const [level, share] of shares.entries()) expect(Math.abs((learned.u[slot]?.[level] ?? 0) - share)).toBeLessThan(0.01);
    }
  });

  test('pairs that were sampled count for those that they stand for', () => {
    const { patterns, known } = simulate(0.05);
    const learned = expectationMaximisation(patterns, { ...known, allPairs: 10 * PAIRS, weight: 10 }, START);
    expect(learned.prior).toBeGreaterThan(0.045);
    expect(learned.prior).toBeLessThan(0.055);
  });

  test('no pairs at all: nothing is impossible, nothing is no number', () => {
    const learned = expectationMaximisation(
      new Patterns(SHAPE),
      { amongAll: U, chanceOfSame: [], leastShare: 1e-6, allPairs: 1, weight: 1, lookAlikes: [] },
      START,
    );
    for (const share of [...learned.m, ...learned.u].flatMap((shares) => shares.slice(1))) expect(share).toBeGreaterThan(0);
    expect(learned.prior).toBeGreaterThan(0);
  });
});

describe('two persons who look alike', () => {
  // Namesakes: the first two fields agree, and the third with them, as addresses are made of names. There are eight for each match.
  const namesakes: LevelShares = [[0, 0.9, 0.09, 0.01], [0, 0.9, 0.09, 0.01], [0, 0, 0.95, 0.05], ...U.slice(3)];
  const { patterns, known } = simulate(0.002, { share: 0.016, shares: namesakes });
  const slots = [
    { slot: 0, from: 1 },
    { slot: 1, from: 1 },
    { slot: 2, from: 2 },
  ];
  const lookAlikes = [{ name: 'namesakes', slots, haveOneReason: false } as const];

  test('are a class of their own, and taken for nobody else', () => {
    const learned = expectationMaximisation(patterns, { ...known, lookAlikes }, START);
    expect(learned.prior).toBeGreaterThan(0.001);
    expect(learned.prior).toBeLessThan(0.003);
    expect(learned.lookAlikes[0]?.prior).toBeGreaterThan(0.012);
    expect(learned.lookAlikes[0]?.prior).toBeLessThan(0.02);
    expect(Math.abs((learned.m[3]?.[1] ?? 0) - 0.7)).toBeLessThan(0.2);
  });

  test('and are taken for matches where nobody thinks of them', () => {
    expect(expectationMaximisation(patterns, known, START).prior).toBeGreaterThan(0.01);
  });

  test('take nothing from a pair that does not look like them', () => {
    expect(heldBack([-60])).toBeCloseTo(0, 12);
    expect(heldBack([])).toBe(0);
    expect(heldBack([10])).toBeCloseTo(-10, 2);
  });
});

test('bits and probabilities are two ways to say the same', () => {
  expect(bitsOf(0.5)).toBe(0);
  expect(bitsOf(0.8)).toBeCloseTo(2, 12);
  expect(probabilityOf(2)).toBeCloseTo(0.8, 12);
  expect(probabilityOf(-2_000)).toBe(0);
  expect(probabilityOf(2_000)).toBe(1);
});
