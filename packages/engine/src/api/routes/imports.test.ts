import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeEngine } from '../../../test/fake-engine.js';
import { ImportColumns, ImportItem, ImportPreview } from '../import-contract.js';
import { createServer } from '../server.js';

const TOKEN = 'a'.repeat(36);
const CSV = 'time,user_id,amount\n2026-01-01T00:00:00Z,u1,2.5\nyesterday,u2,3\n';
let app: Awaited<ReturnType<typeof createServer>>;

beforeAll(async () => {
  app = await createServer({ engine: new FakeEngine(), adminToken: TOKEN, writeKeys: () => undefined });
});
afterAll(() => app.close());

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object | Buffer, type?: string) =>
  app.inject({
    method,
    url: `/api/v1/imports${url}`,
    headers: { authorization: `Bearer ${TOKEN}`, ...(type !== undefined && { 'content-type': type }) },
    ...(payload !== undefined && { payload }),
  });

it('takes a file in parts, says what is in it, shows what it would become, and throws it away', async () => {
  const begun = await ask('POST', '', { file: 'visits.csv', size: CSV.length });
  expect(begun.statusCode).toBe(201);
  expect([...Compile(ImportItem).Errors(begun.json())]).toEqual([]);
  const { id } = begun.json() as ImportItem;
  const bytes = Buffer.from(CSV);
  expect((await ask('PUT', `/${id}/content?from=0`, bytes.subarray(0, 10), 'application/octet-stream')).json()).toMatchObject({
    uploaded: 10,
  });
  expect((await ask('PUT', `/${id}/content?from=0`, bytes, 'application/octet-stream')).json()).toMatchObject({
    code: 'import_out_of_step',
  });
  const whole = await ask('PUT', `/${id}/content?from=10`, bytes.subarray(10), 'application/octet-stream');
  expect(whole.json()).toMatchObject({ state: 'ready' });
  const columns = await ask('GET', `/${id}/columns`);
  expect([...Compile(ImportColumns).Errors(columns.json())]).toEqual([]);
  // A time that is none in one row makes the column a text: somebody says which column it is.
  const mapping = { ...(columns.json() as ImportColumns).mapping, timestamp: 'time' };
  const preview = await ask('POST', `/${id}/preview`, { mapping });
  expect([...Compile(ImportPreview).Errors(preview.json())]).toEqual([]);
  expect(preview.json()).toMatchObject({ rows: 2, accepted: 1, quarantined: 1, putAside: [{ reason: 'unmappable_row' }] });
  expect((await ask('POST', `/${id}/preview`, { mapping: { kind: 'mapping', name: 'a', csv: 7 } })).statusCode).toBe(400);
  expect((await ask('GET', '')).json()).toMatchObject({ imports: [{ id }] });
  expect((await ask('DELETE', `/${id}`)).json()).toEqual({ removed: true });
  expect((await ask('GET', `/${id}`)).statusCode).toBe(404);
});
