import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RECEIVED_AT } from '../../../test/cleaning.js';
import { FakeEngine } from '../../../test/fake-engine.js';
import { createServer } from '../server.js';

let engine: FakeEngine;
let app: Awaited<ReturnType<typeof createServer>>;
beforeEach(async () => {
  engine = new FakeEngine();
  app = await createServer({ engine, adminToken: 'admin', writeKeys: () => undefined });
});
afterEach(() => app.close());

const AT = new Date(RECEIVED_AT).toISOString();
const headers = { authorization: 'Bearer admin' };
const get = (query: string) => app.inject({ url: `/api/v1/features?${query}`, headers });
const post = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/features', headers, payload });
const ROWS = [
  { customerId: 'c_1', at: AT, orders: 3, in_viewers: true },
  { customerId: 'c_2', at: AT, orders: null, in_viewers: false },
];

describe('features', () => {
  test('come as Parquet, with instants as such', async () => {
    const answer = await get(`at=${AT}`);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/vnd.apache.parquet']);
    expect(answer.headers['cache-control']).toBe('no-store');
    const bytes = answer.rawPayload;
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual(ROWS.map((row) => ({ ...row, at: new Date(RECEIVED_AT) })));
  });

  test('come as lines of JSON', async () => {
    const answer = await post({ at: [AT], format: 'ndjson' });
    expect(answer.headers['content-type']).toContain('application/x-ndjson');
    expect(answer.body).toBe(ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });

  test('are asked for by names, instants and rows', async () => {
    await get(`at=${AT}&at=2026-01-01T00:00:00Z&metrics=a,b&segments=&traits=plan&asKnown=true`);
    await post({ rows: [{ customer: 'userId:u1', at: AT }], metrics: ['a'] });
    expect(engine.asked).toEqual([
      {
        features: { at: [RECEIVED_AT, Date.parse('2026-01-01')], metrics: ['a', 'b'], segments: [], traits: ['plan'], asKnown: true },
      },
      { features: { rows: [{ customer: { subject: 'person', type: 'userId', value: 'u1' }, at: RECEIVED_AT }], metrics: ['a'] } },
    ]);
  });

  test.each([
    ['no instant', () => get('')],
    ['an instant that is none', () => get('at=yesterday')],
    ['a customer that is none', () => post({ rows: [{ customer: 'u1', at: AT }] })],
    ['too many instants', () => post({ at: Array.from({ length: 101 }, () => AT) })],
    ['a field that is not known', () => post({ at: [AT], colour: 'red' })],
  ])('%s is refused', async (_, ask) => {
    const answer = await ask();
    expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([400, 'invalid_request']);
  });

  test('need the admin token', async () => {
    expect((await app.inject({ url: `/api/v1/features?at=${AT}` })).statusCode).toBe(401);
  });

  test('that fail on the way end broken, so that nobody takes them for whole', async () => {
    const table = await engine.features({ at: [RECEIVED_AT] });
    engine.features = () =>
      Promise.resolve({
        ...table,
        async *rows() {
          yield* table.rows();
          throw new Error('the journal cannot be read');
        },
      });
    await expect(get(`at=${AT}&format=ndjson`)).rejects.toThrow();
  });
});
