import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { SourceDefinition } from '../../vocabulary/source.js';
import type { UnmappedDocument } from '../ways-in/way-in.js';
import { MAX_WEBHOOK_BYTES, webhookRoutes } from './webhook-routes.js';
import { webhookProblems } from './webhook-source.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MAPPING = { userId: 'user', event: 'Feedback Received', properties: { text: 'text' } };

interface Taken {
  readonly items: readonly JsonObject[];
  readonly unmapped: readonly UnmappedDocument[];
}

/** A server with one webhook, which keeps what it takes. */
class Front {
  readonly taken: Taken[] = [];
  readonly secrets = new Map([
    ['NEW', 'new secret'],
    ['OLD', 'old secret'],
    ['STANDARD', `whsec_${Buffer.alloc(24, 7).toString('base64')}`],
  ]);
  refused = 0;
  failure: CuspError | undefined;
  definition: SourceDefinition | undefined;
  readonly app: FastifyInstance = Fastify();

  constructor(webhook: JsonObject, mapping: JsonObject = MAPPING) {
    this.definition = { kind: 'source', name: 'desk', from: { webhook }, mapping };
    this.app.register(webhookRoutes, {
      clock: { now: () => NOW },
      sources: (name) => (name === 'desk' ? this.definition : undefined),
      secret: (name) => this.secrets.get(name),
      limitsOf: () => this.definition?.limits,
      take: async (_source, items, unmapped) => {
        if (this.failure !== undefined) throw this.failure;
        this.taken.push({ items: items as unknown as readonly JsonObject[], unmapped });
      },
      recordRefused: (_source, items) => {
        this.refused += items;
      },
    });
  }

  async post(
    body: string | Buffer,
    headers: Record<string, string> = {},
    over: InjectOptions = {},
  ): Promise<{ status: number; code: Json }> {
    const url = '/v1/webhooks/desk';
    const answer = await this.app.inject({
      method: 'POST',
      url,
      payload: body,
      headers: { 'content-type': 'application/json', ...headers },
      ...over,
    });
    const problem = answer.statusCode === 200 ? {} : (JSON.parse(answer.body) as JsonObject);
    return { status: answer.statusCode, code: problem.code ?? null };
  }

  get items(): readonly JsonObject[] {
    return this.taken.flatMap(({ items }) => items);
  }
}

let front: Front;
function open(webhook: JsonObject, mapping?: JsonObject): Front {
  front = new Front(webhook, mapping);
  return front;
}
afterEach(() => front.app.close());

const BODY = JSON.stringify({ user: 'ann', text: 'Schön! 😀' });
const OK = { status: 200, code: null };
const WRONG = { status: 401, code: 'invalid_signature' };
const hmac = (algorithm: string, key: string, text: string | Buffer): ReturnType<typeof createHmac> =>
  createHmac(algorithm, key).update(text);

