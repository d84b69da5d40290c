import { afterEach, expect, test } from 'vitest';
import { type FakeApi, fakeApi } from '../../../test/fake-api.js';
import { testTerminal } from '../../../test/test-terminal.js';
import type { FeaturesAnswer, Followed } from '../../api/contract.js';

const followed: Followed = {
  customers: 12,
  share: 0.25,
  interval: [0.1, 0.5],
  comparable: 80,
  otherwise: 0.05,
  difference: null,
  few: true,
};
const side = { share: 0.1, interval: [0.05, 0.2] as [number, number], customers: 40 };
const ANSWER: FeaturesAnswer = {
  ...{
    users: 90,
    customers: 12,
    compared: 1,
    moments: ['menu_abandoned'],
    filling: [],
    unplaced: 2,
    leftOut: 0,
    unknownEvents: ['Ticket Opened'],
  },
  ...{ since: null, until: null, to: '2026-03-01T00:00:00.000Z', asOf: '2026-03-01T00:00:00.000Z' },
  features: [
    {
      ...{ feature: 'Seats', group: 'Alto', users: 40, customers: 12, share: 0.3, interval: [0.2, 0.4], moments: [], followed },
      ofDays: { share: 0.1, interval: [0.05, 0.2], days: 200 },
      comparison: {
        ...{ kind: 'same customers', reference: side, own: side, word: 'worse' },
        difference: { estimate: 0.2, interval: [0.1, 0.3] },
      },
      examples: [{ customerId: 'c_1', at: '2026-02-01T00:00:00.000Z' }],
    },
  ],
};
let api: FakeApi;
afterEach(() => api.close());

async function run(...argv: string[]): ReturnType<ReturnType<typeof testTerminal>['run']> {
  api = await fakeApi(() => ({ body: ANSWER }));
  return testTerminal('/', { env: { CUSP_URL: api.url, CUSP_TOKEN: 'token' } }).run('insight', ...argv);
}

test('asks, and tells it as a table', async () => {
  const said = await run('features', '--by', 'properties.menu', '--split', 'properties.model', '--release', '2026-02-01');
  expect(said).toMatchObject({ code: 0 });
  expect(said.out).toContain('+20.0 (+10.0 to +30.0)');
  expect(said.out).toMatch(/worse\s+same customers\s+c_1/);
  expect(said.out).toContain('25 % : 5.0 %*');
  expect(said.out).toContain('2 moments say no feature');
  expect(said.out).toContain('Nobody has ever performed: Ticket Opened.');
  const asked = new URL(api.requests[0]?.url ?? '', 'http://engine');
  expect([asked.pathname, Object.fromEntries(asked.searchParams)]).toEqual([
    '/api/v1/insight/features',
    { by: 'properties.menu', split: 'properties.model', release: '2026-02-01T00:00:00.000Z', limit: '20' },
  ]);
});

test('as JSON it is the answer alone', async () => {
  expect(JSON.parse((await run('features', '--json')).out)).toEqual(ANSWER);
});

test.each([['wishes'], ['searches', '--limit', 'many'], ['features', '--release', 'soon']])('%s is not understood', async (...argv) => {
  expect(await run(...argv)).toMatchObject({ code: 2 });
  expect(api.requests).toEqual([]);
});
