import { describe, expect, test } from 'vitest';
import { REGISTER_FIELDS, type RegisterOptions, type RegisterRecord, registerRecords } from '../../simulation/register/register.js';
import { Random } from '../../simulation/random.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { driftOf, LinkedLevels, missingShares, stabilityIndex } from './drift.js';
import { inferFields } from './evaluate-matching.js';
import { DEFAULTS, learn } from './learn.js';
import { matchBatch } from './match-batch.js';
import type { LearnedFrom } from './model.js';
import { RecordTable } from './record-table.js';
import { Scorer } from './scorer.js';
import { verdictOfBits } from './thresholds.js';

const registerOf = (seed: string, over: Partial<RegisterOptions> = {}): readonly RegisterRecord[] => [
  ...registerRecords({ random: Random.of(seed), persons: 500, again: 0.45, ...over }),
];
const RECORDS = registerOf('then');
const FIELDS = inferFields(REGISTER_FIELDS, RECORDS);
const MODEL = learn(tableOf(RECORDS), { ...DEFAULTS, random: seededRandom(1) });

function tableOf(records: readonly RegisterRecord[]): RecordTable {
  const table = new RecordTable(FIELDS);
  for (const { key, values } of records) table.add(key, values);
  return table;
}

function looksOf(records: readonly RegisterRecord[]): LearnedFrom {
  const table = tableOf(records);
  const { comparer } = new Scorer(table, MODEL);
  const linked = new LinkedLevels(table);
  for (const { a, b, bits } of matchBatch(table, MODEL).links) {
    if (verdictOfBits(bits, MODEL.thresholds) !== 'link') continue;
    comparer.compare(a, b);
    linked.add(comparer.levels);
  }
  return { records: records.length, links: linked.links, missing: missingShares(table, records.length), levels: linked.shares() };
}

describe('drift', () => {
  test('is none for the records that were learned from, and hardly any for others of the kind', () => {
    const own = driftOf(MODEL, looksOf(RECORDS));
    expect(own.verdict).toBe('stable');
    expect(own.fields.every(({ missing }) => missing.index < 1e-9)).toBe(true);
    expect(own.fields.every(({ levels }) => levels !== null)).toBe(true);
    expect(driftOf(MODEL, looksOf(registerOf('now')))).toMatchObject({ verdict: 'stable' });
  });

  test('is seen when a field is hardly filled in any more, and which', () => {
    const { verdict, fields, index } = driftOf(MODEL, looksOf(registerOf('now', { missing: 0.6 })));
    expect(verdict).toBe('drifted');
    expect(fields[0]?.missing.learned).toBeCloseTo(0.1, 1);
    expect(fields[0]?.missing.now).toBeCloseTo(0.6, 1);
    expect(index).toBeGreaterThan(0.25);
  });

  test('is seen when people begin to write with more slips', () => {
    const { verdict, fields } = driftOf(MODEL, looksOf(registerOf('now', { slip: 0.5 })));
    expect(verdict).not.toBe('stable');
    expect(Math.max(...fields.map(({ levels }) => levels ?? 0))).toBeGreaterThan(0.1);
  });

  test('is seen when there are many more records: the share of pairs that are of one person has fallen', () => {
    const now = looksOf(RECORDS);
    expect(driftOf(MODEL, { ...now, records: 2 * RECORDS.length }).verdict).toBe('shifting');
    expect(driftOf(MODEL, { ...now, records: 5 * RECORDS.length }).verdict).toBe('drifted');
  });

  test('says nothing about levels from a few links, and copes with no records', () => {
    const few = driftOf(MODEL, looksOf(RECORDS.slice(0, 30)));
    expect(few.fields.every(({ levels }) => levels === null)).toBe(true);
    expect(driftOf(MODEL, looksOf([])).index).toBeGreaterThanOrEqual(0);
  });
});

test('the stability index is 0 for equals, above 0 else, and the same both ways', () => {
  expect(stabilityIndex([0.2, 0.8], [0.2, 0.8], 0.001)).toBe(0);
  // By hand: (0.5 - 0.2) ln(0.5 / 0.2) + (0.5 - 0.8) ln(0.5 / 0.8)
  expect(stabilityIndex([0.2, 0.8], [0.5, 0.5], 0.001)).toBeCloseTo(0.3 * Math.log(2.5) + 0.3 * Math.log(1.6), 12);
  expect(stabilityIndex([0.5, 0.5], [0.2, 0.8], 0.001)).toBeCloseTo(stabilityIndex([0.2, 0.8], [0.5, 0.5], 0.001), 12);
  expect(stabilityIndex([1, 0], [0, 1], 0.01)).toBeLessThan(10);
});
