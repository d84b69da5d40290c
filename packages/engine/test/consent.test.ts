import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  ConsentChoices,
  ConsentCustomers,
  ConsentLedger,
  ConsentOverview,
  Contactable,
  PreferenceLink,
} from '../src/api/consent-contract.js';
import type { Members } from '../src/api/contract.js';
import { createServer } from '../src/api/server.js';
import { type Engine, openEngine } from '../src/engine.js';

const NAUGHTY = '<script>alert("x")</script>';
const DEFINITIONS = [
  {
    kind: 'purpose',
    name: 'marketing',
    title: 'Offers & news',
    consent: 'optIn',
    gpc: true,
    texts: [
      { version: '3', language: 'en', text: 'We write to you about offers.' },
      { version: '3', language: 'de', text: 'Wir schreiben Ihnen über Angebote.' },
    ],
  },
  { kind: 'purpose', name: 'service', consent: 'optOut', legalBasis: 'legitimateInterest' },
  { kind: 'moment', name: 'bought', intent: 'buy', pattern: [{ performed: 'Order Completed' }], warmFor: '1d' },
  { kind: 'segment', name: 'buyers', title: 'Bought once', where: { performed: 'Order Completed' } },
];

let folder: string;
let engine: Engine;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cusp-consent-'));
  engine = await openEngine({ data: folder, publicUrl: 'https://cusp.shop.example' });
  app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'key' ? 'web' : undefined) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  await ask('PUT', '/definitions', { definitions: DEFINITIONS });
}, 60_000);

afterAll(async () => {
  await app.close();
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: 'Bearer admin', 'x-cusp-by': 'Ann', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}

async function send(batch: readonly object[], headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ writeKey: 'key', batch }),
  });
  expect(answer.status).toBe(200);
}

function bought(userId: string): readonly object[] {
  return [
    { type: 'identify', userId, traits: { email: `${userId}@shop.example`, name: NAUGHTY } },
    { type: 'track', userId, event: 'Order Completed' },
  ];
}

async function pageOf(userId: string): Promise<string> {
  const { path, url: whole } = await ask<PreferenceLink>('POST', `/customers/userId:${userId}/preference-link`, {});
  expect(whole).toBe(`https://cusp.shop.example${path}`);
  return `${url}${path}`;
}

it('keeps a ledger of every choice, with its way, and says what stands and why', async () => {
  await send(bought('ann'));
  const before = await ask<ConsentLedger>('GET', '/customers/userId:ann/consents');
  expect(before.standing).toMatchObject([
    { purpose: 'marketing', state: 'unknown', allowed: false, why: 'optIn' },
    { purpose: 'service', state: 'unknown', allowed: true, why: 'optOut', legalBasis: 'legitimateInterest' },
  ]);
  await ask('POST', '/customers/userId:ann/consents', { choices: { marketing: true }, reason: 'said so on the phone' });
  // A browser sends its signal with every request.
  for (const name of ['Home', 'Shop', 'Basket']) await send([{ type: 'page', userId: 'ann', name }], { 'sec-gpc': '1' });
  const after = await ask<ConsentLedger>('GET', '/customers/userId:ann/consents');
  expect(after.choices).toMatchObject([
    { purpose: 'marketing', granted: false, way: 'gpc', source: 'web', by: null },
    { purpose: 'marketing', granted: true, way: 'api', source: 'consent', by: 'Ann', reason: 'said so on the phone' },
  ]);
  expect(after.standing[0]).toMatchObject({ state: 'denied', allowed: false, why: 'choice' });
});

it.each(['0', '1, 1', 'true'])('takes Sec-GPC: %s for no signal', async (value) => {
  const userId = `gpc-${value.length}`;
  await send(bought(userId), { 'sec-gpc': value });
  const { choices } = await ask<ConsentLedger>('GET', `/customers/userId:${userId}/consents`);
  expect(choices).toEqual([]);
});

it('refuses a choice for a purpose that nobody has defined, or about nobody', async () => {
  await send(bought('bea'));
  const choice = { choices: { constructor: true }, reason: 'r' };
  expect(await ask('POST', '/customers/userId:bea/consents', choice)).toMatchObject({ code: 'invalid_request' });
  expect(await ask('POST', '/customers/userId:nobody/consents', { ...choice, choices: { marketing: true } })).toMatchObject({
    status: 404,
  });
});

