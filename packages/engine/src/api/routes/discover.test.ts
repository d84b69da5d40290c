import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import type { DiscoverProgress } from '../contract.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
let app: FastifyInstance;
beforeEach(async () => {
  app = await createServer({ engine: new FakeEngine(), adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

const ask = (url: string, over: InjectOptions = {}) =>
  app.inject({ url: `/api/v1${url}`, ...over, headers: { authorization: `Bearer ${TOKEN}`, ...over.headers } });

test('begun, watched, stopped', async () => {
  const begun = await ask('/discover', { method: 'POST', payload: { goal: 'Order Completed', horizon: '1d' } });
  expect(begun.statusCode).toBe(202);
  const { discoveryId, status } = begun.json() as DiscoverProgress;
  expect(status).toBe('running');
  let progress: DiscoverProgress;
  do progress = (await ask(`/discover/${discoveryId}`)).json() as DiscoverProgress;
  while (progress.status === 'running');
  // Nobody has ever done it.
  expect(progress).toMatchObject({ status: 'failed', result: null, failure: { code: 'invalid_request' } });
  expect((await ask(`/discover/${discoveryId}`, { method: 'DELETE' })).json()).toMatchObject({ status: 'failed' });
  expect((await ask('/discover/dis_none')).statusCode).toBe(404);
});

test.each([
  {},
  { goal: '' },
  { goal: 'A', horizon: 'soon' },
  { goal: 'A', horizon: '30s' },
  { goal: 'A', horizon: '91d' },
  { goal: 'A', more: 1 },
])('what is no question is refused: %j', async (payload) => {
  const answer = await ask('/discover', { method: 'POST', payload });
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([400, 'invalid_request']);
});

test('nobody asks without a token', async () => {
  expect((await app.inject({ url: '/api/v1/discover', method: 'POST', payload: { goal: 'A' } })).statusCode).toBe(401);
});
