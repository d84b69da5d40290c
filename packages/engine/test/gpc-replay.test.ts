/** What browsers with Global Privacy Control say is the same after a replay of the journal: the ledger, who may be contacted, and whom campaigns refused. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contactable, ConsentLedger, ConsentOverview } from '../src/api/consent-contract.js';
import type { DecideAnswer, DecisionList, DecisionShown } from '../src/api/contract.js';
import { createServer } from '../src/api/server.js';
import { type Engine, openEngine } from '../src/engine.js';
import { whenThere } from './when-there.js';

const CONSENT = { consent: { categoryPreferences: { marketing: true } } };
const campaign = (name: string, purpose: string) => ({
  ...{ kind: 'campaign', name, trigger: { entered: 'lookers' }, purpose },
  ...{ channel: { site: { placement: name } }, message: { text: 'Still comparing?' } },
});
const DEFINITIONS = [
  { kind: 'purpose', name: 'marketing', consent: 'optIn', gpc: true },
  { kind: 'purpose', name: 'ads', consent: 'optOut', gpc: true },
  { kind: 'purpose', name: 'service', consent: 'optOut', legalBasis: 'legitimateInterest' },
  { kind: 'segment', name: 'lookers', where: { performed: 'Product Viewed' } },
  ...[campaign('offer', 'marketing'), campaign('advert', 'ads'), campaign('help', 'service')],
];
/** Visitors: what their browser sends, and whether they have said yes to marketing in the shop before. */
const VISITORS: Readonly<Record<string, { readonly gpc: string | null; readonly consents: boolean }>> = {
  signals: { gpc: '1', consents: false },
  'signals after a yes': { gpc: '1', consents: true },
  'does not signal': { gpc: '0', consents: true },
  'has no signal': { gpc: null, consents: true },
  'says nothing': { gpc: null, consents: false },
};

/** All but the two that signal, for offer and advert, and who says nothing, for offer. */
const SENDS = 10;

let folder: string;
let engine: Engine;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cusp-gpc-'));
  await open();
  await engine.publish(DEFINITIONS, { by: 'test' });
  for (const [anonymousId, { gpc, consents }] of Object.entries(VISITORS)) {
    if (consents) await send({ type: 'track', event: 'Agreed', anonymousId, context: CONSENT }, null);
    await send({ type: 'track', event: 'Product Viewed', anonymousId }, gpc);
  }
  await whenThere(async () => (await seen()).waiting.flat().length === SENDS || undefined);
}, 60_000);

afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  engine = await openEngine({ data: folder });
  app = await createServer({ engine, adminToken: 'admin', writeKeys: (key) => (key === 'key' ? 'web' : undefined) });
}

async function close(): Promise<void> {
  await app.close();
  await engine.close();
}

async function send(item: object, gpc: string | null): Promise<void> {
  const headers = gpc === null ? {} : { 'sec-gpc': gpc };
  const answer = await app.inject({ method: 'POST', url: '/v1/batch', headers, payload: { writeKey: 'key', batch: [item] } });
  expect(answer.statusCode).toBe(200);
}

async function ask<T>(path: string): Promise<T> {
  const answer = await app.inject({ url: `/api/v1${path}`, headers: { authorization: 'Bearer admin' } });
  expect(answer.statusCode).toBe(200);
  return answer.json<T>();
}

/** All that follows from consent, by every way in which it is asked. */
async function seen() {
  const visitors = Object.keys(VISITORS);
  const ledgers = await Promise.all(
    visitors.map((id) => ask<ConsentLedger>(`/customers/${encodeURIComponent(`anonymousId:${id}`)}/consents`)),
  );
  const waiting = await Promise.all(
    visitors.map(async (anonymousId) => {
      const payload = { writeKey: 'key', anonymousId, placements: ['offer', 'advert', 'help'] };
      const { messages } = (await app.inject({ method: 'POST', url: '/api/v1/decide', payload })).json<DecideAnswer>();
      return messages.map(({ decisionId }) => decisionId).toSorted();
    }),
  );
  const { decisions } = await ask<DecisionList>('/decisions?limit=100');
  const contactable = await Promise.all(
    ['marketing', 'ads', 'service'].map(async (purpose) => {
      const { asOf: _, ...counts } = await ask<Contactable>(`/segments/lookers/contactable?purpose=${purpose}`);
      return counts;
    }),
  );
  return { ledgers, waiting, decisions, contactable, purposes: (await ask<ConsentOverview>('/consents')).purposes };
}

function outcomes({ decisions }: DecisionList): Record<string, string> {
  return Object.fromEntries(
    decisions.map(({ campaign: name, identifier, reason, outcome }) => [
      `${name} ${(identifier ?? '').replace('anonymousId:', '')}`,
      reason ?? outcome,
    ]),
  );
}

describe('Global Privacy Control', () => {
  it('denies what a purpose says that it denies, and nothing else', async () => {
    const { ledgers, decisions } = await seen();
    expect(ledgers[1]?.choices).toMatchObject([
      { purpose: 'marketing', granted: false, way: 'gpc' },
      { purpose: 'ads', granted: false, way: 'gpc' },
      { purpose: 'marketing', granted: true, way: 'event' },
    ]);
    expect(outcomes({ decisions, nextCursor: null })).toEqual({
      'offer signals': 'consent_denied',
      'offer signals after a yes': 'consent_denied',
      'offer does not signal': 'send',
      'offer has no signal': 'send',
      'offer says nothing': 'consent_unknown',
      'advert signals': 'consent_denied',
      'advert signals after a yes': 'consent_denied',
      'advert does not signal': 'send',
      'advert has no signal': 'send',
      'advert says nothing': 'send',
      'help signals': 'send',
      'help signals after a yes': 'send',
      'help does not signal': 'send',
      'help has no signal': 'send',
      'help says nothing': 'send',
    });
  });

  it.each(['the journal alone', 'a snapshot'])('gives the same ledger, counts, messages and refusals from %s', async (from) => {
    const before = await seen();
    await close();
    if (from === 'the journal alone') await rm(join(folder, 'snapshots'), { recursive: true });
    await open();
    expect(await seen()).toEqual(before);
    for (const { decisionId } of before.decisions)
      expect((await ask<DecisionShown>(`/decisions/${decisionId}`)).replay).toMatchObject({ same: true, differs: [] });
  });

  it('holds after a replay for what comes then', async () => {
    await send({ type: 'track', event: 'Agreed', anonymousId: 'says nothing', context: CONSENT }, '1');
    const { ledgers } = await seen();
    expect(ledgers[4]?.standing).toMatchObject([
      { purpose: 'ads', allowed: false },
      { purpose: 'marketing', state: 'denied', allowed: false },
      { purpose: 'service', allowed: true },
    ]);
  });
});