it('shows every customer what is known of them, as text, and takes their choices', async () => {
  await send(bought('ben'));
  const link = await pageOf('ben');
  const answer = await fetch(link);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('x-robots-tag')).toContain('noindex');
  const page = await answer.text();
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;');
  expect(page).toContain('Offers &amp; news');
  expect(page).toContain('We write to you about offers.');
  expect(page).toContain('Bought once');
  expect(page).not.toContain('ben@shop.example');
  expect(await (await fetch(link, { headers: { 'accept-language': 'de-AT,de;q=0.9' } })).text()).toContain('Wir schreiben Ihnen');

  const form = /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const post = (fields: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(link, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  expect((await post({ 'purpose.marketing': 'yes' })).status).toBe(400);
  expect((await post({ form, 'purpose.marketing': 'yes', 'purpose.unknown': 'yes' })).status).toBe(303);
  const { choices } = await ask<ConsentLedger>('GET', '/customers/userId:ben/consents');
  expect(choices).toMatchObject([{ purpose: 'marketing', granted: true, way: 'preferencePage', text: '3' }]);
  // Saved again unchanged, nothing more is written.
  await post({ form, 'purpose.marketing': 'yes' });
  expect((await ask<ConsentLedger>('GET', '/customers/userId:ben/consents')).choices).toHaveLength(1);
});

it('opens nothing by a link that is not whole, and knows nothing after an erasure', async () => {
  await send(bought('eve'));
  const link = await pageOf('eve');
  expect((await fetch(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404);
  expect((await fetch(`${url}/preferences/x`)).status).toBe(404);
  await ask('DELETE', '/customers/userId:eve');
  const page = await (await fetch(link)).text();
  expect(page).toContain('Nothing is known about you here.');
  expect(page).not.toContain('eve');
});

it('says who of a segment may be contacted, and why others may not', async () => {
  const { customers, contactable, refused } = await ask<Contactable>('GET', '/segments/buyers/contactable?purpose=marketing&channel=email');
  expect(contactable).toBe(1);
  expect(refused.consent_denied).toBe(1);
  expect(customers).toBe(contactable + refused.consent_denied + refused.consent_unknown + refused.no_address);
});

it('lists the same members, counts those in whom a moment is warm, and knows what is not there', async () => {
  const counted = await ask<Contactable>('GET', '/segments/buyers/contactable?purpose=marketing');
  const listed = await ask<Members>('GET', '/segments/buyers/members?contactable=marketing&limit=1');
  expect(listed.members).toHaveLength(1);
  expect(counted.contactable).toBe(1);
  const all = await ask<Members>('GET', '/segments/buyers/members?contactable=service');
  expect(all.members).toHaveLength(counted.customers);
  expect(await ask('GET', '/moments/bought/contactable?purpose=marketing')).toEqual({
    ...counted,
    asOf: expect.any(String),
    customers: expect.any(Number),
    refused: expect.any(Object),
  });
  expect(await ask('GET', '/moments/none/contactable?purpose=marketing')).toMatchObject({ code: 'unknown_moment' });
  expect(await ask('GET', '/segments/none/contactable?purpose=marketing')).toMatchObject({ code: 'unknown_segment' });
});

it('says how many chose what, who they are, and what arrived last; not of who was erased', async () => {
  const { purposes } = await ask<ConsentOverview>('GET', '/consents');
  const marketing = purposes.find(({ purpose }) => purpose === 'marketing');
  expect(marketing).toMatchObject({ granted: 1, denied: 1, allowed: 1, signals: ['gpc'], silence: 'optIn' });
  const granted = await ask<ConsentCustomers>('GET', '/consents/customers?purpose=marketing&state=granted');
  expect(granted).toMatchObject({ isCut: false, customers: [{ identifiers: expect.arrayContaining(['userId:ben']) }] });
  expect(await ask('GET', '/consents/customers?purpose=marketing&state=unknown&limit=1')).toMatchObject({ isCut: true });
  const chosen = async (): Promise<readonly string[]> =>
    (await ask<ConsentChoices>('GET', '/consents/choices?purpose=marketing&limit=500')).choices.map(({ identifier }) => identifier);
  expect((await chosen())[0]).toBe('userId:ben');
  await ask('DELETE', '/customers/userId:ben');
  expect(await chosen()).not.toContain('userId:ben');
  expect((await chosen()).length).toBeGreaterThan(0);
});

it('says that Global Privacy Control is heeded', async () => {
  expect(await (await fetch(`${url}/.well-known/gpc.json`)).json()).toMatchObject({ gpc: true });
});
