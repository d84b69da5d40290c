import { afterEach, expect, test } from 'vitest';
import { type FakeApi, type FakeAnswer, fakeApi, type SeenRequest } from '../../../test/fake-api.js';
import { testTerminal } from '../../../test/test-terminal.js';
import type { DiscoverProgress } from '../../api/contract.js';

const DEFINITION = { kind: 'moment', name: 'found_compare', intent: 'buy', pattern: [{ performed: 'Compare' }] };
const FINDING = {
  ...{
    definition: DEFINITION,
    words: '“Compare”',
    byCompany: ['Email Delivered'],
    customers: 90,
    occurrences: 120,
    lift: 2.5,
    interval: [1.8, 3.4] as [number, number],
  },
  ...{ qValue: 0.00001, leadTime: { median: 120_000 }, goalRate: 0.4, controlRate: 0.16, confirmedOn: 500, minedLift: 2.9 },
};
const RESULT = {
  ...{ goal: 'Order Completed', where: null, horizon: '7d', segment: null, members: null, asOf: '2026-03-01T00:00:00.000Z' },
  population: {
    ...{ customers: 1_000, mined: 500, confirmedOn: 500, events: 60_000, goals: 1_200 },
    ...{ from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
  },
  ...{
    candidatesTried: 4_321,
    carriedOver: 3,
    sample: 1,
    memoryBytes: 2e8,
    findings: [FINDING],
    setAside: [{ words: '“Checkout Started”', why: 'it restates the goal' }],
  },
};
let api: FakeApi;
afterEach(() => api.close());

/** An API on which a discovery is over at the second look, as it is told. */
async function withApi(
  over: Partial<DiscoverProgress>,
): Promise<(...argv: string[]) => ReturnType<ReturnType<typeof testTerminal>['run']>> {
  let looks = 0;
  const running = { discoveryId: 'dis_1', status: 'running', share: 0.5, sample: 1, result: null, failure: null };
  const answer = ({ method, url }: SeenRequest): FakeAnswer => {
    if (method === 'POST') return { status: 202, body: running };
    if (url.startsWith('/api/v1/definitions')) return { body: { changes: [] } };
    return { body: ++looks < 2 ? running : { ...running, share: 1, ...over } };
  };
  api = await fakeApi(answer);
  const terminal = testTerminal('/', { env: { CUSP_URL: api.url, CUSP_TOKEN: 'token' } });
  return (...argv) => terminal.run(...argv);
}

test('asks, follows, and tells what stands; the one that is wanted is published', async () => {
  const run = await withApi({ status: 'done', result: RESULT });
  const said = await run('discover', '--goal', 'Order Completed', '--where', '{"properties.total":{"gt":50}}', '--adopt', '1');
  expect(said).toMatchObject({ code: 0 });
  expect(said.out).toContain('1. “Compare”');
  expect(said.out).toContain('lift 2.50 (1.80 to 3.40): 40.0 % reach the goal, half of them within 2 minutes; comparable ones 16.0 %');
  expect(said.out).toContain('“Email Delivered”: done by the company');
  expect(said.out).toContain('4,321 situations tried, 3 carried over, 1 confirmed');
  expect(said.out).toContain('“Checkout Started”: it restates the goal');
  expect(api.requests[0]?.body).toEqual({
    goal: 'Order Completed',
    horizon: '7d',
    intent: 'do',
    where: { 'properties.total': { gt: 50 } },
  });
  expect(api.requests.at(-1)).toMatchObject({ method: 'PUT', body: { definitions: [DEFINITION] } });
});

test('as JSON it is the result alone', async () => {
  const run = await withApi({ status: 'done', result: RESULT });
  expect(JSON.parse((await run('discover', '--goal', 'Order Completed', '--json')).out)).toEqual(RESULT);
});

test('what failed, was stopped or is not there says so', async () => {
  const failure = { code: 'unknown_segment', title: 'No such segment', detail: 'No such segment: nobody', remedy: 'Look.' };
  let run = await withApi({ status: 'failed', failure });
  expect(await run('discover', '--goal', 'A')).toMatchObject({ code: 1, err: expect.stringContaining('unknown_segment') });
  await api.close();
  run = await withApi({ status: 'stopped' });
  expect(await run('discover', '--goal', 'A')).toMatchObject({ code: 1, err: expect.stringContaining('stopped') });
  await api.close();
  run = await withApi({ status: 'done', result: RESULT });
  expect(await run('discover', '--goal', 'A', '--adopt', '2')).toMatchObject({ code: 2, err: expect.stringContaining('findings 1 to 1') });
});

test.each([
  ['--where', 'nonsense'],
  ['--intent', 'steal'],
])('%s %s is not understood', async (flag, value) => {
  const run = await withApi({});
  expect(await run('discover', '--goal', 'A', flag, value)).toMatchObject({ code: 2 });
  expect(api.requests).toEqual([]);
});
