import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { Analytics } from '@segment/analytics-node';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { RECEIVED_AT, track } from '../../test/cleaning.js';
import { basic, frontDoor, WRITE_KEY } from '../../test/front-door.js';
import { sharedData } from '../../test/shared-data.js';
import { tarFiles } from '../../test/tar-files.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { JsonObject } from '../vocabulary/json.js';

const open: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});
async function door(over: Parameters<typeof frontDoor>[0] = {}): ReturnType<typeof frontDoor> {
  const made = await frontDoor(over);
  open.push(made.app);
  return made;
}
async function listening(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}
const post = (app: FastifyInstance, url: string, payload: JsonObject | string | Buffer, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });
const authorized = { authorization: basic(WRITE_KEY) };

describe('every call', () => {
  const paths = ['identify', 'track', 'page', 'screen', 'group', 'alias', 'i', 't', 'p', 's', 'g', 'a'];
  it.each(paths)('/v1/%s takes one event in', async (path) => {
    const { app, engine } = await door();
    const answer = await post(app, `/v1/${path}`, track({ writeKey: WRITE_KEY, groupId: 'g1', previousId: 'p1' }));
    expect([answer.statusCode, answer.body]).toEqual([200, '{"success":true}']);
    expect(engine.events).toMatchObject([{ source: 'web', userId: 'u1', receivedAt: RECEIVED_AT }]);
    expect(engine.events[0]?.type[0]).toBe(path[0]);
  });

  it.each(['/v1/batch', '/v1/b', '/beacon/v1/batch'])('%s takes several in, with what the batch says about all', async (path) => {
    const { app, engine } = await door();
    const batch = [
      track({ messageId: 'm1', context: { ip: '198.51.100.0' }, integrations: { Mailchimp: false } }),
      track({ messageId: 'm2', type: 'page' }),
    ];
    const body = {
      batch,
      writeKey: WRITE_KEY,
      context: { ip: '192.0.2.0', locale: 'de' },
      integrations: { All: true },
      sentAt: '2026-11-22T12:00:00.000Z',
    };
    expect((await post(app, path, body)).statusCode).toBe(200);
    expect(engine.events.map(({ event, context, integrations }) => [event, context, integrations])).toEqual([
      ['Product Viewed', { ip: '198.51.100.0', locale: 'de' }, { All: true, Mailchimp: false }],
      ['Page Viewed', { ip: '192.0.2.0', locale: 'de' }, { All: true }],
    ]);
  });

  it('takes the SDK figures and drops them', async () => {
    const { app, engine } = await door();
    expect((await post(app, '/v1/m', { series: [] })).statusCode).toBe(200);
    expect(engine.books.received).toBe(0);
  });

  it('reads JSON whose content type is missing or nonsense', async () => {
    const { app, engine } = await door();
    const url = `http://127.0.0.1:${await listening(app)}/v1/t`;
    for (const [index, type] of [undefined, 'garbage', 'a/b/c; =', '*/*'].entries()) {
      const body = Buffer.from(JSON.stringify(track({ messageId: `m${index}`, writeKey: WRITE_KEY })));
      const answer = await fetch(url, { method: 'POST', body, headers: type === undefined ? {} : { 'content-type': type } });
      expect([type, answer.status]).toEqual([type, 200]);
    }
    expect(engine.books.accepted).toBe(4);
  });

  it('reads JSON under any content type', async () => {
    const { app, engine } = await door();
    for (const type of [
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-8',
      'application/vnd.x+json',
    ]) {
      const answer = await post(app, '/v1/t', JSON.stringify(track({ messageId: type, writeKey: WRITE_KEY })), { 'content-type': type });
      expect([type, answer.statusCode]).toEqual([type, 200]);
    }
    expect(engine.books.accepted).toBe(5);
  });
});

