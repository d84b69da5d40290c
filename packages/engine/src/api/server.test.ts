import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RECEIVED_AT, track } from '../../test/cleaning.js';
import { FakeEngine } from '../../test/fake-engine.js';
import { basic } from '../../test/front-door.js';
import * as contract from './contract.js';
import { CustomerExport } from './customer-export-contract.js';
import { listen } from './listen.js';
import { createServer, type ServerOptions } from './server.js';

const TOKEN = 'an-admin-token';
const authorization = `Bearer ${TOKEN}`;
let engine: FakeEngine;
let app: FastifyInstance;

async function serve(over: Partial<ServerOptions> = {}): Promise<FastifyInstance> {
  return createServer({ engine, adminToken: TOKEN, writeKeys: (key) => (key === 'wk' ? 'web' : undefined), ...over });
}
beforeEach(async () => {
  engine = new FakeEngine();
  app = await serve();
});
afterEach(async () => {
  await app.close();
});
const ask = (url: string, over: InjectOptions = {}) => app.inject({ url, headers: { authorization }, ...over });
const tell = (method: 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
  ask(url, { method, ...(payload === undefined ? {} : { payload }) });

describe('answers fit the contract', () => {
  type Asked = [
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    payload: object | undefined,
    schema: TSchema | undefined,
    status?: number,
  ];
  const asked: Asked[] = [
    ['GET', '/customers?search=userId:u&limit=7&cursor=abc', undefined, contract.CustomerList],
    ['GET', '/customers?segment=buyers&order=recent', undefined, contract.CustomerList],
    ['GET', '/customers/by-trait?text=berlin', undefined, contract.TraitMatches],
    ['GET', '/customers/userId:u1/timeline?type=track&event=Bought&source=web&since=2026-01-31T12:00:00Z', undefined, contract.Timeline],
    ['GET', '/customers/userId:u1/export', undefined, CustomerExport],
    ['GET', '/customers/userId:u1', undefined, contract.Customer],
    ['GET', '/customers/userId:u1?at=2026-01-31T12:00:00Z', undefined, contract.Customer],
    ['GET', '/customers/userId%3Au1/timeline', undefined, contract.Timeline],
    ['GET', '/customers/userId:u1/identity', undefined, contract.IdentityLinks],
    ['DELETE', '/customers/userId:u1', undefined, contract.ErasureStatus, 202],
    ['GET', '/erasures/e1', undefined, contract.ErasureStatus],
    ['GET', '/segments', undefined, contract.SegmentList],
    ['GET', '/segments/viewers?at=2026-01-31', undefined, contract.Segment],
    ['GET', '/segments/viewers/members?limit=10', undefined, contract.Members],
    ['GET', '/segments/viewers/explain/userId:u1', undefined, contract.Explanation],
    ['POST', '/segments/preview', { definition: { where: {} }, now: '2026-01-31T12:00:00Z' }, contract.Preview],
    ['GET', '/segments/preview/pre_1', undefined, contract.Preview],
    ['PUT', '/definitions', { definitions: [{ kind: 'segment' }], reason: 'r' }, contract.Plan],
    ['POST', '/definitions/plan', { definitions: [], remove: [{ kind: 'segment', name: 'x' }] }, contract.Plan],
    ['GET', '/schema', undefined, contract.DefinitionSchema],
    ['GET', '/moments?name=m&customer=userId:u1&since=2026-01-01T00:00:00Z', undefined, contract.MomentList],
    ['GET', '/moments/comparing', undefined, contract.MomentSummary],
    ['GET', '/moments/comparing/explain/userId:u1', undefined, contract.MomentExplanation],
    ['GET', '/decisions?campaign=c&outcome=refused&reason=stale', undefined, contract.DecisionList],
    ['GET', '/decisions/d_1', undefined, contract.DecisionShown],
    ['GET', '/deliveries?status=dead&campaign=c&customer=userId:u1', undefined, contract.DeliveryList],
    ['POST', '/deliveries/replay', { decisionIds: ['d_dead', 'd_other'] }, contract.DeliveryReplay],
    ['GET', '/exports', undefined, contract.ExportList],
    ['GET', '/subscriptions', undefined, contract.SubscriptionList],
    ['GET', '/sources', undefined, contract.SourceList],
    ['GET', '/keys', undefined, contract.KeyList],
    ['POST', '/sources/app/keys', {}, contract.SourceKey, 201],
    ['DELETE', '/keys/k1', undefined, undefined, 204],
    ['GET', '/secrets', undefined, contract.SecretList],
    ['PUT', '/secrets/crm', { value: 'v' }, undefined, 204],
    ['DELETE', '/secrets/crm', undefined, undefined, 204],
    ['GET', '/sources/web/accounting', undefined, contract.Books],
    ['GET', '/sources/web/quality?from=2026-01-01', undefined, contract.SourceQuality],
    ['GET', '/sources/web/suggested-plan', undefined, contract.SuggestedPlan],
    ['GET', '/alerts?source=web', undefined, contract.AlertList],
    ['GET', '/quarantine?source=web&reason=invalid_type', undefined, contract.QuarantineList],
    ['GET', '/quarantine/groups', undefined, contract.QuarantineGroups],
    ['GET', '/quarantine/q1', undefined, contract.QuarantinedItem],
    ['POST', '/quarantine/replay', { ids: ['q1'] }, contract.ReplayResult],
    ['POST', '/quarantine/repair', { filter: { source: 'web' }, rules: [{ set: 'a', to: null }], dryRun: true }, contract.RepairResult],
    ['GET', '/overview', undefined, contract.Overview],
    ['POST', '/sql', { query: 'SELECT 1', params: { a: 1 } }, contract.SqlResult],
    ['POST', '/flush?until=warehouse', undefined, contract.Flushed],
    ['POST', '/rebuild/warehouse', {}, contract.RebuildResult],
    ['GET', '/metrics', undefined, contract.MetricList],
    ['GET', '/metrics/orders?at=2026-01-31T12:00:00Z', undefined, contract.Metric],
    ['GET', '/scores', undefined, contract.ScoreList],
    ['POST', '/scores', { score: 'churn', customer: 'userId:u1', value: 0.7 }, contract.ScoresAnswer],
    ['POST', '/sources/shop/items', { items: [] }, contract.SourceItemsAnswer],
  ];
  it.each(asked)('%s %s', async (method, path, payload, schema, status = 200) => {
    const answer = await ask(`/api/v1${path}`, { method, ...(payload === undefined ? {} : { payload }) });
    expect([answer.statusCode, answer.body]).toEqual([status, expect.any(String)]);
    if (schema !== undefined) expect([...Compile(schema).Errors(answer.json())]).toEqual([]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await app.inject({ method, url: `/api/v1${path}` })).statusCode).toBe(401);
  });

  it('covers every management route', async () => {
    const { paths } = (await ask('/api/openapi.json')).json() as { paths: Record<string, Record<string, unknown>> };
    const routes = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    const elsewhere = [
      // Asked in access.test.ts.
      '/session',
      '/people',
      '/tokens',
      '/invitations',
      '/changes',
      // Asked in imports.test.ts.
      '/imports',
      // Asked in segment-history.test.ts.
      '/trend',
      '/changes',
      '/overlap',
      'segments/{name}/export',
      'definitions/{',
      'publications',
      'drafts',
      'discover',
      'insight',
      'campaigns',
      'acting/',
      'experiments',
      'deliveries',
      'api/v1/decide',
      'api/v1/stream',
      'journeys',
      'surges',
      'features',
      'identity/',
      'decide',
      'exports/',
      // Asked of a real engine in test/consent.test.ts.
      '/consents',
      '/preference-link',
      '/contactable',
    ];
    const others = routes.filter((route) => route !== 'get /api/v1/definitions' && !elsewhere.some((part) => route.includes(part)));
    const isAsked = (route: string): boolean => {
      const pattern = new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
      return asked.some(([method, path]) => pattern.test(`${method.toLowerCase()} /api/v1${path.split('?')[0] as string}`));
    };
    expect(others.filter((route) => !isAsked(route))).toEqual([]);
  });
});

