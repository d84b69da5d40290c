import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { type FakeApi, fakeApi } from '../../test/fake-api.js';
import { testTerminal } from '../../test/test-terminal.js';

const LEDGER = {
  customerId: 'c_1',
  standing: [
    {
      ...{ purpose: 'marketing', title: null, legalBasis: 'consent', state: 'granted', allowed: true, why: 'choice' },
      ...{ since: '2026-01-01T00:00:00.000Z', expires: '2027-01-01T00:00:00.000Z' },
    },
  ],
  choices: [
    {
      ...{ purpose: 'marketing', granted: true, at: '2026-01-01T00:00:00.000Z', receivedAt: '2026-01-01T00:00:00.000Z' },
      ...{ expires: '2027-01-01T00:00:00.000Z', way: 'api', source: 'consent', identifier: 'userId:a', messageId: 'm', text: null },
      ...{ by: 'Ann', reason: 'a\u001b[2Jcall' },
    },
  ],
};
const LINK = { path: '/preferences/x', url: null, expires: '2027-01-01T00:00:00.000Z' };
const COUNTS = {
  asOf: '2026-03-01T12:00:00.000Z',
  purpose: 'marketing',
  customers: 9,
  contactable: 4,
  refused: { consent_denied: 2, consent_unknown: 3, no_address: 0 },
};
let api: FakeApi | undefined;

afterEach(() => api?.close());

test('cusp consent: what stands, a choice, a link, who may be contacted, and what is no choice', async () => {
  api = await fakeApi(({ url }) => ({ body: url.includes('link') ? LINK : url.includes('contactable') ? COUNTS : LEDGER }));
  const terminal = testTerminal('.', { env: { CUSP_URL: api.url, CUSP_TOKEN: 'secret' } });
  const run = async (...argv: string[]): Promise<string> => stripVTControlCharacters((await terminal.run('consent', ...argv)).out);
  const shown = await run('userId:a/b');
  expect(shown).toContain('they chose, since 2026-01-01T00:00:00.000Z, until 2027-01-01T00:00:00.000Z');
  expect(shown).toContain('Ann: a�[2Jcall');
  await run('set', 'userId:a', 'marketing=yes', 'ads=no', '--reason', 'a call');
  expect(await run('link', 'userId:a')).toContain('/preferences/x');
  expect(await run('contactable', 'buyers', '--purpose', 'marketing', '--channel', 'email')).toMatch(/may be contacted\s+4/);
  expect(JSON.parse(await run('contactable', 'warm', '--moment', '--purpose', 'marketing', '--json'))).toEqual(COUNTS);
  expect(api.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /api/v1/customers/userId:a%2Fb/consents',
    'POST /api/v1/customers/userId:a/consents',
    'POST /api/v1/customers/userId:a/preference-link',
    'GET /api/v1/segments/buyers/contactable?purpose=marketing&channel=email',
    'GET /api/v1/moments/warm/contactable?purpose=marketing',
  ]);
  expect(api.requests[1]?.body).toEqual({ choices: { marketing: true, ads: false }, reason: 'a call' });
  for (const wrong of [
    ['set', 'userId:a', 'marketing=perhaps', '--reason', 'r'],
    ['set', 'userId:a', 'marketing=yes'],
    ['nobody'],
    ['link'],
  ])
    expect((await terminal.run('consent', ...wrong)).code).toBe(2);
});
