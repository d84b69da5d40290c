import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
let engine: FakeEngine;
let app: FastifyInstance;
beforeEach(async () => {
  engine = new FakeEngine();
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

const ask = (url: string, over: InjectOptions = {}) =>
  app.inject({ url: `/api/v1${url}`, ...over, headers: { authorization: `Bearer ${TOKEN}`, ...over.headers } });

test('what cannot be answered at once says why', async () => {
  const answer = await ask('/journeys', { method: 'POST', payload: { from: 'Product Viewed', to: 'Order Completed' } });
  // Nobody has ever done it.
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([400, 'invalid_request']);
  expect((await ask('/journeys/jou_none')).statusCode).toBe(404);
  expect((await ask('/journeys/jou_none', { method: 'DELETE' })).statusCode).toBe(404);
});

test('what journeys may begin and end with is told', async () => {
  expect((await ask('/journeys')).json()).toEqual({ steps: engine.journeys.steps() });
});

test('a long one is begun, watched and stopped', async () => {
  Object.defineProperty(engine.journeys, 'areQuick', { value: false });
  const begun = await ask('/journeys', { method: 'POST', payload: { from: 'A', to: 'B', within: '2d', by: 'channel' } });
  expect([begun.statusCode, begun.json()]).toMatchObject([202, { status: 'running', share: 0, result: null }]);
  const { journeysId } = begun.json() as { journeysId: string };
  await engine.journeys.whenOver(journeysId);
  expect((await ask(`/journeys/${journeysId}`)).json()).toMatchObject({ status: 'failed', failure: { code: 'invalid_request' } });
  expect((await ask(`/journeys/${journeysId}`, { method: 'DELETE' })).json()).toMatchObject({ status: 'failed' });
});

test.each([
  {},
  { from: 'A' },
  { from: 'A', to: '' },
  { from: 'A', to: 'B', within: 'soon' },
  { from: 'A', to: 'B', within: '30s' },
  { from: 'A', to: 'B', within: '367d' },
  { from: 'A', to: 'B', since: 'yesterday' },
  { from: 'A', to: 'B', since: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
  { from: 'A', to: 'B', through: ['dreams'] },
  { from: 'A', to: 'B', depth: 21 },
  { from: 'A', to: 'B', more: 1 },
])('what is no question is refused: %j', async (payload) => {
  const answer = await ask('/journeys', { method: 'POST', payload });
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([400, 'invalid_request']);
});

test('nobody asks without a token', async () => {
  expect((await app.inject({ url: '/api/v1/journeys', method: 'POST', payload: { from: 'A', to: 'B' } })).statusCode).toBe(401);
});
