import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenFeature as ServerOpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature as WebOpenFeature, type Provider as WebProvider } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import Fastify, { type FastifyInstance } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExperimentDesk } from '../../engine/experiments/experiment-desk.js';
import { Life } from '../../simulation/oracle/life.js';
import { trackEvent } from '../../engine/experiments/experiment-life.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { ofrepRoutes } from './ofrep-routes.js';

const START = Date.UTC(2026, 0, 5);
const BANNER = {
  kind: 'experiment',
  name: 'banner',
  flag: 'shop-banner',
  control: 'plain',
  variants: [
    { name: 'plain', value: { colour: 'grey' } },
    { name: 'bright', value: { colour: 'red' } },
  ],
};
const FREE_SHIPPING = {
  kind: 'experiment',
  name: 'free_shipping',
  control: 'off',
  variants: [
    { name: 'off', value: false },
    { name: 'on', value: true },
  ],
};

let life: Life;
let app: FastifyInstance;
let taken: { readonly source: string; readonly call: JsonObject }[];
let perSecond: number | undefined;

beforeEach(async () => {
  life = new Life(START).start();
  taken = [];
  perSecond = undefined;
  await life.publish([BANNER, FREE_SHIPPING]);
  const experiments = new ExperimentDesk({
    pipeline: life.pipeline,
    take: async (source, call) => {
      taken.push({ source, call });
      const { variation_name: variant, experiment_name: name } = call.properties as JsonObject;
      await life.take(
        trackEvent('Experiment Viewed', String(call.userId), life.clock.now(), { experiment_name: name, variation_name: variant }),
      );
    },
    onLive: (follow) => life.publisher.onLive(follow),
  });
  app = Fastify();
  await app.register(ofrepRoutes, {
    clock: life.clock,
    writeKeys: (key) => (key === 'key' ? 'web' : undefined),
    limitsOf: () => (perSecond === undefined ? undefined : { eventsPerSecond: perSecond, burst: perSecond }),
    experiments,
  });
});

afterEach(async () => {
  await app.close();
  life.stop();
});

const AUTHORIZED = { authorization: 'Bearer key' };

async function ask(path: string, payload: unknown, headers: Record<string, string> = AUTHORIZED) {
  return app.inject({ method: 'POST', url: `/ofrep/v1/evaluate/flags${path}`, payload: payload as object, headers });
}

