import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { actingPerson } from '../acting-person.js';
import * as contract from '../contract.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
const HEADERS = { authorization: `Bearer ${TOKEN}` };
const VIEWERS = { kind: 'segment', name: 'viewers', where: { performed: 'Product Viewed' } };
let app: FastifyInstance;
let engine: FakeEngine;

beforeEach(async () => {
  engine = new FakeEngine();
  engine.beginPublishing = (...asked) => engine.desk.publisher.begin(...asked);
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(async () => {
  await app.close();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function ask<T extends object>(
  method: Method,
  path: string,
  schema: TSchema,
  payload?: object,
  headers: Record<string, string> = {},
): Promise<T & { readonly http: number }> {
  const url = `/api/v1${path}`;
  const answer = await app.inject({ method, url, headers: { ...HEADERS, ...headers }, ...(payload === undefined ? {} : { payload }) });
  if (answer.statusCode < 300) expect([...Compile(schema).Errors(answer.json())]).toEqual([]);
  expect((await app.inject({ method, url })).statusCode).toBe(401);
  return { http: answer.statusCode, ...answer.json<T>() };
}
const publish = (within: string, more: object = {}, headers: Record<string, string> = {}) =>
  ask<contract.Plan>(
    'PUT',
    '/definitions',
    contract.Plan,
    { definitions: [{ ...VIEWERS, where: { ...VIEWERS.where, within } }], ...more },
    headers,
  );

describe('definitions over time', () => {
  it('lists versions with who, when, why and what changed', async () => {
    await publish('30d', { reason: 'begin', by: 'Ann' });
    await publish('60d', {}, { 'x-cusp-by': 'J%C3%BCrgen' });
    const { definitions } = await ask<contract.DefinitionList>('GET', '/definitions?kind=segment', contract.DefinitionList);
    expect(definitions).toMatchObject([{ name: 'viewers', version: 2, versions: 2, inForce: true, by: 'Jürgen', draft: null }]);
    const { versions } = await ask<contract.DefinitionVersions>(
      'GET',
      '/definitions/segment/viewers/versions',
      contract.DefinitionVersions,
    );
    expect(versions.map(({ by, reason }) => [by, reason])).toEqual([
      ['Jürgen', null],
      ['Ann', 'begin'],
    ]);
    const one = await ask<contract.DefinitionVersion>('GET', '/definitions/segment/viewers/versions/1', contract.DefinitionVersion);
    expect(one.definition).toMatchObject({ where: { within: '30d' } });
    expect((await ask('GET', '/definitions/segment/nobody', contract.DefinitionItem)).http).toBe(404);
    expect((await ask('GET', '/definitions/segment/viewers', contract.DefinitionItem)).http).toBe(200);
    expect((await ask('GET', '/definitions/sgment/viewers', contract.DefinitionItem)).http).toBe(400);
  });

  it('rolls back, with a reason', async () => {
    await publish('30d');
    await publish('60d');
    const path = '/definitions/segment/viewers/rollback';
    expect((await ask('POST', path, contract.Plan, { version: 1 })).http).toBe(400);
    const rolled = await ask<contract.Plan>('POST', path, contract.Plan, { version: 1, reason: 'too wide' });
    expect(rolled.changes).toMatchObject([{ change: 'change', version: 3 }]);
    const { versions } = await ask<contract.DefinitionVersions>(
      'GET',
      '/definitions/segment/viewers/versions',
      contract.DefinitionVersions,
    );
    expect(versions[0]).toMatchObject({ version: 3, restores: 1, reason: 'too wide', by: 'admin' });
  });

  it.each([
    ['?wait=false', {}],
    ['', { prefer: 'respond-async' }],
  ])('answers at once with where to ask: %s %j', async (query, headers) => {
    const payload = { definitions: [VIEWERS], reason: 'r' };
    const begun = await ask<contract.Publication>(
      'PUT',
      `/definitions${query}`,
      contract.Publication,
      payload,
      headers as Record<string, string>,
    );
    expect(begun).toMatchObject({ http: 202, changes: [{ name: 'viewers', change: 'add' }] });
    await engine.desk.publisher.settled();
    const path = `/publications/${begun.publicationId}`;
    const over = await app.inject({ url: `/api/v1${path}`, headers: HEADERS });
    expect(over.json()).toMatchObject({ status: 'live', share: 1, reason: 'r' });
    const { publications } = await ask<contract.PublicationList>('GET', '/publications', contract.PublicationList);
    expect(publications).toHaveLength(1);
    expect((await ask('GET', '/publications/pub_0_9', contract.Publication)).http).toBe(404);
  });

  it('refuses what is wrong before it answers 202', async () => {
    const refused = await ask<contract.Problem>('PUT', '/definitions?wait=false', contract.Plan, {
      definitions: [{ ...VIEWERS, where: {} }],
    });
    expect(refused).toMatchObject({ http: 422, code: 'invalid_definition' });
  });
});

describe('drafts', () => {
  it('are kept, shown, listed, published and thrown away', async () => {
    const path = '/drafts/segment/viewers';
    const saved = await ask<contract.Draft>('PUT', path, contract.Draft, { definition: VIEWERS, note: 'n', by: 'Ann' });
    expect(saved).toMatchObject({ by: 'Ann', note: 'n', status: 'waiting' });
    await engine.desk.publisher.settled();
    const shown = await app.inject({ url: `/api/v1${path}`, headers: HEADERS });
    expect(shown.json()).toMatchObject({ status: 'ready', effect: { count: 0, entering: 0 } });
    expect((await ask<contract.DraftList>('GET', '/drafts', contract.DraftList)).drafts).toHaveLength(1);
    expect((await ask('GET', `${path}/entering?limit=5`, contract.DraftCustomers)).http).toBe(200);
    expect((await ask('GET', `${path}/entering?cursor=x`, contract.DraftCustomers)).http).toBe(400);
    expect((await ask('GET', `${path}/others`, contract.DraftCustomers)).http).toBe(400);
    const drafts = [{ kind: 'segment', name: 'viewers' }];
    expect(await ask('POST', '/drafts/publish', contract.Plan, { drafts, reason: 'ready' })).toMatchObject({ changes: [{ version: 1 }] });
    expect((await ask('POST', '/drafts/publish', contract.Plan, { drafts })).http).toBe(404);
    await ask('PUT', path, contract.Draft, { definition: { ...VIEWERS, title: 'T' } });
    expect(await ask('DELETE', path, contract.Discarded)).toMatchObject({ discarded: true });
    expect((await ask('GET', path, contract.Draft)).http).toBe(404);
  });
});

describe('drafts of metrics and moments', () => {
  it('say what they would say, and others say that they have no preview', async () => {
    const metric = { kind: 'metric', name: 'views', value: { count: 'Product Viewed' } };
    const moment = { kind: 'moment', name: 'looking', intent: 'know', pattern: [{ performed: 'Product Viewed' }] };
    for (const draft of [metric, moment, VIEWERS]) {
      const saved = await ask('PUT', `/drafts/${draft.kind}/${draft.name}`, contract.Draft, { definition: draft });
      expect(saved.http).toBe(200);
    }
    const preview = (path: string) => ask<contract.DraftPreview>('GET', `/drafts/${path}/preview`, contract.DraftPreview);
    expect(await preview('metric/views')).toMatchObject({ moment: null, metric: { unit: 'value', inForce: null } });
    expect(await preview('moment/looking')).toMatchObject({ metric: null, moment: { count: 0, countInForce: null, sample: [] } });
    expect(await preview('segment/viewers')).toMatchObject({ http: 400, code: 'invalid_request' });
    expect((await preview('metric/none')).http).toBe(404);
  });
});

describe('the guide', () => {
  it('names only requests that there are', async () => {
    const guide = readFileSync(new URL('../../../../../docs/guide/versions.md', import.meta.url), 'utf8');
    const named = [...guide.matchAll(/`(GET|PUT|POST|DELETE) (\/api\/v1\/[^`?]+)`/g)].map(
      ([, method, path]) => `${method?.toLowerCase()} ${path}`,
    );
    await app.ready();
    const { paths } = app.swagger() as { paths: Record<string, Record<string, unknown>> };
    const known = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((request) => !known.includes(request))).toEqual([]);
  });
});

describe('who acts', () => {
  it('is what they say, cleaned and bound; nobody named is the admin', () => {
    expect(actingPerson({})).toBe('admin');
    expect(actingPerson({ 'x-cusp-by': '  Ann \u0000\u202E Lee ' })).toBe('Ann Lee');
    expect(actingPerson({ 'x-cusp-by': 'header' }, 'body')).toBe('body');
    expect(actingPerson({ 'x-cusp-by': '100 %' })).toBe('100 %');
    expect(() => actingPerson({}, 'x'.repeat(201))).toThrow('longer than 200');
  });
});

describe('secrets in definitions', () => {
  const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const campaign = (secret: string | { secret: string }) => ({
    kind: 'campaign',
    name: 'hello',
    trigger: { entered: 'viewers' },
    purpose: 'service',
    channel: { webhook: { url: 'https://shop.example/hook', secret } },
    message: { text: 'Hello' },
  });
  const BASE = [VIEWERS, { kind: 'purpose', name: 'service', consent: 'optOut' }];
  const put = (definition: object) => ask<contract.Plan>('PUT', '/definitions', contract.Plan, { definitions: [...BASE, definition] });

  it('one that stands as text works on and warns, and nothing of it is ever told', async () => {
    await put(campaign(SECRET));
    await put(campaign(SECRET.replace('whsec_B', 'whsec_C')));
    const draft = await ask<contract.Draft>('PUT', '/drafts/campaign/hello', contract.Draft, { definition: campaign(SECRET) });
    expect(draft.warnings).toMatchObject([
      { code: 'inline_secret', pointer: '/channel/webhook/secret', remedy: expect.stringContaining('cusp secrets set') },
    ]);
    const paths = [
      '/definitions',
      '/definitions/campaign/hello',
      '/definitions/campaign/hello/versions',
      '/drafts',
      '/drafts/campaign/hello',
    ];
    for (const path of paths) {
      const told = await app.inject({ url: `/api/v1${path}`, headers: HEADERS });
      expect([path, told.statusCode]).toEqual([path, 200]);
      expect(told.body).not.toContain('whsec_');
    }
    expect(JSON.stringify(engine.desk.pipeline.definitions.get('campaign', 'hello')?.definition)).toContain('whsec_C');
  });

  it('what is told instead of one cannot be published by mistake, and the name of one that is kept can', async () => {
    const refused = await put(campaign('(kept)'));
    expect(refused).toMatchObject({ http: 422, problems: [{ pointer: '/channel/webhook/secret' }] });
    await put(campaign({ secret: 'shop_hook' }));
    const draft = await ask<contract.Draft>('PUT', '/drafts/campaign/hello', contract.Draft, {
      definition: campaign({ secret: 'shop_hook' }),
    });
    expect(draft.warnings).toEqual([]);
    const told = await ask<contract.DefinitionItem>('GET', '/definitions/campaign/hello', contract.DefinitionItem);
    expect(told.definition).toMatchObject({ channel: { webhook: { secret: { secret: 'shop_hook' } } } });
  });
});
