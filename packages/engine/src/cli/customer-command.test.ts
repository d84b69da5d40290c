import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { type FakeApi, fakeApi } from '../../test/fake-api.js';
import { testTerminal } from '../../test/test-terminal.js';

const ASKED_AT = '2011-12-09T13:00:00.000Z';
let api: FakeApi | undefined;

afterEach(() => api?.close());

test('cusp customer: an id with a slash, control characters in the data, and lengths of time', async () => {
  const body = {
    customerId: 'c_1',
    identifiers: ['userId:a/b'],
    traits: { name: 'x\u001b[2Jy' },
    metrics: {
      orders: 3,
      recency: 777_600_000 + 4 * 3_600_000 + 1,
      ahead: -60_000,
      channels: [
        { value: 'email\u0007', share: 2 / 3 },
        { value: null, share: 1 / 3 },
      ],
      newest: { city: 'Rome' },
    },
    segments: [{ name: 'big', since: ASKED_AT }],
    consents: [],
    scores: [{ name: 'churn', value: 0.7, at: ASKED_AT }],
    firstSeen: null,
    lastSeen: null,
    events: 3,
    asOf: ASKED_AT,
  };
  const metrics = ['orders', 'recency', 'ahead'].map((name) => ({ name, unit: name === 'orders' ? 'value' : 'milliseconds' }));
  api = await fakeApi(({ url }) => ({ body: url === '/api/v1/metrics' ? { metrics } : body }));
  const terminal = testTerminal('.', { env: { CUSP_URL: api.url, CUSP_TOKEN: 'secret' } });
  const run = async (...argv: string[]) => stripVTControlCharacters((await terminal.run(...argv)).out);
  const out = await run('customer', 'userId:a/b');
  expect(api.requests[0]?.url).toBe('/api/v1/customers/userId:a%2Fb');
  expect(out).toContain('name: x�[2Jy');
  expect(out).toContain(`big: since ${ASKED_AT}`);
  for (const line of [
    'orders: 3',
    'recency: 9 days 4 hours',
    'ahead: −1 minute',
    'channels: email� 66.7 %, – 33.3 %',
    'newest: {"city":"Rome"}',
    'churn: 0.7',
  ])
    expect(out).toContain(line);
  expect(JSON.parse(await run('customer', 'userId:a/b', '--json')).metrics).toEqual(body.metrics);
});
