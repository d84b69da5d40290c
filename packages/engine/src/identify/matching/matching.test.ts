import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REGISTER_FIELDS, type RegisterRecord, registerRecords } from '../../simulation/register/register.js';
import { Random } from '../../simulation/random.js';
import type { Link } from './clusters.js';
import { evaluateMatching, inferFields } from './evaluate-matching.js';
import { explainPair } from './explain.js';
import type { MatchValue } from './field-kind.js';
import { DEFAULTS, learn } from './learn.js';
import { matchBatch } from './match-batch.js';
import { MatchIndex } from './match-index.js';
import type { MatchModel } from './model.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { RecordTable } from './record-table.js';
import { Scorer } from './scorer.js';
import { verdictOf } from './thresholds.js';

type Row = Pick<RegisterRecord, 'key' | 'values'>;

const RECORDS = [...registerRecords({ random: Random.of('matching'), persons: 300, again: 0.45, slip: 0.25 })];
const FIELDS = inferFields(REGISTER_FIELDS, RECORDS);
const MODEL = learn(tableOf(RECORDS), { ...DEFAULTS, random: seededRandom(1) });
const shuffles = fc.shuffledSubarray(RECORDS, { minLength: RECORDS.length });

function tableOf(records: readonly Row[]): RecordTable {
  const table = new RecordTable(FIELDS);
  for (const { key, values } of records) table.add(key, values);
  return table;
}

function indexOf(records: readonly Row[], model: MatchModel): MatchIndex {
  const index = new MatchIndex(model);
  for (const record of records) index.put(record);
  return index;
}

/** Links by keys, to be compared whatever the rows. */
function linkTexts(links: readonly Link[], { keys }: RecordTable): readonly string[] {
  return links.map(({ a, b, bits }) => `${[keys[a], keys[b]].sort().join(' ')} ${bits}`).sort();
}

/** By key the key that its cluster is called by. */
function clusterTexts(clusterOf: (row: number) => number, { keys }: RecordTable): readonly string[] {
  return keys.map((key, row) => `${key} ${keys[clusterOf(row)] ?? ''}`).sort();
}

function batchTexts(
  records: readonly Row[],
  model: MatchModel,
): { readonly links: readonly string[]; readonly clusters: readonly string[] } {
  const table = tableOf(records);
  const { links, clusterOf } = matchBatch(table, model);
  return { links: linkTexts(links, table), clusters: clusterTexts((row) => clusterOf[row] ?? -1, table) };
}

test('records of one person are found, without a label', () => {
  const labelled = RECORDS.map(({ key, values, person }) => ({ key, values, entity: String(person) }));
  const { precision, recall, records } = evaluateMatching(REGISTER_FIELDS, labelled);
  expect(records).toBe(RECORDS.length);
  expect(precision).toBeGreaterThan(0.98);
  expect(recall).toBeGreaterThan(0.9);
});

test('members of a household and namesakes are not melted together, though they agree in most fields', { timeout: 120_000 }, () => {
  const register = [...registerRecords({ random: Random.of('households'), persons: 1_000, sameHousehold: 0.4 })];
  const labelled = register.map(({ key, values, person }) => ({ key, values, entity: String(person) }));
  const { precision, recall, model } = evaluateMatching(REGISTER_FIELDS, labelled);
  expect(model.lookAlikes.map(({ name }) => name)).toEqual(['namesakes', 'household']);
  expect(precision).toBeGreaterThan(0.97);
  expect(recall).toBeGreaterThan(0.95);
});

