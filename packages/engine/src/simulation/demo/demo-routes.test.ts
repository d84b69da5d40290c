import Fastify, { type FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveredOffer } from '../world/world.js';
import { demoRoutes } from './demo-routes.js';
import { MAX_LISTENERS, OfferBoard } from './offer-board.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let app: FastifyInstance;
let received: DeliveredOffer[];
let url: string;

beforeEach(async () => {
  received = [];
  app = Fastify();
  const routes = demoRoutes({ secret: SECRET, writeKey: 'wk_demo', onOffer: (offer) => received.push(offer) });
  await app.register(async (scope) => routes(scope));
  app.post('/elsewhere', (request) => ({ type: typeof request.body }));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

function offerBody(decisionId: string, whom: readonly string[] | string): string {
  const message = { headline: 'Still comparing?', text: 'Ten per cent off.', code: 'WARM10' };
  const to = typeof whom === 'string' ? { customer: whom } : { customerId: 'c_1', identifiers: whom };
  const data = { decisionId, campaign: 'kettle_offer', version: 1, ...to, message };
  return JSON.stringify({ type: 'campaign.message', timestamp: '2026-09-01T10:00:00.000Z', data });
}

function post(body: string, changes: { secret?: string; at?: Date; signed?: string } = {}): Promise<Response> {
  const at = changes.at ?? new Date();
  const signature = new Webhook(changes.secret ?? SECRET).sign('msg_1', at, changes.signed ?? body);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signature,
  };
  return fetch(`${url}/demo/offers`, { method: 'POST', headers, body });
}

/** Reads a stream of server-sent events until it has seen `count` offers. */
async function readOffers(query: string, count: number, begun: () => Promise<unknown>): Promise<{ decisionId: string; code: string }[]> {
  const ending = new AbortController();
  const response = await fetch(`${url}/demo/offers?${query}`, { signal: ending.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await begun();
  let text = '';
  const offers = (): string[] => [...text.matchAll(/^event: offer\ndata: (.*)$/gm)].map((match) => match[1] as string);
  while (offers().length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString('utf8');
  }
  ending.abort();
  return offers().map((offer) => JSON.parse(offer) as { decisionId: string; code: string });
}

describe('the demo routes', () => {
  it('tell the storefront its write key', async () => {
    expect(await (await fetch(`${url}/demo/config.json`)).json()).toEqual({ writeKey: 'wk_demo' });
  });

  it('push an offer to the pages of its customer, and to no others', async () => {
    const mine = readOffers('anonymousId=a1&userId=u1', 2, async () => {
      expect((await post(offerBody('d0', ['anonymousId:someone']))).status).toBe(200);
      expect((await post(offerBody('d1', ['userId:u9', 'anonymousId:a1']))).status).toBe(200);
      expect((await post(offerBody('d2', 'userId:u1'))).status).toBe(200);
    });
    expect((await mine).map(({ decisionId }) => decisionId)).toEqual(['d1', 'd2']);
  });

  it('show an offer to a page that opens a moment later, and count a repeated delivery once', async () => {
    for (let time = 0; time < 3; time++) expect((await post(offerBody('d1', ['anonymousId:a1']))).status).toBe(200);
    expect(received).toEqual([{ decisionId: 'd1', identifiers: ['anonymousId:a1'], code: 'WARM10' }]);
    const offers = await readOffers('anonymousId=a1', 2, () => post(offerBody('d2', ['anonymousId:a1'])));
    expect(offers.map(({ decisionId }) => decisionId)).toEqual(['d1', 'd2']);
  });

  it.each([
    ['another secret', { secret: `whsec_${Buffer.alloc(32, 8).toString('base64')}` }],
    ['an old timestamp', { at: new Date(Date.now() - 3_600_000) }],
    ['a signature of another body', { signed: '{}' }],
  ])('refuse a webhook with %s', async (_, changes) => {
    expect((await post(offerBody('d1', ['userId:u1']), changes)).status).toBe(401);
    expect(received).toEqual([]);
  });

  it('refuse a webhook without signature, and signed nonsense', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${url}/demo/offers`, { method: 'POST', headers, body: offerBody('d1', []) })).status).toBe(401);
    for (const body of [
      '{',
      '[]',
      '{"type":"x"}',
      offerBody('', ['userId:u1']),
      JSON.stringify({ type: 't', timestamp: 't', data: { decisionId: 1 } }),
    ]) {
      expect((await post(body)).status).toBe(400);
    }
    expect((await post(offerBody('d'.repeat(70_000), []))).status).toBe(413);
    expect(received).toEqual([]);
  });

  it('ask whose offers are wanted', async () => {
    expect((await fetch(`${url}/demo/offers`)).status).toBe(400);
  });

  it('leave the parsing of other routes alone', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/elsewhere`, { method: 'POST', headers, body: '{"a":1}' });
    expect(await answer.json()).toEqual({ type: 'object' });
  });

  it('end the streams when the server closes', async () => {
    const response = await fetch(`${url}/demo/offers?userId=u1`);
    const text = response.text();
    await app.close();
    expect(await text).toContain('retry:');
  });
});

describe('OfferBoard', () => {
  const offer = { decisionId: 'd', campaign: 'c', headline: 'h', text: 't', code: 'x' };

  it('takes a bounded number of listeners, and others when some have gone', () => {
    const board = new OfferBoard();
    const stops = Array.from({ length: MAX_LISTENERS }, () => board.listen(['userId:u'], () => undefined));
    expect(board.listen(['userId:u'], () => undefined)).toBeUndefined();
    stops[3]?.();
    expect(board.listen(['userId:u'], () => undefined)).toBeDefined();
    expect(board.listeners).toBe(MAX_LISTENERS);
  });

  it('forgets offers that are too old to show again, and the oldest when there are many', () => {
    let now = 0;
    const board = new OfferBoard(() => now);
    for (let index = 0; index < 1_500; index++) board.post({ ...offer, decisionId: `d${index}` }, ['userId:u']);
    const shown: string[] = [];
    board.listen(['userId:u'], ({ decisionId }) => shown.push(decisionId))?.();
    expect(shown.length).toBe(1_000);
    expect(shown[0]).toBe('d500');
    now = 10 * 60_000;
    const later: string[] = [];
    board.listen(['userId:u'], ({ decisionId }) => later.push(decisionId));
    expect(later).toEqual([]);
    expect(board.post({ ...offer, decisionId: 'd1499' }, ['userId:u'])).toBe(false);
  });
});