describe('signatures', () => {
  test('HMAC over the raw body: each algorithm, both encodings, with a prefix', async () => {
    for (const algorithm of ['sha256', 'sha1', 'sha512']) {
      for (const encoding of ['hex', 'base64'] as const) {
        open({ signature: { hmac: { algorithm, encoding, header: 'X-Signature', prefix: `${algorithm}=`, secret: { secret: 'NEW' } } } });
        const good = `${algorithm}=${hmac(algorithm, 'new secret', BODY).digest(encoding)}`;
        expect(await front.post(BODY, { 'x-signature': good })).toEqual(OK);
        expect(await front.post(`${BODY} `, { 'x-signature': good })).toEqual(WRONG);
        expect(await front.post(BODY, { 'x-signature': good.slice(algorithm.length + 1) })).toEqual(WRONG);
        expect(await front.post(BODY)).toEqual(WRONG);
        expect(front.items).toHaveLength(1);
        expect(front.refused).toBe(3);
        await front.app.close();
      }
    }
    open({ signature: 'none' });
  });

  test('a time in the same header, as payment services have it: old signatures, other times and other parts are refused', async () => {
    const timestamp = { part: 't', tolerance: '5m' };
    open({
      signature: {
        hmac: { algorithm: 'sha256', header: 'Sig', part: 'v1', signed: '{timestamp}.{body}', timestamp, secret: { secret: 'NEW' } },
      },
    });
    const signed = (seconds: number, key = 'new secret'): string => hmac('sha256', key, `${seconds}.${BODY}`).digest('hex');
    const at = NOW / 1_000 - 299;
    expect(await front.post(BODY, { sig: `t=${at},v1=${signed(at, 'rolled')},v1=${signed(at)},v0=x` })).toEqual(OK);
    expect(await front.post(BODY, { sig: `t=${at},v0=${signed(at)}` })).toEqual(WRONG);
    expect(await front.post(BODY, { sig: `t=${at + 1},v1=${signed(at)}` })).toEqual(WRONG);
    expect(await front.post(BODY, { sig: `v1=${signed(at)}` })).toEqual(WRONG);
    for (const late of [at - 2, at + 700]) expect(await front.post(BODY, { sig: `t=${late},v1=${signed(late)}` })).toEqual(WRONG);
  });

  test('a time in a header of its own, in seconds, milliseconds or RFC 3339', async () => {
    const timestamp = { header: 'X-Time' };
    open({
      signature: {
        hmac: {
          algorithm: 'sha256',
          header: 'X-Sig',
          prefix: 'v0=',
          signed: 'v0:{timestamp}:{body}',
          timestamp,
          secret: { secret: 'NEW' },
        },
      },
    });
    for (const stamp of [String(NOW / 1_000), String(NOW), '2026-11-22T12:04:59Z']) {
      const sig = `v0=${hmac('sha256', 'new secret', `v0:${stamp}:${BODY}`).digest('hex').toUpperCase().replace('V0=', 'v0=')}`;
      expect(await front.post(BODY, { 'x-sig': sig, 'x-time': stamp })).toEqual(OK);
    }
    expect(
      await front.post(BODY, { 'x-sig': `v0=${hmac('sha256', 'new secret', `v0:soon:${BODY}`).digest('hex')}`, 'x-time': 'soon' }),
    ).toEqual(WRONG);
  });

  test('Standard Webhooks, as the specification’s own library signs', async () => {
    open({ signature: { standard: { secret: [{ secret: 'OTHER' }, { secret: 'STANDARD' }] } } });
    const signer = new Webhook(front.secrets.get('STANDARD') as string);
    const headers = (id: string, at: number, body = BODY): Record<string, string> => ({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1_000)),
      'webhook-signature': `v1a,x ${signer.sign(id, new Date(at), body)}`,
    });
    expect(await front.post(BODY, headers('msg_1', NOW))).toEqual(OK);
    expect(await front.post(BODY, { ...headers('msg_1', NOW), 'webhook-id': 'msg_2' })).toEqual(WRONG);
    expect(await front.post(BODY, headers('msg_1', NOW - 301_000))).toEqual(WRONG);
    expect(await front.post(BODY, headers('msg_1', NOW + 30_000, '{}'))).toEqual(WRONG);
    // The same message again, signed anew: it has the same ids.
    expect(await front.post(BODY, headers('msg_1', NOW - 60_000))).toEqual(OK);
    expect(new Set(front.items.map(({ messageId }) => messageId)).size).toBe(1);
  });

  test('a token in a header, and Basic', async () => {
    open({ signature: { token: { header: 'X-Token', prefix: 'Bearer ', secret: { secret: 'NEW' } } } });
    expect(await front.post(BODY, { 'x-token': 'Bearer new secret' })).toEqual(OK);
    for (const token of ['new secret', 'Bearer new secre', 'Bearer new secrett', ''])
      expect(await front.post(BODY, { 'x-token': token })).toEqual(WRONG);
    await front.app.close();
    open({ signature: { basic: { user: 'desk', secret: { secret: 'NEW' } } } });
    const basic = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect(await front.post(BODY, basic('desk:new secret'))).toEqual(OK);
    for (const text of ['desk:', 'desk', ':new secret', 'other:new secret']) expect(await front.post(BODY, basic(text))).toEqual(WRONG);
  });

  test('two secrets at once while one is replaced; none at all is 503, never an open door', async () => {
    open({ signature: { token: { header: 'X-Token', secret: [{ secret: 'NEW' }, { secret: 'OLD' }] } } });
    for (const token of ['new secret', 'old secret']) expect(await front.post(BODY, { 'x-token': token })).toEqual(OK);
    front.secrets.delete('OLD');
    expect(await front.post(BODY, { 'x-token': 'old secret' })).toEqual(WRONG);
    front.secrets.clear();
    expect(await front.post(BODY, { 'x-token': 'undefined' })).toEqual({ status: 503, code: 'source_unready' });
  });

  test('nothing that is not signed passes, whatever it is', async () => {
    open({ signature: { hmac: { algorithm: 'sha256', header: 'X-Sig', secret: { secret: 'NEW' } } } });
    const signature = fc.oneof(fc.base64String(), fc.string({ unit: fc.constantFrom('0', 'a', 'f', '9'), minLength: 64, maxLength: 64 }));
    await fc.assert(
      fc.asyncProperty(signature, fc.string(), async (sig, body) => {
        expect((await front.post(body, { 'x-sig': sig.replace(/[^\x20-\x7e]/g, '') })).status).toBe(401);
      }),
      { numRuns: 60 },
    );
    expect(front.taken).toEqual([]);
  });
});

