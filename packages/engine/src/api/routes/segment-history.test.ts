import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SegmentHistory } from '../../engine/segment-history/segment-history.js';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import { FakeEngine } from '../../../test/fake-engine.js';
import { createServer } from '../server.js';

const TOKEN = 'an-admin-token';
let life: Life;
let app: FastifyInstance;

beforeEach(async () => {
  life = new Life(second(3_600)).start();
  await life.publish([
    { kind: 'purpose', name: 'analytics', consent: 'optOut' },
    { kind: 'segment', name: 'buyers', where: { performed: 'Bought', within: '30m' } },
    { kind: 'segment', name: 'lookers', title: 'Looked', where: { performed: 'Looked' } },
  ]);
  const both = ['Bought', 'Looked'].map((event) => eventAt(3_000, event, { userId: 'both', messageId: event }));
  await life.take(...both, eventAt(600, 'Bought', { userId: 'gone', messageId: 'g' }));
  await life.pipeline.settled();
  const engine = Object.assign(new FakeEngine(), { segmentHistory: new SegmentHistory(life.pipeline) });
  app = await createServer({ engine, adminToken: TOKEN, writeKeys: () => undefined });
});

afterEach(() => app.close());

const get = (path: string) => app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${TOKEN}` } });

test('tells a segment over time, who came and went, and whom it shares', async () => {
  const { points, asOf } = (await get('/segments/buyers/trend?points=3&every=20m')).json();
  expect(asOf).toBe('2026-03-01T01:00:00.000Z');
  expect(points).toEqual([
    { at: '2026-03-01T00:20:00.000Z', count: 1, entered: 1, left: 0 },
    { at: '2026-03-01T00:40:00.000Z', count: 0, entered: 0, left: 1 },
    { at: '2026-03-01T01:00:00.000Z', count: 1, entered: 1, left: 0 },
  ]);
  const left = (await get('/segments/buyers/changes?since=2026-03-01T00:20:00Z&direction=left')).json();
  expect(left).toMatchObject({ customers: [{ identifiers: ['userId:gone'], at: '2026-03-01T00:40:00.000Z' }], nextCursor: null });
  expect((await get('/segments/buyers/overlap')).json()).toMatchObject({
    count: 1,
    customers: 2,
    others: [{ name: 'lookers', title: 'Looked', count: 1, both: 1, lift: 2 }],
  });
});

test('gives the members as a file', async () => {
  const csv = await get('/segments/buyers/export?purpose=analytics&identifiers=userId');
  expect(csv.headers['content-disposition']).toBe('attachment; filename="buyers.csv"');
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(csv.body).toMatch(/^customerId,userId\r\nc_[^,]+,both\r\n$/);
  const lines = await get('/segments/buyers/export?purpose=analytics&identifiers=userId&format=ndjson');
  expect(JSON.parse(lines.body)).toMatchObject({ userId: 'both' });
});

test.each([
  ['/segments/none/trend', 404, 'unknown_segment'],
  ['/segments/none/changes?since=2026-03-01&direction=left', 404, 'unknown_segment'],
  ['/segments/none/overlap', 404, 'unknown_segment'],
  ['/segments/none/export?purpose=analytics', 404, 'unknown_segment'],
  ['/segments/buyers/trend?every=10s', 400, 'invalid_request'],
  ['/segments/buyers/trend?every=soon', 400, 'invalid_request'],
  ['/segments/buyers/trend?points=1000', 400, 'invalid_request'],
  ['/segments/buyers/changes?since=2026-03-02&until=2026-03-01&direction=left', 400, 'invalid_request'],
  ['/segments/buyers/changes?since=soon&direction=left', 400, 'invalid_request'],
  ['/segments/buyers/changes?since=2026-03-01&direction=up', 400, 'invalid_request'],
  ['/segments/buyers/export?purpose=other', 400, 'invalid_request'],
  ['/segments/buyers/export?purpose=analytics&metrics=none', 400, 'invalid_request'],
  [
    `/segments/buyers/export?purpose=analytics&traits=${Array.from({ length: 101 }, (_, index) => index).join(',')}`,
    400,
    'invalid_request',
  ],
])('%s: %i %s', async (path, status, code) => {
  const answer = await get(path);
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});
