import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testTerminal } from '../../../test/test-terminal.js';
import { REGISTER_FIELDS, registerRecords } from '../../simulation/register/register.js';
import { Random } from '../../simulation/random.js';

const RECORDS = [...registerRecords({ random: Random.of('command'), persons: 200 })];
const COLUMNS = ['id', 'who', ...REGISTER_FIELDS];
const ROWS = RECORDS.map(({ key, person, values }) => [key, `person-${person}-x`, ...values]);
const ASK = ['--truth', 'who', '--fields', REGISTER_FIELDS.join(',')];

interface Report {
  readonly records: number;
  readonly truePairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly clusters: number;
  readonly seconds: number;
  readonly unreadable: number;
  readonly fields: readonly { readonly name: string; readonly kind: string }[];
}

interface Waterfall {
  readonly prior: { readonly bits: number };
  readonly steps: readonly { readonly bits: number; readonly rarityBits: number }[];
  readonly lookAlikeBits: number;
  readonly bits: number;
}

describe('cusp identity evaluate', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cusp-identity-'));
    const csv = (rows: readonly (readonly (string | null)[])[]): string =>
      [COLUMNS, ...rows].map((row) => row.map((value) => value ?? '').join(', ')).join('\n');
    writeFileSync(join(folder, 'all.csv'), csv(ROWS));
    writeFileSync(join(folder, 'first.csv'), csv(ROWS.slice(0, 100)));
    writeFileSync(join(folder, 'second.csv'), csv(ROWS.slice(100)));
    writeFileSync(join(folder, 'broken.csv'), 'empty,who,name\n,a,anna\n2,b\n,a,anna\n');
    const objects = ROWS.map((row) => Object.fromEntries(COLUMNS.map((name, column) => [name, row[column] ?? null])));
    writeFileSync(join(folder, 'all.ndjson'), objects.map((object) => JSON.stringify(object)).join('\n'));
    const columnData = COLUMNS.map((name, column) => ({ name, data: ROWS.map((row) => row[column] ?? null), type: 'STRING' as const }));
    writeFileSync(join(folder, 'all.parquet'), Buffer.from(parquetWriteBuffer({ columnData })));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...argv: string[]) => testTerminal(folder).run('identity', ...argv);
  const evaluated = async (...argv: string[]): Promise<Report> => {
    const { code, out, err } = await run('evaluate', ...argv, '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    return JSON.parse(out) as Report;
  };

  test('says how well records of one person are found', async () => {
    const report = await evaluated('all.csv', ...ASK);
    const sizes = new Map<number, number>();
    for (const { person } of RECORDS) sizes.set(person, (sizes.get(person) ?? 0) + 1);
    const truePairs = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
    expect(report).toMatchObject({ records: RECORDS.length, truePairs, seconds: 0, unreadable: 0 });
    expect(report.precision).toBeGreaterThan(0.97);
    expect(report.recall).toBeGreaterThan(0.9);
    expect(report.f1).toBeCloseTo((2 * report.precision * report.recall) / (report.precision + report.recall), 12);
    expect(report.fields.map(({ kind }) => kind)).toEqual(['name', 'name', 'date', 'text', 'name', 'email', 'phone']);
  });

  test('the same from CSV with blanks, NDJSON and Parquet, and from two files together', async () => {
    const report = await evaluated('all.csv', ...ASK, '--id', 'id');
    expect(await evaluated('all.ndjson', ...ASK, '--id', 'id')).toEqual(report);
    expect(await evaluated('all.parquet', ...ASK, '--id', 'id')).toEqual(report);
    expect(await evaluated('first.csv', 'second.csv', ...ASK, '--id', 'id')).toMatchObject({
      records: report.records,
      truePairs: report.truePairs,
    });
  });

  test('takes the part of the truth that says who it is', async () => {
    const whole = await evaluated('all.csv', ...ASK);
    expect(await evaluated('all.csv', ...ASK, '--truth-pattern', 'person-(\\d+)')).toEqual(whole);
    const everybody = await evaluated('all.csv', ...ASK, '--truth-pattern', 'person');
    expect(everybody.truePairs).toBe((RECORDS.length * (RECORDS.length - 1)) / 2);
  });

  test('files that hold nobody twice: nobody is joined within one', async () => {
    const report = await evaluated('all.csv', ...ASK, '--distinct-files');
    expect(report).toMatchObject({ clusters: RECORDS.length, recall: 0, precision: 1, f1: 0 });
  });

  test('prints a table for people, with what was learned when asked', async () => {
    const { out } = await run('evaluate', 'all.csv', ...ASK, '--explain');
    expect(out).toContain('precision');
    expect(out).toContain('one edit apart');
    expect(out).toContain('TWO PERSONS');
  });

  test('explains two of the records: what each field adds, and what comes out', async () => {
    const people = new Map<number, string[]>();
    for (const { key, person } of RECORDS) people.set(person, [...(people.get(person) ?? []), key]);
    const [left = '', right = ''] = [...people.values()].find((keys) => keys.length > 1) ?? [];
    const { code, out } = await run('evaluate', 'all.csv', ...ASK, '--id', 'id', '--left', right, '--right', left, '--json');
    expect(code).toBe(0);
    const { pair } = JSON.parse(out) as { pair: Waterfall };
    expect(pair).toMatchObject({ left, right, inOneCluster: true, verdict: 'link' });
    const sum = pair.steps.reduce((all, step) => all + step.bits + step.rarityBits, pair.prior.bits + pair.lookAlikeBits);
    expect(sum).toBeCloseTo(pair.bits, 6);
    const text = (await run('evaluate', 'all.csv', ...ASK, '--left', '1', '--right', '000000002')).out;
    for (const word of ['000000001 and 000000002 stand in', 'HOW ALIKE', 'BY RARITY', 'sum', 'probability']) expect(text).toContain(word);
    const two = await run('evaluate', 'first.csv', 'second.csv', ...ASK, '--left', '1 0', '--right', '1 1');
    expect(two.out).toContain('000000001 0 and 000000001 1 stand in two clusters');
  });

  test('rows that cannot be read are counted and left out', async () => {
    expect(await evaluated('broken.csv', '--truth', 'who', '--fields', 'name')).toMatchObject({ records: 2, unreadable: 1, truePairs: 1 });
  });

  test.each<[string[], string]>([
    [['join', 'all.csv'], "'join' is nothing to do about identity"],
    [['evaluate', ...ASK], 'no file'],
    [['evaluate', 'all.csv', '--fields', 'surname'], '--truth is missing'],
    [['evaluate', 'all.csv', '--truth', 'who'], '--fields is missing'],
    [['evaluate', 'all.csv', '--truth', 'who', '--fields', 'surname,who'], 'must not be compared'],
    [['evaluate', 'all.csv', '--truth', 'who', '--fields', 'surnam'], 'no such column'],
    [['evaluate', 'all.ndjson', '--truth', 'who', '--fields', 'surnam'], "no record has a value in 'surnam'"],
    [['evaluate', 'all.csv', ...ASK, '--id', 'who'], 'is not unique'],
    [['evaluate', 'broken.csv', '--truth', 'who', '--fields', 'name', '--id', 'empty'], "has no 'empty'"],
    [['evaluate', 'all.csv', ...ASK, '--truth-pattern', '('], 'no regular expression'],
    [['evaluate', 'all.csv', ...ASK, '--truth-pattern', 'nobody'], 'finds nothing'],
    [['evaluate', 'all.csv', ...ASK, '--left', '1'], '--left and --right go together'],
    [['evaluate', 'all.csv', ...ASK, '--left', '1', '--right', '1'], 'are one record'],
    [['evaluate', 'all.csv', ...ASK, '--left', '1', '--right', '99999'], "no record is called '99999'"],
    [['evaluate', 'first.csv', 'second.csv', ...ASK, '--left', '1', '--right', '2'], "'1' names 2 records"],
    [['evaluate', 'missing.csv', ...ASK], 'missing.csv'],
    [['evaluate', 'all.csv', ...ASK, '--threshold', '1'], "'--threshold' is no flag"],
  ])('%j is refused, with the reason', async (argv, why) => {
    const { code, err } = await run(...argv);
    expect(code).not.toBe(0);
    expect(err).toContain(why);
  });
});
