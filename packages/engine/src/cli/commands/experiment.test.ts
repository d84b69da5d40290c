import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testTerminal } from '../../../test/test-terminal.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import type { AnalysedFiles } from '../experiment-rows.js';

const random = seededRandom(11);
/** Spend goes up by 4 in the arm; half again as many buy; visits are the denominator, `before` explains most of the spend. */
const ROWS = Array.from({ length: 3_000 }, (_, index) => {
  const arm = index % 3 === 0 ? 'control' : 'new';
  const before = Math.round(random() * 100);
  const spend = before + random() * 20 + (arm === 'new' ? 4 : 0);
  return {
    arm,
    country: index % 2 === 0 ? 'DE' : 'FR',
    before,
    spend,
    bought: random() < (arm === 'new' ? 0.3 : 0.2) ? 1 : 0,
    visits: 1 + (index % 4),
  };
});
const COLUMNS = ['arm', 'country', 'before', 'spend', 'bought', 'visits'] as const;
const ASK = ['--arm', 'arm', '--control', 'control', '--expected', 'control=1,new=2'];

describe('cusp experiment analyse', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cusp-experiment-'));
    const lines = ROWS.map((row) => COLUMNS.map((column) => row[column]).join(','));
    writeFileSync(join(folder, 'all.csv'), [COLUMNS.join(','), ...lines].join('\n'));
    writeFileSync(join(folder, 'odd.csv'), 'arm,spend\ncontrol,12\nnew,much\n');
    writeFileSync(join(folder, 'gaps.csv'), 'arm,spend\ncontrol,12\nnew,\n,5\nnew,1,2\n');
    const columnData = COLUMNS.map((name) => ({ name, data: ROWS.map((row) => row[name]) }));
    writeFileSync(join(folder, 'all.parquet'), Buffer.from(parquetWriteBuffer({ columnData })));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...argv: string[]) => testTerminal(folder).run('experiment', ...argv);
  const analysed = async (...argv: string[]): Promise<AnalysedFiles> => {
    const { code, out, err } = await run('analyse', ...argv, '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    return JSON.parse(out) as AnalysedFiles;
  };

  test('says the same of CSV and Parquet, of shares, means and ratios, of all and by segment', async () => {
    const asked = [...ASK, '--metric', 'bought', '--metric', 'spend:mean', '--metric', 'spend/visits:ratio', '--by', 'country'];
    const csv = await analysed('all.csv', ...asked);
    expect(await analysed('all.parquet', ...asked)).toEqual(csv);
    expect(csv.arms.map(({ name, n }) => [name, n])).toEqual([
      ['control', 1_000],
      ['new', 2_000],
    ]);
    expect(csv.srm).toMatchObject({ p: 1, mismatch: false });
    expect(csv.effects.filter(({ by }) => by === undefined).map(({ kind, decided }) => [kind, decided])).toEqual([
      ['proportion', 'higher'],
      ['mean', 'higher'],
      ['ratio', expect.any(String)],
    ]);
    expect(csv.effects.map(({ by }) => by)).toEqual([undefined, undefined, undefined, 'DE', 'DE', 'DE', 'FR', 'FR', 'FR']);
    expect(csv.interactions).toHaveLength(3);
  });

  test('a covariate makes it surer, watching it less sure', async () => {
    const width = async (...argv: string[]): Promise<number> => {
      const [effect] = (await analysed('all.csv', ...ASK, '--metric', 'spend', ...argv)).effects;
      const [low, high] = effect?.interval ?? [Number.NaN, Number.NaN];
      return high - low;
    };
    const plain = await width();
    expect((await width('--covariate', 'before')) / plain).toBeLessThan(0.3);
    const watched = await width('--method', 'sequential');
    expect(watched / plain).toBeGreaterThan(1.4);
    expect(watched / plain).toBeLessThan(2);
    expect(await width('--alpha', '0.01')).toBeGreaterThan(plain);
  });

  test('can be read, and warns when the arms are not of the sizes that were meant', async () => {
    const { out } = await run('analyse', 'all.csv', '--arm', 'arm', '--control', 'control', '--metric', 'bought');
    expect(out).toMatch(/do not believe the effects/);
    expect(out).toMatch(/mismatch/);
    expect((await run('analyse', 'all.csv', ...ASK, '--metric', 'bought', '--by', 'country')).out).toMatch(
      /one look at a time that was set before/,
    );
  });

  test('counts what it leaves out', async () => {
    const found = await analysed('gaps.csv', '--arm', 'arm', '--control', 'control', '--metric', 'spend');
    expect(found).toMatchObject({ units: 2, unreadable: 1, withoutArm: 1 });
    expect(found.effects[0]).toMatchObject({ estimate: null, decided: 'not enough data' });
  });

  test.each([
    [['analyse', 'all.csv', '--control', 'control', '--metric', 'spend'], /--arm is missing/],
    [['analyse', 'all.csv', '--arm', 'arm', '--metric', 'spend'], /--control is missing/],
    [['analyse', 'all.csv', ...ASK], /--metric is missing/],
    [['analyse', ...ASK, '--metric', 'spend'], /no file/],
    [['look', 'all.csv'], /there is analyse, list, results, power/],
    [['analyse', 'all.csv', ...ASK, '--metric', 'spend:median'], /none of mean, proportion, ratio/],
    [['analyse', 'all.csv', ...ASK, '--metric', 'spend:ratio'], /of two columns/],
    [['analyse', 'all.csv', ...ASK, '--metric', 'visits:proportion'], /a proportion is of 0 and 1/],
    [['analyse', 'odd.csv', '--arm', 'arm', '--control', 'control', '--metric', 'spend'], /row 2 of odd\.csv: 'spend' is 'much'/],
    [['analyse', 'all.csv', '--arm', 'arm', '--control', 'old', '--metric', 'spend'], /no row has 'old' in 'arm'; there are: control, new/],
    [['analyse', 'all.csv', '--arm', 'before', '--control', '1', '--metric', 'spend'], /more than 20 different values/],
    [
      ['analyse', 'all.csv', '--arm', 'arm', '--control', 'control', '--expected', 'control=1', '--metric', 'spend'],
      /has to name each arm/,
    ],
    [['analyse', 'all.csv', ...ASK, '--metric', 'spend', '--alpha', '2'], /no rate/],
    [['analyse', 'all.csv', ...ASK, '--metric', 'spend', '--method', 'bayes'], /none of fixed, sequential/],
    [['analyse', 'all.csv', ...ASK, '--metric', 'profit'], /no such column/],
  ])('refuses %j', async (argv, why) => {
    const { code, err } = await run(...argv);
    expect(code).not.toBe(0);
    expect(err).toMatch(why);
  });
});