describe('law: Order-free', () => {
  test('under one model any order of the same records gives the same links and clusters', () => {
    const expected = batchTexts(RECORDS, MODEL);
    expect(expected.links.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(shuffles, (records) => {
        expect(batchTexts(records, MODEL)).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });

  test('one by one gives what all at once gives, whatever the order', () => {
    const expected = batchTexts(RECORDS, MODEL);
    fc.assert(
      fc.property(shuffles, (records) => {
        const index = indexOf(records, MODEL);
        expect(linkTexts([...index.links()], index.table)).toEqual(expected.links);
        expect(clusterTexts((row) => index.clusterOf(row), index.table)).toEqual(expected.clusters);
      }),
      { numRuns: 8 },
    );
  });

  test('and where blocks grow too large on the way, so that links are taken back', () => {
    let withdrawals = 0;
    fc.assert(
      fc.property(shuffles, fc.integer({ min: 2, max: 12 }), (records, largestBlock) => {
        const model = { ...MODEL, largestBlock };
        const expected = batchTexts(records, model);
        const index = new MatchIndex(model);
        for (const record of records) withdrawals += index.put(record).withdrawn.length;
        expect(linkTexts([...index.links()], index.table)).toEqual(expected.links);
        expect(clusterTexts((row) => index.clusterOf(row), index.table)).toEqual(expected.clusters);
      }),
      { numRuns: 8 },
    );
    expect(withdrawals).toBeGreaterThan(0);
  });

  test('a model that was written down as JSON and read again is the same', () => {
    const read = JSON.parse(JSON.stringify(MODEL)) as MatchModel;
    expect(read).toEqual(MODEL);
    expect(batchTexts(RECORDS, read)).toEqual(batchTexts(RECORDS, MODEL));
  });

  test('the same records and random numbers give the same model', () => {
    expect(learn(tableOf(RECORDS), { ...DEFAULTS, random: seededRandom(1) })).toEqual(MODEL);
  });
});

test('a pair that is given up early would not have reached what was asked for', () => {
  const table = tableOf(RECORDS);
  const scorer = new Scorer(table, MODEL);
  const row = fc.nat(RECORDS.length - 1);
  fc.assert(
    fc.property(row, row, fc.integer({ min: -30, max: 20 }), (a, b, least) => {
      const bits = scorer.score(a, b);
      expect(scorer.score(b, a)).toBe(bits);
      expect(scorer.scoreAtLeast(a, b, least)).toBe(bits >= least ? bits : Number.NEGATIVE_INFINITY);
    }),
    { numRuns: 2_000 },
  );
});

test('the model holds no value of anybody: only hashes of those that several persons have', () => {
  const text = JSON.stringify(MODEL);
  for (const { values } of RECORDS.slice(0, 50)) {
    for (const value of values) if (value !== null && value.length > 5) expect(text).not.toContain(value);
  }
  const emails = MODEL.fields[REGISTER_FIELDS.indexOf('email')];
  expect(emails?.frequent.hashes).toEqual([]);
});

describe('explanations', () => {
  const table = tableOf(RECORDS);
  const scorer = new Scorer(table, MODEL);
  const explained = (a: number, b: number) => explainPair(table, MODEL, scorer, a, b);

  test('add up, from the prior over each field to the probability', () => {
    fc.assert(
      fc.property(fc.nat(RECORDS.length - 1), fc.nat(RECORDS.length - 1), (a, b) => {
        const { prior, steps, lookAlikeBits, bits, probability, verdict } = explained(a, b);
        const sum = steps.reduce((all, step) => all + step.bits + step.rarityBits, prior.bits + lookAlikeBits);
        expect(sum).toBeCloseTo(bits, 6);
        expect(probability).toBeCloseTo(1 / (1 + 2 ** -bits), 12);
        expect(verdict).toBe(verdictOf(probability, MODEL.thresholds));
        expect(explained(b, a)).toEqual(explained(a, b));
      }),
      { numRuns: 200 },
    );
  });

  test('name the level and the values, and say so when there is nothing to compare or names are exchanged', () => {
    const records: readonly Row[] = [
      { key: 'a', values: ['mariella', 'keeperton', '1980-02-03', null, null, 'mk@one.example', null] },
      { key: 'b', values: ['keeperton', 'mariella', '1980-02-03', null, null, 'mk@one.example', '0770090012'] },
    ];
    const small = tableOf(records);
    const { steps, verdict } = explainPair(small, MODEL, new Scorer(small, MODEL), 1, 0);
    expect(verdict).toBe('link');
    expect(steps[0]).toMatchObject({ field: 'given_name', level: 'equal', left: 'mariella', right: 'mariella' });
    expect(steps[6]).toMatchObject({ field: 'phone', level: 'nothing to compare', left: null, bits: 0, rarityBits: 0 });
    expect(steps.at(-1)).toMatchObject({ field: 'given_name, surname', level: 'exchanged' });
  });

  test('rare values weigh more than frequent ones on the same level', () => {
    const [frequent, rare] = [mostFrequent(0), 'zzyxwick'];
    const records = [frequent, rare].flatMap((name, person) =>
      [0, 1].map((copy) => ({ key: `${person}${copy}`, values: [name, null, null, null, null, null, null] })),
    );
    const small = tableOf(records);
    const of = (a: number, b: number): number => explainPair(small, MODEL, new Scorer(small, MODEL), a, b).steps[0]?.rarityBits ?? 0;
    expect(of(2, 3)).toBeGreaterThan(of(0, 1) + 1);
  });
});

function mostFrequent(field: number): string {
  const counts = new Map<string, number>();
  for (const { values } of RECORDS) counts.set(values[field] ?? '', (counts.get(values[field] ?? '') ?? 0) + 1);
  counts.delete('');
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

test.each([
  [0.81, 'link'],
  [0.8, 'link'],
  [0.79, 'suggestion'],
  [0.2, 'suggestion'],
  [0.19, 'none'],
])('%f is: %s', (probability, verdict) => expect(verdictOf(probability, { link: 0.8, suggestion: 0.2 })).toBe(verdict));

describe('naughty records', () => {
  const model = (records: readonly Row[], names: readonly string[]): { readonly model: MatchModel; readonly table: RecordTable } => {
    const table = new RecordTable(inferFields(names, records));
    for (const { key, values } of records) table.add(key, values);
    return { model: learn(table, { ...DEFAULTS, random: seededRandom(1) }), table };
  };

  test.each<[string, readonly (readonly MatchValue[])[]]>([
    ['no records', []],
    ['one record', [['anna', 'berg']]],
    [
      'nothing in any field',
      [
        [null, ''],
        ['', null],
        [null, null],
      ],
    ],
    ['two empty records', [[], []]],
    [
      'control characters and half characters',
      [
        ['\ud800', '\u0000'],
        ['\u001f', '\udfff'],
        ['a\u001fb', '__proto__'],
        ['constructor', '__proto__'],
      ],
    ],
    [
      'huge values',
      [
        ['x'.repeat(1_000_000), 'y '.repeat(500_000)],
        ['x'.repeat(1_000_000), 'y '.repeat(500_000)],
      ],
    ],
    [
      'lists',
      [
        [['a', 'b'], []],
        [['b'], ['']],
        [['a'], 'x'],
      ],
    ],
  ])('%s', (_, values) => {
    const records = values.map((ofRecord, row): { key: string; values: readonly MatchValue[] } => ({ key: `k${row}`, values: ofRecord }));
    const table = new RecordTable(inferFields(['first_name', 'surname'], records));
    for (const { key, values: given } of records) table.add(key, given);
    const learned = learn(table, { ...DEFAULTS, random: seededRandom(1) });
    const { clusterOf } = matchBatch(table, learned);
    expect(clusterOf.length).toBe(records.length);
    expect(JSON.parse(JSON.stringify(learned))).toEqual(learned);
  });

  test('a register in which everybody is called the same does not become a comparison of all with all', () => {
    const records = Array.from({ length: 6_000 }, (_, row): Row => ({ key: `k${row}`, values: ['anna', row % 2 === 0 ? 'smith' : null] }));
    const { model: learned, table } = model(records, ['first_name', 'surname']);
    const { compared } = matchBatch(table, learned);
    expect(compared).toBeLessThanOrEqual(records.length * (DEFAULTS.blocking.allPairsARecord + 1));
    const index = new MatchIndex(learned);
    for (const record of records.slice(0, 1_000))
      expect(index.put(record).links.length).toBeLessThanOrEqual(learned.largestBlock * learned.rules.length);
  });
});
