import { afterEach, expect, test } from 'vitest';
import { type FakeAnswer, type FakeApi, fakeApi, type SeenRequest } from '../../../test/fake-api.js';
import { testTerminal } from '../../../test/test-terminal.js';
import type { JourneysProgress, JourneysResult } from '../../api/contract.js';

const HOUR = 3_600_000;
const NO_TOUCHES = { journeys: 0, touches: [] };
const STEP = {
  ...{ name: 'Product Viewed', customers: 80, journeys: 100, reached: 25, successRate: 0.25, left: 40, dropOff: 0.4, beforeGoal: 5 },
  ...{ medianTime: 120_000, position: 0, timesAsOften: null, lost: 16.7, uncertainty: 0.75, decidedHere: 0.3, examples: ['c1'] },
};
const SUMMARY = {
  ...{ customers: 80, journeys: 100, reached: 25, successRate: 0.25, interval: [0.18, 0.34] as [number, number], depth: 10, pathsInAll: 2 },
  paths: [
    {
      ...{ steps: ['Product Viewed', 'Product Added'], goesOn: false, customers: 50, journeys: 60, share: 0.6 },
      ...{ reached: 20, successRate: 0.3333, medianTime: HOUR },
    },
  ],
  steps: [STEP],
  flows: [],
  timeToGoal: { count: 25, p10: HOUR, p25: HOUR, p50: HOUR, p75: HOUR, p90: HOUR, histogram: [{ upTo: HOUR, count: 25 }] },
  touches: { channels: { journeys: 25, touches: [{ name: 'email', first: 20, assisting: 3, last: 5, any: 25 }] }, campaigns: NO_TOUCHES },
  stepInAt: 'Product Viewed',
  mostOpenAt: 'Product Viewed',
};
const RESULT: JourneysResult = {
  ...{ from: 'Product Viewed', to: 'Order Completed', within: '7d', through: ['events'], once: false, since: null, until: null },
  ...{ segment: null, by: 'channel', members: null, asOf: '2026-03-01T00:00:00.000Z', open: { journeys: 7, reached: 2 } },
  ...SUMMARY,
  groups: [{ name: 'email', ...SUMMARY }],
  groupsLeftOut: 0,
  compared: null,
};
let api: FakeApi;
afterEach(() => api.close());

async function withApi(over: Partial<JourneysProgress>) {
  let looks = 0;
  const running = { journeysId: 'jou_1', status: 'running', share: 0.5, result: null, failure: null };
  const answer = ({ method }: SeenRequest): FakeAnswer => {
    if (method === 'POST') return { status: 202, body: running };
    return { body: ++looks < 2 ? running : { ...running, share: 1, ...over } };
  };
  api = await fakeApi(answer);
  const terminal = testTerminal('/', { env: { CUSP_URL: api.url, CUSP_TOKEN: 'token' } });
  return (...argv: string[]) => terminal.run(...argv);
}

test('asks, follows, and tells steps, ways, times and touches', async () => {
  const run = await withApi({ status: 'done', result: RESULT });
  const said = await run(
    ...['journeys', '--from', 'Product Viewed', '--to', 'Order Completed', '--by', 'channel', '--within', '7d', '--once'],
    ...['--since', '2026-01-01', '--compare-until', '2026-01-01', '--paths', '5', '--through', 'events,channels'],
  );
  expect(said).toMatchObject({ code: 0 });
  for (const part of [
    '100 journeys of 80 customers, 25 reached the goal: 25.0 % (18.0 % to 34.0 %)',
    '7 more began less than 7 days ago',
    'Product Viewed → Product Added',
    '60 journeys, 33.3 % then reached the goal, half within 1 hour',
    'after “Product Viewed” about 17 more journeys would have reached it; 40 ended there',
    'what happens next settles 40.0 % of who does',
    'Visits came by (25 journeys',
    'By channel',
  ])
    expect(said.out).toContain(part);
  expect(api.requests[0]?.body).toEqual({
    ...{
      from: 'Product Viewed',
      to: 'Order Completed',
      by: 'channel',
      within: '7d',
      once: true,
      paths: 5,
      through: ['events', 'channels'],
    },
    ...{ since: '2026-01-01T00:00:00.000Z', comparedWith: { until: '2026-01-01T00:00:00.000Z' } },
  });
});

test('as JSON it is the result alone', async () => {
  const run = await withApi({ status: 'done', result: RESULT });
  expect(JSON.parse((await run('journeys', '--from', 'A', '--to', 'B', '--json')).out)).toEqual(RESULT);
});

test('what failed or was stopped says so', async () => {
  const failure = { code: 'unknown_segment', title: 'No such segment', detail: 'No such segment: nobody', remedy: 'Look.' };
  let run = await withApi({ status: 'failed', failure });
  expect(await run('journeys', '--from', 'A', '--to', 'B')).toMatchObject({ code: 1, err: expect.stringContaining('unknown_segment') });
  await api.close();
  run = await withApi({ status: 'stopped' });
  expect(await run('journeys', '--from', 'A', '--to', 'B')).toMatchObject({ code: 1, err: expect.stringContaining('stopped') });
});

test.each([
  ['--through', 'dreams'],
  ['--since', 'soon'],
  ['--paths', 'many'],
])('%s %s is not understood', async (flag, value) => {
  const run = await withApi({});
  expect(await run('journeys', '--from', 'A', '--to', 'B', flag, value)).toMatchObject({ code: 2 });
  expect(api.requests).toEqual([]);
});
