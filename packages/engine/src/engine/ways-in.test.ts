import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FetchingInput, FetchingKind } from '../collect/ways-in/way-in.js';
import { VirtualClock } from '../runtime/clock.js';
import type { SourceDefinition, WayInStatus } from '../vocabulary/source.js';
import { WaysIn } from './ways-in.js';

let directory: string;
let sources: SourceDefinition[];
let happened: string[];
let inputs: FetchingInput[];
let faults: unknown[];

const RUNNING: WayInStatus = { state: 'running', lastSuccessAt: null, failure: null, progress: {} };

/** A way in that writes down what is done with it; settings `{ broken: true }` keep it from opening. */
const postgres: FetchingKind = {
  wayIn: 'postgres',
  settings: Type.Object({}),
  problems: () => [],
  open: (input) => {
    if (input.settings.broken === true) throw new RangeError('no');
    inputs.push(input);
    return {
      start: () => void happened.push(`start ${input.source} ${JSON.stringify(input.settings)}`),
      stop: async () => void happened.push(`stop ${input.source}`),
      status: () => RUNNING,
    };
  },
};

const pulls = (name: string, settings = {}): SourceDefinition => ({ kind: 'source', name, from: { postgres: settings } });

function waysIn(): WaysIn {
  return new WaysIn({
    sources: () => sources,
    take: async (source, items) => {
      happened.push(`take ${source} ${items.length}`);
      return [];
    },
    putAside: async () => undefined,
    directory,
    secret: () => undefined,
    clock: new VirtualClock(1_000),
    random: () => 0,
    allowPrivateAddresses: [],
    onFault: (error) => faults.push(error),
    kinds: [postgres],
  });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-ways-'));
  [sources, happened, inputs, faults] = [[], [], [], []];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('starts what is defined, opens anew what changed, stops what is gone, and leaves the rest alone', async () => {
  const ways = waysIn();
  sources = [pulls('a'), pulls('b'), { kind: 'source', name: 'web' }];
  await ways.follow();
  sources = [pulls('a'), pulls('b', { every: '1m' })];
  await ways.follow();
  sources = [pulls('a')];
  await ways.follow();
  expect(happened).toEqual(['start a {}', 'start b {}', 'stop b', 'start b {"every":"1m"}', 'stop b']);
  expect([ways.status('a'), ways.status('b'), ways.status('web')]).toEqual([RUNNING, undefined, undefined]);
  await ways.stop();
  await ways.follow();
  expect(happened.slice(5)).toEqual(['stop a']);
});

test('one that cannot be opened says so and keeps nobody else from running', async () => {
  const ways = waysIn();
  sources = [pulls('bad', { broken: true }), pulls('good')];
  await ways.follow();
  expect(happened).toEqual(['start good {}']);
  expect(ways.status('bad')).toMatchObject({ state: 'failing', failure: { code: 'internal', at: 1_000 } });
  expect(faults).toHaveLength(1);
  sources = [pulls('bad'), pulls('good')];
  await ways.follow();
  expect(ways.status('bad')).toEqual(RUNNING);
});

test('a checkpoint survives, and each source has its own', async () => {
  const ways = waysIn();
  sources = [pulls('a'), pulls('b')];
  await ways.follow();
  await inputs[0]?.checkpoint.write({ cursor: 'x' });
  await ways.reopen('a');
  expect(await inputs[2]?.checkpoint.read()).toEqual({ cursor: 'x' });
  expect(await inputs[1]?.checkpoint.read()).toBeUndefined();
  expect(happened).toEqual(['start a {}', 'start b {}', 'stop a', 'start a {}']);
});

test('what comes is taken in under the name of its source', async () => {
  const ways = waysIn();
  sources = [pulls('a')];
  await ways.follow();
  await inputs[0]?.take([{}, {}]);
  expect(happened).toEqual(['start a {}', 'take a 2']);
});