describe('what is asked reaches the engine as values', () => {
  it('reads identifiers, instants and pages', async () => {
    await ask(`/api/v1/customers/${encodeURIComponent('email:a/b+c:d@example.org')}?at=2026-01-31T12:00:00Z`);
    await ask('/api/v1/customers?search=x');
    await ask('/api/v1/decisions?outcome=refused&exceptReason=stale');
    await ask('/api/v1/moments?customer=userId:u1&since=2026-01-01&limit=5&cursor=c1');
    await tell('POST', '/api/v1/segments/preview', { definition: { where: { performed: 'E' } }, now: '2026-01-31T12:00:00Z' });
    await tell('PUT', '/api/v1/definitions', {
      definitions: [{ kind: 'segment' }],
      remove: [{ kind: 'metric', name: 'm' }],
      reason: 'tidy',
    });
    const at = Date.UTC(2026, 0, 31, 12);
    expect(engine.asked).toEqual([
      { customer: 'email:a/b+c:d@example.org', at },
      { customers: { limit: 50, search: 'x' } },
      { decisions: { limit: 50, outcome: 'refused', exceptReason: 'stale' } },
      { moments: { limit: 5, cursor: 'c1', identifier: { subject: 'person', type: 'userId', value: 'u1' }, since: Date.UTC(2026, 0, 1) } },
      { preview: { where: { performed: 'E' } }, now: at },
      { publish: [[{ kind: 'segment' }], { by: 'admin', personId: null, reason: 'tidy', removed: [{ kind: 'metric', name: 'm' }] }] },
    ]);
  });

  it('marks a preview that is an estimate, and answers the exact one to who waits or asks again', async () => {
    const where = { performed: 'E' };
    const soon = await tell('POST', '/api/v1/segments/preview', { definition: { where } });
    expect(soon.json()).toMatchObject({ estimate: true, count: 1, interval: [1, 2], asked: 1, previewId: 'pre_1', share: 0.25 });
    for (const exact of [
      await tell('POST', '/api/v1/segments/preview', { definition: { where }, wait: true }),
      await ask('/api/v1/segments/preview/pre_1'),
    ]) {
      expect(exact.json()).toMatchObject({ estimate: false });
      expect(Object.keys(exact.json())).not.toContain('interval');
      expect(Object.keys(exact.json())).not.toContain('previewId');
    }
  });

  it('takes the longest identifier there is, of any characters', async () => {
    const answer = await ask(`/api/v1/customers/userId:${encodeURIComponent('€'.repeat(512))}`);
    expect(answer.json()).toMatchObject({ code: 'unknown_customer' });
    expect(engine.asked).toEqual([{ customer: `userId:${'€'.repeat(512)}`, at: undefined }]);
  });

  it('says metrics in the shape that /metrics has too: shares are a list, what was nested stays so', async () => {
    const { metrics } = (await ask('/api/v1/customers/userId:u1')).json();
    expect(metrics).toEqual({ orders: 3, last_products: ['a'], channels: [{ value: 'email', share: 1 }], favourite: null });
    expect((await ask('/api/openapi.json')).body).toMatch(/"share":\{[^}]*"maximum":1[},]/);
  });
});