describe('the write key', () => {
  const cases: [name: string, headers: Record<string, string>, fields: JsonObject, status: number, query?: string][] = [
    ['in the body', {}, { writeKey: WRITE_KEY }, 200],
    ['as the Basic user', authorized, {}, 200],
    ['as the Basic user, scheme in lower case', { authorization: basic(WRITE_KEY).replace('Basic', 'basic') }, {}, 200],
    ['in the body beside a Bearer token', { authorization: 'Bearer abc' }, { writeKey: WRITE_KEY }, 200],
    ['in the body beside an unknown Basic user', { authorization: basic('other') }, { writeKey: WRITE_KEY }, 200],
    ['in the address', {}, {}, 200, `?writeKey=${WRITE_KEY}`],
    ['unknown in the address', {}, {}, 401, '?writeKey=other'],
    ['as a Bearer token alone', { authorization: `Bearer ${WRITE_KEY}` }, {}, 401],
    ['unknown', {}, { writeKey: 'other' }, 401],
    ['of a wrong type', {}, { writeKey: [WRITE_KEY] }, 401],
    ['nowhere', {}, {}, 401],
    ['a name that every object has', {}, { writeKey: 'constructor' }, 401],
  ];
  it.each(cases)('%s', async (_name, headers, fields, status, query = '') => {
    const { app, engine } = await door();
    const answer = await post(app, `/v1/track${query}`, track(fields), headers);
    expect(answer.statusCode).toBe(status);
    expect(engine.books).toMatchObject({ accepted: status === 200 ? 1 : 0, refused: 0 });
    if (status === 401) expect(answer.json()).toMatchObject({ code: 'unknown_write_key', status: 401 });
  });
});

describe('what is refused', () => {
  const blob = (bytes: number): string => 'x'.repeat(bytes);
  const batchOf = (items: readonly JsonObject[]): string => JSON.stringify({ batch: items });
  const cases: readonly (readonly [string, string, string | Buffer, Record<string, string>, string])[] = [
    ['no JSON', '/v1/track', '{"a":', {}, 'invalid_json'],
    ['nothing', '/v1/track', '', {}, 'invalid_json'],
    ['no UTF-8', '/v1/track', Buffer.from([0x22, 0xff, 0x22]), {}, 'invalid_json'],
    ['a single event of more than 32 KB', '/v1/track', JSON.stringify(track({ properties: { b: blob(33_000) } })), {}, 'body_too_large'],
    ['a single body of more than 40 KB', '/v1/track', JSON.stringify(track({ properties: { b: blob(50_000) } })), {}, 'body_too_large'],
    ['a batch of more than 512 KB', '/v1/batch', batchOf([track({ properties: { b: blob(600_000) } })]), {}, 'body_too_large'],
    ['a batch of more than 2,500', '/v1/batch?many', batchOf(Array.from({ length: 2501 }, () => ({}))), {}, 'body_too_large'],
    ['a bomb', '/v1/batch', gzipSync(Buffer.alloc(50_000_000, 0x20)), { 'content-encoding': 'gzip' }, 'body_too_large'],
    ['what says gzip and is none', '/v1/batch', '{}', { 'content-encoding': 'gzip' }, 'invalid_json'],
    ['an encoding that is not read', '/v1/batch', '{}', { 'content-encoding': 'br' }, 'invalid_json'],
  ];
  it.each(cases)('%s: 400, booked', async (_name, url, body, headers, code) => {
    const { app, engine } = await door();
    const answer = await post(app, url, body, { ...authorized, ...headers });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code, status: 400, type: `urn:cusp:error:${code}` });
    expect(answer.json().remedy).not.toBe('');
    expect(engine.books).toMatchObject({ received: 0, refused: url === '/v1/batch?many' ? 2501 : 1 });
  });

  it('accepts what is just inside the limits', async () => {
    const { app, engine } = await door();
    expect((await post(app, '/v1/track', track({ properties: { b: blob(32_600) } }), authorized)).statusCode).toBe(200);
    const items = Array.from({ length: 2500 }, (_, index) => track({ messageId: String(index), properties: { b: blob(100) } }));
    expect((await post(app, '/v1/batch', batchOf(items), authorized)).statusCode).toBe(200);
    expect((await post(app, '/v1/batch', { batch: [] }, authorized)).statusCode).toBe(200);
    expect(engine.books).toMatchObject({ received: 2501, accepted: 2501, refused: 0 });
  });

  it('one item of a batch that is too large is put aside; the others count', async () => {
    const { app, engine } = await door();
    const batch = [track(), track({ messageId: 'm2', properties: { b: blob(33_000) } })];
    expect((await post(app, '/v1/batch', { batch }, authorized)).statusCode).toBe(200);
    expect(engine.books).toMatchObject({ accepted: 1, quarantined: 1 });
  });

  it.each([{ batch: 'x' }, { batch: null }, { batch: 7 }, {}])('a batch that is none counts as one item put aside: %j', async (body) => {
    const { app, engine } = await door();
    expect((await post(app, '/v1/batch', body, authorized)).statusCode).toBe(200);
    expect(engine.books).toMatchObject({ received: 1, quarantined: 1 });
  });
});