describe('OFREP', () => {
  it('tells a variant by lot, the same each time, with its value', async () => {
    const first = await ask('/shop-banner', { context: { targetingKey: 'u1' } });
    expect(first.statusCode).toBe(200);
    expect(first.json()).toMatchObject({ key: 'shop-banner', reason: 'SPLIT', metadata: { experiment: 'banner', version: 1 } });
    const { variant, value } = first.json<{ variant: string; value: object }>();
    expect(value).toEqual(variant === 'plain' ? { colour: 'grey' } : { colour: 'red' });
    for (const again of [{ targetingKey: 'u1' }, { targetingKey: 'userId:u1' }])
      expect((await ask('/shop-banner', { context: again })).json()).toEqual(first.json());
    expect(taken).toEqual([]);
  });

  it.each([
    ['/none', { context: { targetingKey: 'u1' } }, 404, { key: 'none', errorCode: 'FLAG_NOT_FOUND' }],
    ['/shop-banner', { context: {} }, 400, { key: 'shop-banner', errorCode: 'TARGETING_KEY_MISSING' }],
    ['/shop-banner', {}, 400, { errorCode: 'TARGETING_KEY_MISSING' }],
    ['/shop-banner', { context: { targetingKey: 7 } }, 400, { errorCode: 'INVALID_CONTEXT' }],
    ['/shop-banner', { context: { targetingKey: 'userId:' } }, 400, { errorCode: 'INVALID_CONTEXT' }],
    ['/shop-banner', { context: { targetingKey: 'x'.repeat(600) } }, 400, { errorCode: 'INVALID_CONTEXT' }],
    ['/shop-banner', { context: 'u1' }, 400, { errorCode: 'INVALID_CONTEXT' }],
    ['/shop-banner', [], 400, { errorCode: 'PARSE_ERROR' }],
    ['', { context: null }, 400, { errorCode: 'TARGETING_KEY_MISSING' }],
  ])('refuses %s with %j in its words', async (path, body, status, told) => {
    const answer = await ask(path, body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject(told);
  });

  it('refuses a body that is no JSON, and one that is too large', async () => {
    const headers = { ...AUTHORIZED, 'content-type': 'application/json' };
    for (const payload of ['{', JSON.stringify({ context: { targetingKey: 'u1', junk: 'x'.repeat(40_000) } })]) {
      const answer = await app.inject({ method: 'POST', url: '/ofrep/v1/evaluate/flags/shop-banner', payload, headers });
      expect([answer.statusCode, answer.json<{ errorCode: string }>().errorCode]).toEqual([400, 'PARSE_ERROR']);
    }
  });

  it('is opened by write keys alone, as Bearer or X-API-Key, and held to limits', async () => {
    const body = { context: { targetingKey: 'u1' } };
    for (const headers of [{}, { authorization: 'Bearer other' }, { 'x-api-key': 'other' }] as Record<string, string>[])
      expect((await ask('/shop-banner', body, headers)).statusCode).toBe(401);
    expect((await ask('/shop-banner', body, { 'x-api-key': 'key' })).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/ofrep/v1/stream?writeKey=other' })).statusCode).toBe(401);
    perSecond = 1;
    await ask('/shop-banner', body);
    const answer = await ask('/shop-banner', body);
    expect([answer.statusCode, Number(answer.headers['retry-after'])]).toEqual([429, 1]);
  });

  it('answers in bulk with an ETag, and 304 as long as nothing has changed', async () => {
    const body = { context: { targetingKey: 'anonymousId:a1' } };
    const first = await ask('', body);
    expect(first.json<{ flags: { key: string }[] }>().flags.map(({ key }) => key)).toEqual(['free_shipping', 'shop-banner']);
    const etag = String(first.headers.etag);
    const again = await ask('', body, { ...AUTHORIZED, 'if-none-match': etag });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    await life.publish([{ ...BANNER, status: 'stopped', serve: 'bright' }]);
    const changed = await ask('', body, { ...AUTHORIZED, 'if-none-match': etag });
    expect(changed.statusCode).toBe(200);
    expect(changed.json<{ flags: object[] }>().flags[1]).toMatchObject({ reason: 'STATIC', variant: 'bright', value: { colour: 'red' } });
  });

  it('lets browsers of any origin ask', async () => {
    const answer = await app.inject({ method: 'OPTIONS', url: '/ofrep/v1/evaluate/flags' });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['access-control-allow-headers']).toContain('If-None-Match');
    expect((await ask('', { context: { targetingKey: 'u1' } })).headers['access-control-expose-headers']).toContain('ETag');
  });

  it('records an exposure where the experiment says so, once, and never in bulk', async () => {
    await life.publish([{ ...FREE_SHIPPING, expose: 'onEvaluate' }]);
    const body = { context: { targetingKey: 'u5' } };
    await ask('', body);
    expect(taken).toEqual([]);
    const { variant } = (await ask('/free_shipping', body)).json<{ variant: string }>();
    expect((await ask('/free_shipping', body)).json()).toMatchObject({ variant });
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({
      source: 'web',
      call: {
        event: 'Experiment Viewed',
        userId: 'u5',
        messageId: 'exposure:free_shipping:userId:u5',
        properties: { variation_name: variant },
      },
    });
  });
});

describe('the SDKs of OpenFeature', () => {
  it('get their variants, on servers and in browsers, and hear of changes', async () => {
    const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' });
    const headers: [string, string][] = [['Authorization', 'Bearer key']];
    await ServerOpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers }));
    const server = ServerOpenFeature.getClient();
    const people = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const seen = new Map<string, boolean>();
    for (const targetingKey of people) {
      const details = await server.getBooleanDetails('free_shipping', false, { targetingKey });
      expect(details).toMatchObject({ reason: 'SPLIT', variant: details.value ? 'on' : 'off' });
      seen.set(targetingKey, details.value);
    }
    expect(new Set(seen.values()).size).toBe(2);
    expect(await server.getBooleanDetails('no_such', true, { targetingKey: 'u1' })).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    });

    const [person] = people as [string];
    await WebOpenFeature.setContext({ targetingKey: person });
    const provider = new OFREPWebProvider({ baseUrl, headers, changeDetection: 'none', cacheMode: 'disabled' });
    await WebOpenFeature.setProviderAndWait(provider as WebProvider);
    const web = WebOpenFeature.getClient();
    expect(web.getBooleanValue('free_shipping', false)).toBe(seen.get(person));
    expect(web.getObjectDetails('shop-banner', {})).toMatchObject({ reason: 'SPLIT', value: { colour: expect.any(String) as string } });

    const stop = new AbortController();
    const stream = await fetch(`${baseUrl}/ofrep/v1/stream?writeKey=key`, { signal: stop.signal });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await life.publish([{ ...FREE_SHIPPING, status: 'stopped', serve: 'on' }]);
    const told = await Promise.race([reader.read(), sleep(5_000)]);
    expect(Buffer.from(told?.value ?? []).toString()).toBe('data: {"type":"refetchEvaluation"}\n\n');
    stop.abort();
    await server.getBooleanDetails('free_shipping', false, { targetingKey: person });
    expect(await server.getBooleanDetails('free_shipping', false, { targetingKey: person })).toMatchObject({
      value: true,
      reason: 'STATIC',
    });
    await Promise.all([ServerOpenFeature.clearProviders(), WebOpenFeature.clearProviders()]);
  });
});