describe('failures are problems', () => {
  const cases: readonly (readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string, string | object | undefined, number, string])[] = [
    ['GET', '/customers/userId:nobody', undefined, 404, 'unknown_customer'],
    ['GET', '/customers/nobody', undefined, 400, 'invalid_request'],
    ['GET', '/customers/userId:u1?at=yesterday', undefined, 400, 'invalid_request'],
    ['GET', '/customers?limit=0', undefined, 400, 'invalid_request'],
    ['GET', '/customers?limit=abc', undefined, 400, 'invalid_request'],
    ['GET', '/customers?limit=5&limit=6', undefined, 400, 'invalid_request'],
    ['GET', '/decisions?outcome=maybe', undefined, 400, 'invalid_request'],
    ['GET', '/decisions?exceptReason=mood', undefined, 400, 'invalid_request'],
    ['GET', '/moments?since=x', undefined, 400, 'invalid_request'],
    ['GET', '/moments?customer=x', undefined, 400, 'invalid_request'],
    ['GET', '/segments/none', undefined, 404, 'unknown_segment'],
    ['GET', '/segments/none/members', undefined, 404, 'unknown_segment'],
    ['GET', '/segments/none/explain/userId:u1', undefined, 404, 'unknown_segment'],
    ['GET', '/moments/none/explain/userId:u1', undefined, 404, 'unknown_moment'],
    ['GET', '/segments/__proto__', undefined, 404, 'unknown_segment'],
    ['POST', '/segments/preview', { definition: {} }, 422, 'invalid_definition'],
    ['POST', '/segments/preview', { definition: [] }, 400, 'invalid_request'],
    ['GET', '/segments/preview/none', undefined, 404, 'not_found'],
    ['POST', '/segments/preview', { definition: { where: {} }, nwo: '' }, 400, 'invalid_request'],
    ['POST', '/segments/preview', '{"definition":{"__proto__":{}}}', 400, 'invalid_json'],
    ['POST', '/segments/preview', '{', 400, 'invalid_json'],
    ['PUT', '/definitions', 'x'.repeat(1_100_000), 413, 'body_too_large'],
    ['PUT', '/definitions', {}, 400, 'invalid_request'],
    ['DELETE', '/customers/userId:nobody', undefined, 404, 'unknown_customer'],
    ['GET', '/erasures/none', undefined, 404, 'not_found'],
    ['GET', '/sources/none/accounting', undefined, 404, 'not_found'],
    ['GET', '/sources/none/quality', undefined, 404, 'not_found'],
    ['GET', '/sources/none/suggested-plan', undefined, 404, 'not_found'],
    ['GET', '/sources/web/quality?from=soon', undefined, 400, 'invalid_request'],
    ['POST', '/quarantine/replay', { ids: [] }, 400, 'invalid_request'],
    ['POST', '/quarantine/repair', { filter: {}, rules: [{ set: 'a', to: 1, remove: 'b' }] }, 400, 'invalid_request'],
    ['POST', '/sql', { query: 'DROP' }, 400, 'invalid_query'],
    ['POST', '/sql', {}, 400, 'invalid_request'],
    ['POST', '/rebuild/everything', undefined, 400, 'invalid_request'],
    ['POST', '/flush?until=never', undefined, 400, 'invalid_request'],
    ['GET', '/stream?types=event,nonsense', undefined, 400, 'invalid_request'],
    ['GET', '/nothing', undefined, 404, 'not_found'],
  ];
  it.each(cases)('%s %s %j: %d %s', async (method, path, payload, status, code) => {
    const headers = { authorization, ...(typeof payload === 'string' ? { 'content-type': 'application/json' } : {}) };
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload === undefined ? {} : { payload }) });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect([...Compile(contract.Problem).Errors(answer.json())]).toEqual([]);
  });

  it('lists the problems of a definition', async () => {
    const answer = await tell('POST', '/api/v1/segments/preview', { definition: {} });
    expect(answer.json().problems).toMatchObject([{ code: 'missing_where', pointer: '/where' }]);
  });

  it('does not tell what broke inside', async () => {
    engine.flush = () => Promise.reject(new Error('secret detail'));
    const answer = await tell('POST', '/api/v1/flush');
    expect([answer.statusCode, answer.json().code, answer.body.includes('secret')]).toEqual([500, 'internal', false]);
  });
});