describe('bodies', () => {
  test('unknown sources, too large, not JSON, compressed: refused, and booked where there is a source', async () => {
    open({ signature: 'none' });
    expect(await front.post(BODY, {}, { url: '/v1/webhooks/other' })).toEqual({ status: 404, code: 'not_found' });
    expect(front.refused).toBe(0);
    expect(await front.post(Buffer.alloc(MAX_WEBHOOK_BYTES + 1, 32))).toEqual({ status: 413, code: 'body_too_large' });
    for (const body of ['{', '', Buffer.from([0xff, 0x22])]) expect(await front.post(body)).toEqual({ status: 400, code: 'invalid_json' });
    expect(await front.post(BODY, { 'content-encoding': 'gzip' })).toEqual({ status: 400, code: 'invalid_json' });
    expect(front.refused).toBe(5);
    front.definition = { kind: 'source', name: 'desk', from: { http: {} } };
    expect(await front.post(BODY)).toEqual({ status: 404, code: 'not_found' });
  });

  test('forms are read: plain, with brackets, with a payload; keys that reach for a prototype are keys', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    open({ signature: 'none' }, { userId: 'data.id', event: 'Feedback Received', properties: { text: 'data.text', tags: 'tag' } });
    await front.post('data%5Bid%5D=ann&data[text]=a+b&tag=x&tag=y&__proto__[polluted]=1&a[__proto__]=2', form);
    await front.post(`payload=${encodeURIComponent('{"data":{"id":"ann","text":"c"}}')}`, form);
    expect(front.items.map(({ properties }) => properties)).toEqual([{ text: 'a b', tags: ['x', 'y'] }, { text: 'c' }]);
    expect(({} as JsonObject).polluted).toBeUndefined();
  });

  test('a mapping that does not fit puts aside; the rest of the request counts, and all of it is answered 200', async () => {
    open({ signature: 'none' });
    expect(await front.post(JSON.stringify([{ user: 'ann', text: 'a' }, { text: 'whose?' }, 7]))).toEqual(OK);
    expect(front.taken).toHaveLength(1);
    expect(front.taken[0]?.items).toHaveLength(1);
    expect(front.taken[0]?.unmapped.map(({ field, raw }) => [field, raw])).toEqual([
      ['userId', '{"text":"whose?"}'],
      ['document', '7'],
    ]);
    expect(await front.post('[]')).toEqual(OK);
  });

  test('beyond the limit of the source: 429, and when to come again', async () => {
    open({ signature: 'none' });
    front.definition = { ...(front.definition as SourceDefinition), limits: { eventsPerSecond: 1, burst: 2 } };
    for (let sent = 0; sent < 2; sent++) expect(await front.post(BODY)).toEqual(OK);
    const answer = await front.app.inject({ method: 'POST', url: '/v1/webhooks/desk', payload: BODY });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '1']);
    expect([front.taken.length, front.refused]).toEqual([2, 1]);
  });

  test('the journal down: 503, and the sender is told when to come again', async () => {
    open({ signature: 'none' });
    front.failure = new CuspError(ERRORS.journalUnavailable, 'disk full');
    const answer = await front.app.inject({ method: 'POST', url: '/v1/webhooks/desk', payload: BODY });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(front.refused).toBe(1);
  });
});

