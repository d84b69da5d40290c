import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
let app: FastifyInstance;
beforeEach(async () => {
  app = await createServer({ engine: new FakeEngine(), adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

test.each([
  ['/campaigns/none/effect?goal=Ticket&within=7d', 404, 'not_found'],
  ['/campaigns/none/effect?within=soon', 400, 'invalid_request'],
  ['/campaigns/none/effect?within=366d', 400, 'invalid_request'],
  ['/campaigns/none/effect?method=bayes', 400, 'invalid_request'],
  ['/campaigns/none/effect?goal=', 400, 'invalid_request'],
])('%s is refused', async (path, status, code) => {
  const answer = await app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${TOKEN}` } });
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([status, code]);
});

test('nobody asks without a token', async () => {
  expect((await app.inject({ url: '/api/v1/campaigns/none/effect' })).statusCode).toBe(401);
});