describe('the admin token', () => {
  it.each([
    ['none', undefined],
    ['a wrong one', 'Bearer other'],
    ['a longer one', `Bearer ${TOKEN}x`],
    ['an empty one', 'Bearer '],
    ['a Basic user', basic(TOKEN)],
  ])('%s: 401', async (_name, given) => {
    const answer = await app.inject({ url: '/api/v1/overview', headers: given === undefined ? {} : { authorization: given } });
    expect([answer.statusCode, answer.json().code, answer.headers['www-authenticate']]).toEqual([401, 'unauthorized', 'Bearer']);
  });

  it('is not read from the address', async () => {
    expect((await app.inject({ url: `/api/v1/stream?token=${TOKEN}` })).statusCode).toBe(401);
  });

  it('must not be empty', async () => {
    await expect(serve({ adminToken: '' })).rejects.toMatchObject({ code: 'insecure_listen' });
  });
});

describe('the tracking API stands beside it', () => {
  it('takes events in and shows them in the books, without the admin token', async () => {
    const batch = [track(), track({ messageId: null }), track({ event: 7 })];
    const answer = await app.inject({ method: 'POST', url: '/v1/batch?verbose=1', payload: { batch, writeKey: 'wk' } });
    expect(answer.json().outcomes.map(({ status }: { status: string }) => status)).toEqual(['accepted', 'accepted', 'quarantined']);
    expect(answer.json().outcomes[1].messageId).toBe('generated-1');
    expect(answer.headers).not.toHaveProperty('content-security-policy');
    expect((await ask('/api/v1/sources/web/accounting')).json()).toEqual({
      received: 3,
      accepted: 2,
      duplicate: 0,
      quarantined: 1,
      refused: 0,
    });
    const metrics = await app.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toContain('cusp_items_total{source="web",outcome="accepted"} 2');
  });

  it('answers over the network as it does in process, holds a source to its limits, and counts what is sent again', async () => {
    Object.assign(engine, { limitsOf: () => ({ eventsPerSecond: 0.1, burst: 1 }) });
    const url = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: false });
    const send = (count: string) =>
      fetch(`${url}/v1/track`, {
        method: 'POST',
        headers: { authorization: basic('wk'), 'x-retry-count': count },
        body: JSON.stringify(track()),
      });
    expect((await send('1')).status).toBe(200);
    const refused = await send('2');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('cusp_retried_requests_total{source="web"} 1');
    expect(metrics).toContain('cusp_collect_wait_seconds 0');
    expect((await fetch(`${url}/v1/nothing`)).status).toBe(404);
  });

  it('closes connections beyond its limit, and lets others in when there is room', async () => {
    await app.close();
    app = await serve({ maxConnections: 1 });
    const port = Number(new URL(await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: false })).port);
    const first = connect(port, '127.0.0.1');
    await once(first, 'connect');
    first.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(first, 'data');
    const second = connect(port, '127.0.0.1');
    await once(second, 'close');
    first.destroy();
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  });

  it('takes in what was read from a file, under the name of its source; a forbidden key costs one item only', async () => {
    const payload = '{"items":[{"type":"track","event":"E","userId":"u1","messageId":"m1"},{"__proto__":{}}]}';
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/sources/shop/items', headers, payload });
    expect(answer.json()).toEqual({ received: 2, accepted: 1, duplicate: 0, quarantined: 1, conflicting: 0 });
    expect(engine.books.events).toMatchObject([{ source: 'shop', receivedAt: RECEIVED_AT }]);
    const other = await app.inject({ method: 'POST', url: '/api/v1/sql', headers, payload: '{"query":"SELECT 1","__proto__":{}}' });
    expect(other.statusCode).toBe(400);
  });

  it('keeps its ways to itself: no other route allows foreign origins or reads text/plain as JSON', async () => {
    const headers = { authorization, origin: 'https://shop.example', 'content-type': 'text/plain' };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/sql', headers, payload: '{"query":"SELECT 1"}' });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('health', () => {
  it('is 200 only when events can be taken in', async () => {
    expect((await app.inject('/health')).json()).toEqual({ status: 'ready', acting: 'running' });
    engine.state = { ...engine.state, actingHeld: { by: 'Ann', reason: 'wrong offers', at: 0 } };
    expect((await app.inject('/health')).json()).toEqual({ status: 'ready', acting: 'held' });
    engine.state = { ...engine.state, recovering: true };
    const starting = await app.inject('/health');
    expect([starting.statusCode, starting.json().code, starting.headers['retry-after']]).toEqual([503, 'starting', '1']);
    engine.state = { ...engine.state, recovering: false, journalFailed: 'disk full' };
    expect((await app.inject('/health')).json()).toMatchObject({ status: 503, code: 'journal_unavailable' });
  });
});