describe('a delivery that comes again', () => {
  const ids = (): readonly Json[] => front.items.map(({ messageId }) => messageId as Json);
  const differ = (): number => new Set(ids()).size;

  test('has the same ids: by a header, whatever else changed; by the body where there is none', async () => {
    open({ signature: 'none', deliveryId: { header: 'X-Delivery' } });
    await front.post(BODY, { 'x-delivery': 'd1' });
    await front.post(`${BODY} `, { 'x-delivery': 'd1' });
    expect(differ()).toBe(1);
    await front.post(BODY, { 'x-delivery': 'd2' });
    await front.post(BODY);
    await front.post(BODY);
    expect(differ()).toBe(3);
    await front.post(`${BODY} `);
    expect(differ()).toBe(4);
  });

  test('an id in the document holds when a batch is cut anew', async () => {
    open({ signature: 'none', each: 'events', deliveryId: { path: 'id' } });
    const event = (id: number | null): JsonObject => ({ id, user: 'ann', text: 'x' });
    await front.post(JSON.stringify({ events: [event(1), event(2)] }));
    await front.post(JSON.stringify({ events: [event(2), event(3)] }));
    await front.post(JSON.stringify([event(3)]));
    expect(differ()).toBe(3);
    await front.post(JSON.stringify({ events: [event(null), event(null)] }));
    expect(differ()).toBe(5);
    expect(await front.post('{"events":1}')).toEqual({ status: 400, code: 'invalid_json' });
    expect(await front.post(JSON.stringify({ events: Array.from({ length: 2_501 }, () => ({})) }))).toEqual({
      status: 413,
      code: 'body_too_large',
    });
  });
});

describe('challenges', () => {
  const get = async (query: string): Promise<[number, string]> => {
    const { statusCode, body } = await front.app.inject({ url: `/v1/webhooks/desk?${query}` });
    return [statusCode, statusCode === 200 ? body : ''];
  };

  test('by GET, with a token', async () => {
    open({ signature: 'none', challenge: { query: 'hub.challenge', token: { query: 'hub.verify_token', secret: { secret: 'NEW' } } } });
    expect(await get('hub.challenge=42%3Cb%3E&hub.verify_token=new+secret')).toEqual([200, '42<b>']);
    for (const query of ['hub.challenge=42', 'hub.challenge=42&hub.verify_token=x', 'hub.verify_token=new+secret'])
      expect(await get(query)).toEqual([404, '']);
    const { headers } = await front.app.inject({ url: '/v1/webhooks/desk?hub.challenge=1&hub.verify_token=new%20secret' });
    expect([headers['content-type'], headers['x-content-type-options']]).toEqual(['text/plain; charset=utf-8', 'nosniff']);
  });

  test('by POST, once the signature fits; nothing is taken in', async () => {
    const token = { token: { header: 'X-Token', secret: { secret: 'NEW' } } };
    open({ signature: token, challenge: { body: { path: 'challenge', when: { type: 'url_verification' } } } });
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const answer = await front.app.inject({
      method: 'POST',
      url: '/v1/webhooks/desk',
      payload: body,
      headers: { 'x-token': 'new secret' },
    });
    expect([answer.statusCode, answer.body]).toEqual([200, 'abc']);
    expect(await front.post(body)).toEqual(WRONG);
    expect(front.taken).toEqual([]);
  });

  test('a source without one is only posted to', async () => {
    open({ signature: 'none' });
    expect(await get('hub.challenge=42')).toEqual([404, '']);
  });
});

describe('publishing', () => {
  const problems = (webhook: JsonObject, mapping: JsonObject | undefined = MAPPING): readonly string[] =>
    webhookProblems({ kind: 'source', name: 'desk', from: { webhook }, ...(mapping && { mapping }) });
  const secret = { secret: 'NEW' };

  test('says what would not verify, or not map', () => {
    open({ signature: 'none' });
    const base = { algorithm: 'sha256', header: 'X', secret };
    expect(problems({ signature: { hmac: base } })).toEqual([]);
    expect(problems({ signature: { hmac: { ...base, signed: 'v0:{timestamp}' } } })).toHaveLength(2);
    expect(problems({ signature: { hmac: { ...base, timestamp: { header: 'T' } } } })).toHaveLength(1);
    expect(problems({ signature: { hmac: { ...base, signed: '{timestamp}{body}', timestamp: {} } } })).toHaveLength(1);
    expect(problems({ signature: 'none' }, { event: 'E' })[0]).toMatch(/nobody would own/);
    expect(webhookProblems({ kind: 'source', name: 'desk', from: { webhook: { signature: 'none' } } })).toHaveLength(1);
    expect(webhookProblems({ kind: 'source', name: 'desk' })).toEqual([]);
  });
});
