import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REGISTER_FIELDS, registerRecords } from '../../simulation/register/register.js';
import { Random } from '../../simulation/random.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import type { Link } from './clusters.js';
import { inferFields } from './evaluate-matching.js';
import { DEFAULTS, learn } from './learn.js';
import { linkTrees } from './link-trees.js';
import { matchBatch } from './match-batch.js';
import { type ArrivingRecord, MatchIndex } from './match-index.js';
import type { MatchModel } from './model.js';
import { RecordTable } from './record-table.js';
import { verdictOfBits } from './thresholds.js';

const RECORDS: readonly ArrivingRecord[] = [...registerRecords({ random: Random.of('index'), persons: 90, again: 0.5, slip: 0.25 })].map(
  ({ key, values }) => ({ key, values }),
);
const FIELDS = inferFields(REGISTER_FIELDS, RECORDS);
const MODEL = learn(tableOf(RECORDS), { ...DEFAULTS, random: seededRandom(1) });

function tableOf(records: Iterable<ArrivingRecord>): RecordTable {
  const table = new RecordTable(FIELDS);
  for (const { key, values } of records) table.add(key, values);
  return table;
}

interface Found {
  readonly links: readonly string[];
  readonly clusters: readonly string[];
}

/** Links and clusters by keys, whatever the rows. */
function found(keys: readonly string[], links: Iterable<Link>, clusterOf: (row: number) => number): Found {
  return {
    links: [...links].map(({ a, b, bits }) => `${[keys[a], keys[b]].sort().join(' ')} ${bits}`).sort(),
    clusters: keys.flatMap((key, row) => (key === '' ? [] : [`${key} ${keys[clusterOf(row)] ?? ''}`])).sort(),
  };
}

/** What the slow way finds: everything at once, from nothing. */
function anew(records: ReadonlyMap<string, ArrivingRecord>, model: MatchModel): Found {
  const all = [...records.values()];
  const table = tableOf(all);
  const { links, clusterOf } = matchBatch(table, model, (row) => all[row]?.sourceWithoutDuplicates);
  return found(table.keys, links, (row) => clusterOf[row] as number);
}

const ofIndex = (index: MatchIndex): Found => found(index.table.keys, index.links(), (row) => index.clusterOf(row));

function treeOf(index: MatchIndex, model: MatchModel): readonly Link[] {
  const sure = [...index.links()].filter(({ bits }) => verdictOfBits(bits, model.thresholds) === 'link');
  return linkTrees(
    sure,
    (row) => index.clusterOf(row),
    (row) => index.table.keys[row] ?? '',
  );
}

/** One thing that happens to a record: it comes (or becomes another) with the values of one of the records, or it goes. */
interface Step {
  readonly key: string;
  readonly like: number | null;
  readonly source: string | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  key: fc.nat(59).map((key) => `k${key}`),
  like: fc.oneof({ weight: 3, arbitrary: fc.nat(RECORDS.length - 1) }, { weight: 1, arbitrary: fc.constant(null) }),
  source: fc.option(fc.constantFrom('crm', 'till'), { nil: undefined, freq: 3 }),
});

function arriving({ key, like, source }: Step): ArrivingRecord {
  return { key, values: RECORDS[like ?? 0]?.values ?? [], sourceWithoutDuplicates: source };
}