describe('OpenAPI', () => {
  it('describes every route with its schema and the token that it asks for', async () => {
    const answer = await app.inject('/api/openapi.json');
    const document = answer.json() as {
      openapi: string;
      paths: Record<string, Record<string, { security?: object[]; responses: Record<string, object>; parameters?: object[] }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document.paths['/v1/batch'])).toContain('"name":"verbose"');
    expect(document.paths['/v1/batch']?.post?.security).toBeUndefined();
    const customer = document.paths['/api/v1/customers/{customer}'];
    expect(customer?.get?.security).toEqual([{ adminToken: [] }]);
    expect(customer?.get?.parameters).toContainEqual(expect.objectContaining({ in: 'query', name: 'at', required: false }));
    expect(Object.keys(customer?.delete?.responses ?? {})).toEqual(['200', '202', 'default']);
    expect(JSON.stringify(customer?.get?.responses)).toContain('consents');
  });
});

describe('the console', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cusp-console-'));
    await mkdir(join(directory, 'assets'));
    await writeFile(join(directory, 'index.html'), '<!doctype html><title>Cusp</title>');
    await writeFile(join(directory, 'assets', 'main-abc.js'), 'export {};');
    await writeFile(join(directory, '.secret'), 'hidden');
    await app.close();
    app = await serve({ consoleDirectory: directory });
  });
  afterEach(() => rm(directory, { recursive: true }));
  const page = { headers: { accept: 'text/html,*/*' } };

  it('is served with headers that bind it to itself', async () => {
    const index = await app.inject({ url: '/', ...page });
    expect([index.statusCode, index.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect(index.headers['content-security-policy']).toContain("script-src 'self';");
    expect(index.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const script = await app.inject('/assets/main-abc.js');
    expect([script.statusCode, script.headers['content-type'], script.headers['cache-control']]).toEqual([
      200,
      expect.stringContaining('javascript'),
      'public, max-age=31536000, immutable',
    ]);
  });

  it('finds its own way: any address of a page gets the page', async () => {
    for (const url of ['/customers/userId:u1', '/segments/x?tab=members']) {
      const answer = await app.inject({ url, ...page });
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
        200,
        expect.stringContaining('text/html'),
        'no-cache',
      ]);
    }
  });

  it.each(['/api/v1/nothing', '/api', '/v1/nothing', '/metrics/x'])('%s stays an address of programs', async (url) => {
    expect([(await app.inject({ url, ...page })).json().code]).toEqual(['not_found']);
  });

  it.each(['/assets/missing.js', '/..%2f..%2fetc/passwd', '/.secret', '/assets/%00'])('%s is not there', async (url) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.body).not.toContain('hidden');
  });

  it('is done without when it is not built', async () => {
    await app.close();
    app = await serve({ consoleDirectory: join(directory, 'assets') });
    expect([(await app.inject({ url: '/', ...page })).json().code]).toEqual(['not_found']);
  });
});