describe('when the engine cannot take in', () => {
  it('answers 503 with Retry-After, and books the items as refused', async () => {
    const error = new CuspError(ERRORS.journalUnavailable, 'disk full', { retryAfterSeconds: 7 });
    const { app, engine } = await door({ accept: () => Promise.reject(error) });
    const answer = await post(app, '/v1/batch', { batch: [track(), track({ messageId: 'm2' })] }, authorized);
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([503, '7', 'journal_unavailable']);
    expect(engine.books).toMatchObject({ received: 0, refused: 2 });
  });

  it('does not tell what broke inside', async () => {
    const { app } = await door({ accept: () => Promise.reject(new Error('secret detail')) });
    const answer = await post(app, '/v1/track', track(), authorized);
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal']);
    expect(answer.body).not.toContain('secret');
  });

  it.each([
    ['items', { bytes: 1e9, items: 3 }],
    ['bytes', { bytes: 250, items: 1e9 }],
  ])('bounds the %s that wait, and lets in again when they are done', async (_what, inFlight) => {
    const waiting: (() => void)[] = [];
    const { app, engine } = await door({
      inFlight,
      accept: async (source, items) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return engine.accept(source, items);
      },
    });
    await listening(app);
    const batch = (name: string): JsonObject => ({ batch: [track({ messageId: `${name}1` }), track({ messageId: `${name}2` })] });
    const first = post(app, '/v1/batch', batch('a'), authorized);
    while (waiting.length === 0) await sleep(1);
    const refused = await post(app, '/v1/batch', batch('b'), authorized);
    expect([refused.statusCode, refused.headers['retry-after'], refused.json().code]).toEqual([503, '1', 'overloaded']);
    waiting.pop()?.();
    expect((await first).statusCode).toBe(200);
    const third = post(app, '/v1/batch', batch('c'), authorized);
    while (waiting.length === 0) await sleep(1);
    waiting.pop()?.();
    expect((await third).statusCode).toBe(200);
    expect(engine.books.accepted).toBe(4);
  });

  it('gives the room of a client that went away back', async () => {
    const { app, engine } = await door({ inFlight: { bytes: 500, items: 10 } });
    const port = await listening(app);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /v1/track HTTP/1.1\r\nHost: a\r\nContent-Length: 450\r\n\r\n{');
    const body = track({ properties: { b: 'x'.repeat(100) } });
    while ((await post(app, '/v1/track', body, authorized)).statusCode !== 503) await sleep(1);
    socket.destroy();
    while ((await post(app, '/v1/track', body, authorized)).statusCode !== 200) await sleep(1);
    expect(engine.books.received).toBeGreaterThan(0);
  });
});

describe('a source that sends more than it may', () => {
  const limitsOf = (source: string) => (source === 'web' ? { eventsPerSecond: 0.5, burst: 2 } : undefined);
  const two = { batch: [track(), track({ messageId: 'm2' })] };

  it('is answered 429 with the seconds to wait, and let in after them', async () => {
    let now = RECEIVED_AT;
    const { app, engine } = await door({ limitsOf, clock: { now: () => now } });
    expect((await post(app, '/v1/batch', two, authorized)).statusCode).toBe(200);
    const refused = await post(app, '/v1/batch', two, authorized);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'rate_limited']);
    expect(refused.headers).toMatchObject({ 'retry-after': '2', 'x-ratelimit-reset': '2' });
    expect(refused.headers['access-control-expose-headers']).toContain('Retry-After');
    expect(engine.books).toMatchObject({ received: 2, refused: 1 });
    now += 4_000;
    expect((await post(app, '/v1/batch', two, authorized)).statusCode).toBe(200);
  });

  it('is known by its body too, and its items are booked', async () => {
    const { app, engine } = await door({ limitsOf });
    const body = { ...two, writeKey: WRITE_KEY };
    expect((await post(app, '/v1/batch', body)).statusCode).toBe(200);
    expect((await post(app, '/v1/batch', body)).statusCode).toBe(429);
    expect(engine.books).toMatchObject({ received: 2, refused: 2 });
  });
});

