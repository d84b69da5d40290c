import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWarehouseFeeder } from './feeder.js';
import { FixtureJournal } from './fixture-journal.js';
import { anEvent, raise } from './fixtures.js';
import { openWarehouse } from './warehouse.js';

/** What a ClickHouse server was asked over HTTP. */
interface Asked {
  readonly query: string;
  readonly body: string;
  readonly settings: URLSearchParams;
}
const asked: Asked[] = [];
let server: Server;
let url: string;
let reply: (asked: Asked) => { status: number; body: string };

const ROWS = JSON.stringify({ meta: [], data: [] });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const settings = new URL(request.url ?? '', 'http://localhost').searchParams;
  const sent = await text(request);
  const inAddress = settings.get('query');
  const one = { query: inAddress ?? sent, body: inAddress === null ? '' : sent, settings };
  asked.push(one);
  const { status, body } = reply(one);
  response.writeHead(status, status === 200 ? {} : { 'X-ClickHouse-Exception-Code': '62' }).end(body);
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://cusp:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked.length = 0;
  reply = () => ({ status: 200, body: ROWS });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

describe('a warehouse by address', () => {
  it('is sent each batch as the body of one insert', async () => {
    const warehouse = await openWarehouse({ at: { url } });
    const journal = new FixtureJournal();
    const [first] = await journal.put('event', anEvent(1, { userId: 'ü' }), anEvent(2));
    await createWarehouseFeeder({ journal, warehouse, onFailure: raise }).flush();
    const inserts = asked.filter(({ query }) => query.startsWith('INSERT INTO cusp_store.events'));
    expect(inserts).toHaveLength(1);
    expect(inserts[0]?.query).toMatch(/FROM input\('offset Int64, .*FORMAT JSONEachRow$/s);
    expect(inserts[0]?.body.split('\n')[0]).toBe(JSON.stringify({ offset: first, ...anEvent(1, { userId: 'ü' }) }));
    expect(inserts[0]?.settings.get('min_insert_block_size_bytes')).toBe('0');
    await warehouse.close();
  });

  it('lets its dictionary in with the address’ own credentials', async () => {
    const warehouse = await openWarehouse({ at: { url } });
    expect(asked.find(({ query }) => query.includes('CREATE DICTIONARY'))?.query).toContain("USER 'cusp' PASSWORD 'secret'");
    await warehouse.close();
  });

  it('asks users’ queries read-only, within limits, with bound values', async () => {
    reply = ({ query }) => ({ status: 200, body: query.startsWith('EXPLAIN AST') ? 'SelectWithUnionQuery (children 1)\n' : ROWS });
    const warehouse = await openWarehouse({ at: { url } });
    await warehouse.sql('SELECT {a:String} AS a', { a: "it's" });
    const query = asked.at(-1);
    expect(query?.query).toContain('SELECT {a:String} AS a');
    expect(Object.fromEntries(query?.settings ?? [])).toMatchObject({
      readonly: '1',
      max_execution_time: '30',
      database: 'cusp',
      param_a: "it\\'s",
    });
    await warehouse.close();
  });

  it('is said to be out of reach when it is', async () => {
    await expect(openWarehouse({ at: { url: 'http://127.0.0.1:1' } })).rejects.toMatchObject({ code: 'warehouse_unavailable' });
  });

  it('passes on what ClickHouse says', async () => {
    const warehouse = await openWarehouse({ at: { url } });
    reply = () => ({
      status: 400,
      body: 'Code: 62. DB::Exception: Syntax error: failed at position 13 (SELECT): x. (SYNTAX_ERROR) (version 26.7)',
    });
    await expect(warehouse.sql('SELECT SELECT')).rejects.toMatchObject({
      code: 'invalid_query',
      message: expect.stringContaining('position 1'),
    });
    await warehouse.close();
  });
});