describe('extra plugins', () => {
  it('bring routes of their own, which the console does not hide', async () => {
    await app.close();
    app = await serve({
      extraPlugins: [async (extra) => void extra.get('/shop', () => ({ open: true })), (extra) => void extra.get('/other', () => 1)],
    });
    expect((await app.inject('/shop')).json()).toEqual({ open: true });
    expect((await app.inject('/other')).statusCode).toBe(200);
  });
});

describe('closing', () => {
  it('does not wait for a connection that has not asked anything', async () => {
    const address = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: false });
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.resume();
    const ended = once(socket, 'close');
    await app.close();
    await ended;
  });
});

describe('listening', () => {
  it('beyond this machine needs a token that somebody chose', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', '127.0.0.1.example.org']) {
      await expect(listen(app, { host, port: 0, adminTokenChosen: false })).rejects.toMatchObject({ code: 'insecure_listen' });
    }
  });

  it('names a port that is taken', async () => {
    const address = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: false });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${address}/health`)).status).toBe(200);
    const second = await serve();
    const port = Number(new URL(address).port);
    await expect(listen(second, { host: '127.0.0.1', port, adminTokenChosen: false })).rejects.toMatchObject({ code: 'port_busy' });
    await second.close();
  });
});

it('the fake engine stands at the instant that the tests say', () => {
  expect(engine.clock.now()).toBe(RECEIVED_AT);
});
