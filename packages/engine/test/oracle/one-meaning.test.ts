import { beforeAll, describe, expect, test } from 'vitest';
import { compareWorld } from '../../src/simulation/oracle/compare-world.js';
import { Tally } from '../../src/simulation/oracle/tally.js';

/** Every kind of answer that is compared. */
const KINDS = [
  'change',
  'changes',
  'consent',
  'explanation',
  'filled membership',
  'filled moments',
  'identity',
  'live membership',
  'live moments',
  'metric',
  'preview',
  'recovered',
  'shuffled',
  'since',
  'trait',
];
const WORLDS = 60;

let tally: Tally;
beforeAll(async () => {
  tally = new Tally();
  for (let seed = 1; seed <= WORLDS; seed++) await compareWorld(seed, tally);
}, 180_000);

describe('law: One meaning', () => {
  test('live, filled from history, previewed and explained, every answer is that of the slow twin', () => {
    expect(tally.mismatches).toEqual([]);
    expect([...tally.pairs.keys()].sort()).toEqual(KINDS);
    expect(tally.total).toBeGreaterThan(20_000);
  });
});

describe('law: Exact time', () => {
  test('whatever time changes is observed at the very instant at which the twin says that it changes, with no event', () => {
    expect(tally.mismatches.filter((mismatch) => mismatch.startsWith('change'))).toEqual([]);
    expect(tally.pairs.get('change')).toBeGreaterThan(500);
  });
});