describe('law: Order-free', () => {
  test('after records have come, become others and gone, links and clusters are those of the records that are left', () => {
    let withdrawn = 0;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 30, maxLength: 150 }),
        fc.integer({ min: 2, max: 9 }),
        fc.boolean(),
        (steps, largestBlock, filled) => {
          const model = { ...MODEL, largestBlock };
          const index = new MatchIndex(model);
          const left = new Map<string, ArrivingRecord>();
          if (filled) {
            for (const record of RECORDS.slice(0, 40)) left.set(record.key, record);
            index.fill(left.values());
          }
          for (const one of steps) {
            if (one.like === null) withdrawn += index.remove(one.key).withdrawn.length;
            else withdrawn += index.put(arriving(one)).withdrawn.length;
            if (one.like === null) left.delete(one.key);
            else left.set(one.key, arriving(one));
          }
          expect(index.size).toBe(left.size);
          const expected = anew(left, model);
          expect(ofIndex(index)).toEqual(expected);
          // As many as it takes to hold every cluster together, and no more.
          expect(treeOf(index, model)).toHaveLength(left.size - new Set(expected.clusters.map((text) => text.split(' ')[1])).size);
        },
      ),
      { numRuns: 40 },
    );
    expect(withdrawn).toBeGreaterThan(100);
  });

  test('a block that was too large and is no longer brings its records together again', () => {
    const model = { ...MODEL, largestBlock: 5, rules: [[{ field: 1, part: 'whole' }]] };
    const index = new MatchIndex(model);
    const twin = (key: string): ArrivingRecord => ({
      key,
      values: ['mariella', 'keeperton', '1980-02-03', null, null, 'mk@one.example', null],
    });
    const others = ['a', 'b', 'c', 'd'].map(
      (name, at): ArrivingRecord => ({
        key: name,
        values: [name.repeat(6), 'keeperton', `195${at}-1${at % 3}-2${at}`, null, null, `${name.repeat(9)}@two.example`, null],
      }),
    );
    for (const record of [twin('x'), twin('y'), ...others]) index.put(record);
    expect([...index.links()]).toEqual([]);
    const { links, clusters } = index.remove('b');
    expect(links).toHaveLength(1);
    expect([...new Set(clusters.values())]).toHaveLength(1);
    expect(index.put(others[1] as ArrivingRecord).withdrawn).toHaveLength(1);
    expect([...index.links()]).toEqual([]);
  });
});

describe('what records leave behind', () => {
  const secret = (number: number): ArrivingRecord => ({
    key: `secret-${number}`,
    values: [
      `zq${number}x`,
      `vw${number}y`,
      '1971-03-04',
      `${number} hidden lane`,
      'nowhere',
      `s${number}@hidden.example`,
      `07999${number}`,
    ],
  });

  test('a value that nobody else has is kept nowhere', () => {
    const index = new MatchIndex(MODEL);
    index.put(secret(1));
    index.put({ ...secret(2), key: 'same', values: secret(1).values });
    index.put(secret(3));
    index.remove('same');
    const kept = (): string => JSON.stringify(index.table.dictionaries.map(({ forms }) => forms));
    expect(kept()).toContain('zq1x');
    index.remove('secret-1');
    expect(kept()).not.toMatch(/zq1x|vw1y|s1@hidden|079991"/);
    expect(kept()).toContain('zq3x');
    expect(index.table.keys.join()).not.toContain('secret-1');
    index.put({ ...secret(4), key: 'secret-3' });
    expect(kept()).not.toContain('zq3x');
  });

  test('rows and numbers are given out again, and mean what they mean now', () => {
    const index = new MatchIndex(MODEL);
    const left = new Map(RECORDS.slice(0, 50).map((record) => [record.key, record]));
    index.fill(left.values());
    for (let number = 0; number < 9_000; number++) {
      index.put(secret(number));
      index.remove(`secret-${number}`);
    }
    expect(index.table.length).toBe(51);
    for (const { forms } of index.table.dictionaries) expect(forms.length).toBeLessThan(2_500);
    for (const record of RECORDS.slice(50)) {
      index.put(record);
      left.set(record.key, record);
    }
    expect(ofIndex(index)).toEqual(anew(left, MODEL));
  });
});

test('the same record once more changes nothing', () => {
  const index = new MatchIndex(MODEL);
  index.fill(RECORDS);
  const before = ofIndex(index);
  for (const record of RECORDS.slice(0, 20)) expect(index.put({ ...record }).clusters.size).toBe(0);
  expect(index.remove('nobody').clusters.size).toBe(0);
  expect(ofIndex(index)).toEqual(before);
  expect(() => index.fill(RECORDS)).toThrow(RangeError);
});
