import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { FeaturesAnswer, HelpAnswer, SearchesAnswer } from '../contract.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
let app: FastifyInstance;
beforeEach(async () => {
  app = await createServer({ engine: new FakeEngine(), adminToken: TOKEN, writeKeys: () => undefined });
});
afterEach(() => app.close());

const ask = (question: string, query: Record<string, string> = {}) =>
  app.inject({ url: `/api/v1/insight/${question}`, query, headers: { authorization: `Bearer ${TOKEN}` } });

test.each([
  ['searches', SearchesAnswer],
  ['help', HelpAnswer],
  ['features', FeaturesAnswer],
] as const)('where nothing has happened, %s are an empty list', async (question, schema) => {
  const answer = await ask(question);
  expect(answer.statusCode).toBe(200);
  expect([...Compile(schema).Errors(answer.json())]).toEqual([]);
});

test.each([
  ['searches', { rank: 'luck' }],
  ['searches', { feeling: 'delight' }],
  ['searches', { search: '[{"performed":1}]' }],
  ['searches', { search: '[{"performed":"A","more":1}]' }],
  ['searches', { search: '[nonsense' }],
  ['searches', { found: ' , ' }],
  ['searches', { found: Array.from({ length: 21 }, (_, n) => `E${n}`).join(',') }],
  ['searches', { limit: '501' }],
  ['searches', { since: 'soon' }],
  ['help', { within: 'soon' }],
  ['help', { horizon: '400d' }],
  ['features', { release: '2026-01-01', since: '2026-01-01' }],
])('what is no question about %s is refused: %j', async (question, query) => {
  const answer = await ask(question, query as unknown as Record<string, string>);
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([400, 'invalid_request']);
});

test('nobody asks without a token', async () => {
  expect((await app.inject({ url: '/api/v1/insight/searches' })).statusCode).toBe(401);
});