describe('those who ask are told', () => {
  const batch = [track(), track(), track({ event: 'Other' }), track({ messageId: 'm2', event: 7 })];
  it.each([
    ['?verbose=1', {}],
    ['?verbose=true', {}],
    ['', { prefer: 'return=representation' }],
  ])('every outcome, in order (%s %j)', async (query, headers) => {
    const { app } = await door();
    const answer = await post(app, `/v1/batch${query}`, { batch }, { ...authorized, ...headers });
    expect(answer.json()).toEqual({
      success: true,
      outcomes: [
        { status: 'accepted', messageId: 'm1', reason: null, field: null, detail: null },
        { status: 'duplicate', messageId: 'm1', reason: null, field: null, detail: null },
        { status: 'duplicate', messageId: 'm1', reason: 'conflicting_duplicate', field: null, detail: null },
        { status: 'quarantined', messageId: 'm2', reason: 'invalid_event_name', field: 'event', detail: 'is no text' },
      ],
    });
  });
});

describe('browsers', () => {
  it('may come from any origin', async () => {
    const { app } = await door();
    const headers = {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    const preflight = await app.inject({ method: 'OPTIONS', url: '/v1/t', headers });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    for (const name of ['Authorization', 'Content-Type', 'X-Retry-Count'])
      expect(preflight.headers['access-control-allow-headers']).toContain(name);
    expect((await post(app, '/v1/t', '{', authorized)).headers['access-control-allow-origin']).toBe('*');
  });

  it.each(['/v1/batch', '/beacon/v1/batch', '/sourceConfig', '/sourceConfig/'])('may ask before they send to %s', async (url) => {
    const { app } = await door();
    const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url });
    expect([statusCode, headers['access-control-allow-origin']]).toEqual([204, '*']);
    for (const name of ['AnonymousId', 'SentAt', 'Rsa-Retry-Attempt']) expect(headers['access-control-allow-headers']).toContain(name);
  });

  it.each(['/sourceConfig', '/sourceConfig/', '/v1/sourceConfig'])("find RudderStack's configuration at %s", async (url) => {
    const { app } = await door();
    const wanted = { source: { id: 'web', enabled: true, destinations: [], config: { statsCollection: { errors: { enabled: false } } } } };
    const byAddress = await app.inject({ url: `${url}?p=npm&v=3.34.1&writeKey=${WRITE_KEY}` });
    expect(byAddress.json()).toMatchObject(wanted);
    expect(byAddress.headers['access-control-allow-origin']).toBe('*');
    expect((await app.inject({ url, headers: authorized })).json()).toMatchObject(wanted);
    expect((await app.inject({ method: 'HEAD', url, headers: authorized })).statusCode).toBe(200);
    const unknown = await app.inject({ url: `${url}?writeKey=other` });
    expect([unknown.statusCode, unknown.json().code]).toEqual([401, 'unknown_write_key']);
  });

  it('are told to send to the address under which they came', async () => {
    const { app } = await door();
    const url = `/v1/projects/${WRITE_KEY}/settings`;
    const plain = await app.inject({ url, headers: { host: '127.0.0.1:4400' } });
    expect(plain.json()).toMatchObject({
      integrations: { 'Segment.io': { apiKey: WRITE_KEY, apiHost: '127.0.0.1:4400/v1', protocol: 'http' } },
      metrics: { sampleRate: 0 },
    });
    expect(Object.keys(plain.json().integrations)).toEqual(['Segment.io']);
    const proxied = await app.inject({ url, headers: { host: 'cusp.example', 'x-forwarded-proto': 'https' } });
    expect(proxied.json().integrations['Segment.io']).toMatchObject({ apiHost: 'cusp.example/v1', protocol: 'https' });
    expect((await app.inject({ url, headers: { host: 'a"b' } })).statusCode).toBe(400);
    expect((await app.inject({ url: '/v1/projects/other/settings' })).statusCode).toBe(401);
  });
});

describe('gzip', () => {
  it('is read', async () => {
    const { app, engine } = await door();
    const body = gzipSync(JSON.stringify({ batch: [track()] }));
    expect((await post(app, '/v1/batch', body, { ...authorized, 'content-encoding': 'gzip' })).statusCode).toBe(200);
    expect(engine.books.accepted).toBe(1);
  });
});

