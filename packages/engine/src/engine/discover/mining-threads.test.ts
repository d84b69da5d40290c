import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtProgram } from '../../../test/built-program.js';
import type { EventColumns } from '../../discover/event-columns.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { asEvents } from '../../simulation/situations/as-events.js';
import { madeWorld, nameOf } from '../../simulation/situations/made-world.js';
import { Life } from '../../simulation/oracle/life.js';
import { Discoveries } from './discoveries.js';
import { mineInTurns, type Mining } from './mining.js';
import { miningThreads } from './mining-threads.js';
import { type DiscoverAnswer, runDiscovery } from './run-discovery.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const CUSTOMERS = 70;
const QUESTION = { goal: 'Goal', horizon: DAY, intent: 'buy' } as const;
const effect = (visit: readonly { readonly name: number }[]): number => (visit.some(({ name }) => name === nameOf('Compare')) ? 6 : 1);
let folder: string;
let program: URL;
let life: Life;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cusp-mining-'));
  program = await builtProgram(folder, /^(discover|engine\/discover|runtime|vocabulary)\//, 'engine/discover/screening.worker.js');
  const events = [...asEvents(madeWorld({ seed: 'threads', customers: CUSTOMERS, base: 0.2, effect }), START)];
  life = new Life(START + 60 * DAY);
  for (let from = 0; from < events.length; from += 2_000) await life.take(...events.slice(from, from + 2_000));
  await life.publish([{ kind: 'segment', name: 'on_phones', where: { performed: 'Home', where: { 'context.device.type': 'mobile' } } }]);
}, 120_000);
afterAll(async () => {
  life.stop();
  await rm(folder, { recursive: true, force: true });
});

const columns = (): EventColumns => madeWorld({ seed: 'threads', customers: CUSTOMERS, base: 0.2, effect });
const watch = { onShare: (): void => undefined, completionsOf: () => Promise.resolve(new Int32Array(0)) };
const answered = (mining: Mining, segment?: string): Promise<DiscoverAnswer> =>
  runDiscovery(
    life.pipeline,
    { ...QUESTION, ...(segment !== undefined && { segment }) },
    { mining, signal: new AbortController().signal, onShare: () => undefined },
  );

describe('threads that mine', () => {
  test.each([undefined, 'on_phones'])(
    'find exactly what is found in turns, and say what memory they took (segment: %s)',
    async (segment) => {
      const { memoryBytes, ...threaded } = await answered(miningThreads(program), segment);
      const inTurns = await answered(mineInTurns, segment);
      expect(JSON.stringify({ ...threaded, memoryBytes: null })).toBe(JSON.stringify({ ...threaded, ...inTurns }));
      expect(threaded.carriedOver).toBeGreaterThan(0);
      expect(memoryBytes).toBeGreaterThan(1e6);
      expect(inTurns.memoryBytes).toBe(null);
    },
  );

  test('look at the events of some customers, always the same ones, where all are too many', async () => {
    const watched = { mining: miningThreads(program), signal: new AbortController().signal, onShare: () => undefined };
    const most = Math.floor(life.pipeline.timelines.events / 2);
    const some = await runDiscovery(life.pipeline, QUESTION, { ...watched, mostEvents: most });
    const again = await runDiscovery(life.pipeline, QUESTION, { ...watched, mining: mineInTurns, mostEvents: most });
    expect(Math.round(100 * some.sample)).toBe(50);
    expect(some.population.customers).toBeGreaterThan(0.2 * CUSTOMERS);
    expect(some.population.customers).toBeLessThan(0.8 * CUSTOMERS);
    expect(again.population).toEqual(some.population);
  });

  test('tell how much is done, and ever more of it', async () => {
    const shares: number[] = [];
    const task = { ...watch, columns: columns(), question: QUESTION, signal: new AbortController().signal };
    await miningThreads(program)({ ...task, onShare: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((left, right) => left - right));
  });

  test('end in the middle of their work when it is given up', async () => {
    const work = new AbortController();
    const begun = miningThreads(program)({
      ...watch,
      columns: columns(),
      question: QUESTION,
      signal: work.signal,
      onShare: () => work.abort(),
    });
    await expect(begun).rejects.toThrow('closed');
    await expect(miningThreads(program)({ ...watch, columns: columns(), question: QUESTION, signal: work.signal })).rejects.toThrow(
      'aborted',
    );
  });

  test('end when what they ask for fails, with its own reason', async () => {
    const task = { ...watch, columns: columns(), question: QUESTION, signal: new AbortController().signal };
    const completionsOf = (): Promise<never> => Promise.reject(new CuspError(ERRORS.invalidDefinition, 'no such moment'));
    await expect(miningThreads(program)({ ...task, completionsOf })).rejects.toMatchObject({ code: 'invalid_definition' });
  });

  test('that fail let the discovery fail with its reason, and tell of the fault; the next one can begin', async () => {
    const broken = join(folder, 'broken.mjs');
    await writeFile(broken, 'throw new Error("broken on purpose");\n');
    const faults: unknown[] = [];
    const discoveries = new Discoveries(life.pipeline, miningThreads(pathToFileURL(broken)), (fault) => faults.push(fault));
    for (let time = 1; time <= 2; time++) {
      const { discoveryId } = discoveries.begin(QUESTION);
      await expect.poll(() => discoveries.get(discoveryId).status, { timeout: 20_000 }).toBe('failed');
      expect(discoveries.get(discoveryId).failure?.code).toBe('internal');
      expect(faults).toHaveLength(time);
      expect(String(faults.at(-1))).toContain('broken on purpose');
    }
    expect(life.pipeline.columns.missing()).toEqual([]);
    await discoveries.close();
  });

  test('end when the engine closes', async () => {
    const discoveries = new Discoveries(life.pipeline, miningThreads(program), (fault) => {
      throw fault;
    });
    const { discoveryId } = discoveries.begin(QUESTION);
    await expect.poll(() => discoveries.get(discoveryId).share, { timeout: 20_000 }).toBeGreaterThan(0);
    await discoveries.close();
    expect(discoveries.get(discoveryId).status).toBe('stopped');
    expect(life.pipeline.columns.emptySome(1)).toBe(false);
  });
});

test('where no threads are built it is done in turns', () => {
  expect(miningThreads(pathToFileURL(join(folder, 'not-built.js')))).toBe(mineInTurns);
});
