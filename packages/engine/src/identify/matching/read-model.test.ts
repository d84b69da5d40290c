import { describe, expect, test } from 'vitest';
import { REGISTER_FIELDS, registerRecords } from '../../simulation/register/register.js';
import { Random } from '../../simulation/random.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { inferFields } from './evaluate-matching.js';
import type { MatchValue } from './field-kind.js';
import { DEFAULTS, learn } from './learn.js';
import type { MatchModel } from './model.js';
import { modelId, readModel } from './read-model.js';
import { RecordTable } from './record-table.js';
import { Scorer } from './scorer.js';

interface Row {
  readonly key: string;
  readonly values: readonly MatchValue[];
}

const RECORDS: readonly Row[] = [...registerRecords({ random: Random.of('model'), persons: 150, again: 0.5 })];

function learned(records: readonly Row[]): MatchModel {
  const table = new RecordTable(inferFields(REGISTER_FIELDS, records));
  for (const { key, values } of records) table.add(key, values);
  return learn(table, { ...DEFAULTS, random: seededRandom(1) });
}

const MODEL = learned(RECORDS);
const TEXT = JSON.stringify(MODEL);

describe('a model that is read back', () => {
  test.each<[string, readonly Row[]]>([
    ['a register', RECORDS],
    ['hardly any records', RECORDS.slice(0, 3)],
    ['no records', []],
    ['records that say nothing', RECORDS.map(({ key }) => ({ key, values: [] }))],
    [
      'a field without values',
      RECORDS.map(({ key, values }) => ({ key, values: values.map((value, field) => (field === 5 ? null : value)) })),
    ],
  ])('is the one that was written down: of %s', (_, records) => {
    const model = learned(records);
    const read = readModel(JSON.parse(JSON.stringify(model)));
    expect(read).toEqual(model);
    expect(modelId(read)).toBe(modelId(model));
  });

  test('has a name that follows from its content, not from the order in which that is written', () => {
    const { version, ...rest } = MODEL;
    expect(modelId({ ...rest, version })).toBe(modelId(MODEL));
    expect(modelId({ ...MODEL, prior: MODEL.prior / 2 })).not.toBe(modelId(MODEL));
    expect(modelId(MODEL)).toMatch(/^m_[0-9a-f]{24}$/);
  });

  const field = (change: (first: Record<string, unknown>) => object) => (model: Record<string, unknown>) => {
    const [first, ...others] = model.fields as Record<string, unknown>[];
    return { ...model, fields: [change(first as Record<string, unknown>), ...others] };
  };
  test.each<[string, (model: Record<string, unknown>) => unknown]>([
    ['nothing', () => null],
    ['text', () => 'model'],
    ['of another version', (model) => ({ ...model, version: 1 })],
    ['with something more', (model) => ({ ...model, more: 1 })],
    ['without rules', ({ rules: _, ...model }) => model],
    ['with a prior that leaves no doubt', (model) => ({ ...model, prior: 1 })],
    ['with weights that are none', field((first) => ({ ...first, levels: [{ m: 0, u: 0 }] }))],
    ['with a level too few', field((first) => ({ ...first, levels: (first.levels as object[]).slice(1) }))],
    ['with a kind that is none', field((first) => ({ ...first, kind: 'constructor' }))],
    ['with two fields of one name', field((first) => ({ ...first, name: 'surname' }))],
    ['with frequent values in disorder', field((first) => ({ ...first, frequent: { hashes: [2, 1], shares: [0.1, 0.1] } }))],
    ['with frequent values without shares', field((first) => ({ ...first, frequent: { hashes: [1, 2], shares: [0.1] } }))],
    ['with too many fields', (model) => ({ ...model, fields: Array.from({ length: 33 }, () => (model.fields as object[])[0]) })],
    ['with too many rules', (model) => ({ ...model, rules: Array.from({ length: 101 }, () => [{ field: 0, part: 'whole' }]) })],
    ['with a rule about no field', (model) => ({ ...model, rules: [[{ field: 9, part: 'whole' }]] })],
    ['with a rule about no part', (model) => ({ ...model, rules: [[{ field: 0, part: '__proto__' }]] })],
    ['in which other fields exchange values', (model) => ({ ...model, arrangements: [] })],
    [
      'in which namesakes have other levels',
      (model) => ({ ...model, lookAlikes: [{ name: 'namesakes', haveOneReason: false, prior: 0.1, bits: [[0]] }] }),
    ],
    ['with blocks without end', (model) => ({ ...model, largestBlock: 1e9 })],
    ['that links what it would not suggest', (model) => ({ ...model, thresholds: { link: 0.2, suggestion: 0.5 } })],
    ['learned from other fields', (model) => ({ ...model, learnedFrom: { records: 1, links: 0, missing: [0], levels: [[1]] } })],
  ])('is refused when it is %s', (_, change) => {
    const changed = change(JSON.parse(TEXT) as Record<string, unknown>);
    expect(() => readModel(changed)).toThrow(expect.objectContaining({ code: 'invalid_model' }));
  });

  test('cannot change what objects inherit', () => {
    const poisoned: unknown = JSON.parse(TEXT.replace('"prior":', '"__proto__":{"polluted":true},"prior":'));
    expect(() => readModel(poisoned)).toThrow(expect.objectContaining({ code: 'invalid_model' }));
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

test('a field that had no values when it was learned from says nothing when it has some', () => {
  const model = learned(RECORDS.map(({ key, values }) => ({ key, values: values.map((value, field) => (field === 5 ? null : value)) })));
  const table = new RecordTable(model.fields);
  const values = RECORDS[0]?.values.slice(0, 5) ?? [];
  table.add('a', [...values, 'one@one.example']);
  table.add('b', [...values, 'one@one.example']);
  table.add('c', [...values, null]);
  const scorer = new Scorer(table, model);
  expect(Math.abs(scorer.score(0, 1) - scorer.score(0, 2))).toBeLessThan(1);
});