describe('law: Nothing vanishes', () => {
  it('received = accepted + duplicate + quarantined, and no body brings the door down', async () => {
    const { app, engine } = await door();
    const like = fc.record(
      {
        type: fc.constantFrom('track', 'identify', 'page', 'nonsense'),
        event: fc.oneof(fc.constantFrom('A', 'B'), fc.jsonValue()),
        userId: fc.oneof({ arbitrary: fc.constantFrom('u1', 'u2'), weight: 4 }, fc.jsonValue()),
        messageId: fc.oneof({ arbitrary: fc.constantFrom('m1', 'm2', 'm3'), weight: 4 }, fc.jsonValue()),
        properties: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const item = fc.oneof({ arbitrary: like, weight: 5 }, fc.jsonValue());
    const calls = fc.record({
      path: fc.constantFrom('batch', 'b', 'track', 't', 'identify', 'i', 'page', 'alias'),
      items: fc.array(item, { maxLength: 8 }),
      whole: fc.jsonValue(),
      mangle: fc.boolean(),
    });
    // The same one twice, so that each kind of outcome has been there whatever is drawn.
    const twice = JSON.stringify({ batch: [track(), track()] });
    expect((await post(app, '/v1/batch', twice, authorized)).statusCode).toBe(200);
    let sent = 2;
    await fc.assert(
      fc.asyncProperty(calls, async ({ path, items, whole, mangle }) => {
        const isBatch = path === 'batch' || path === 'b';
        const body = JSON.stringify(mangle ? whole : isBatch ? { batch: items } : (items[0] ?? {}));
        const answer = await post(app, `/v1/${path}?verbose=1`, body, authorized);
        expect(answer.statusCode).toBe(200);
        sent += answer.json().outcomes.length as number;
        const { received, accepted, duplicate, quarantined } = engine.books;
        expect(received).toBe(sent);
        expect(received).toBe(accepted + duplicate + quarantined);
      }),
      { numRuns: 300 },
    );
    expect(engine.books.accepted).toBeGreaterThan(0);
    expect(engine.books.duplicate).toBeGreaterThan(0);
  });

  it('bytes that are no JSON are 400, never 5xx', async () => {
    const { app } = await door();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('identity', 'gzip', ''), async (bytes, encoding) => {
        const answer = await post(app, '/v1/batch', Buffer.from(bytes), { ...authorized, 'content-encoding': encoding });
        expect([200, 400]).toContain(answer.statusCode);
      }),
    );
  });

  const suite = sharedData('json-test-suite/json-test-suite.tar.gz');
  it.skipIf(suite === undefined)(
    `accepts and refuses as the JSON test suite says${suite === undefined ? ' (skipped: no shared/data)' : ''}`,
    async () => {
      const { app } = await door();
      const files = [...tarFiles(readFileSync(suite as string))].filter(([path]) => path.includes('test_parsing/'));
      expect(files.length).toBeGreaterThan(300);
      for (const [path, body] of files) {
        const { statusCode } = await post(app, '/v1/track', body, authorized);
        const verdict = path.split('/').at(-1)?.[0];
        expect([path, verdict === 'y' ? [200] : verdict === 'n' ? [400] : [200, 400]]).toEqual([
          path,
          expect.arrayContaining([statusCode]),
        ]);
      }
    },
  );
});

describe('the real @segment/analytics-node', () => {
  it('delivers every call', async () => {
    const { app, engine } = await door();
    const host = `http://127.0.0.1:${await listening(app)}`;
    const errors: unknown[] = [];
    const client = new Analytics({ writeKey: WRITE_KEY, host, flushAt: 4, maxRetries: 0 });
    client.on('error', (error) => errors.push(error));
    client.identify({ userId: 'u1', traits: { plan: 'gold' } });
    client.track({ userId: 'u1', event: 'Product Viewed', properties: { price: 39.9 }, timestamp: new Date(RECEIVED_AT - 86_400_000) });
    client.page({ anonymousId: 'a1', name: 'Kettles', category: 'Kitchen' });
    client.screen({ anonymousId: 'a1', name: 'Home' });
    client.group({ userId: 'u1', groupId: 'g1', traits: { name: 'Acme' } });
    client.alias({ userId: 'u1', previousId: 'a1' });
    await client.closeAndFlush({ timeout: 5000 });
    expect(errors).toEqual([]);
    expect(engine.books).toMatchObject({ received: 6, accepted: 6 });
    expect(engine.events.map(({ type }) => type).sort()).toEqual(['alias', 'group', 'identify', 'page', 'screen', 'track']);
    const byType = Object.fromEntries(engine.events.map((event) => [event.type, event]));
    expect(byType.identify).toMatchObject({ userId: 'u1', traits: { plan: 'gold' } });
    expect(byType.page).toMatchObject({ event: 'Page Viewed', anonymousId: 'a1', properties: { name: 'Kettles', category: 'Kitchen' } });
    expect(byType.group).toMatchObject({ groupId: 'g1', traits: { name: 'Acme' } });
    expect(byType.alias).toMatchObject({ previousId: 'a1' });
    expect(byType.track?.context.library).toMatchObject({ name: '@segment/analytics-node' });
  });
});