describe('cusp experiment power', () => {
  const run = (...argv: string[]) => testTerminal(tmpdir()).run('experiment', 'power', ...argv);

  test('says how many customers it takes to find a change of a share, watched or looked at once', async () => {
    const once = await run('--baseline', '0.5', '--effect', '0.5', '--power', '0.9', '--method', 'fixed', '--json');
    expect(once.err).toBe('');
    expect(JSON.parse(once.out)).toMatchObject({ units: 154, control: 77, arm: 77, timesFixed: 1, days: null });
    const watched = await run('--baseline', '0.5', '--effect', '0.5', '--per-day', '20');
    expect(watched.out).toMatch(/customers +\d+: \d+ in the control/);
    expect(watched.out).toMatch(/days +\d+/);
    const mean = await run('--baseline', '10', '--effect', '-0.05', '--deviation', '4', '--method', 'fixed', '--json');
    expect(JSON.parse(mean.out)).toMatchObject({ difference: -0.5, units: 2_010 });
  });

  test.each([
    [['--effect', '0.1'], /--baseline is missing/],
    [['--baseline', '0.1'], /--effect is missing/],
    [['--baseline', '0.9', '--effect', '0.5'], /between 0 and 1/],
    [['--baseline', 'much', '--effect', '0.5'], /'much' is no number/],
    [['--baseline', '0.1', '--effect', '0.5', '--power', '2'], /no share from 0.1/],
  ])('refuses %j', async (argv, why) => {
    const { code, err } = await run(...argv);
    expect(code).not.toBe(0);
    expect(err).toMatch(why);
  });
});
