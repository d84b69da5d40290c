import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, FakeFetching } from '../../../../test/fake-fetching.js';
import { PostgresServer, postgresBinaries } from '../../../../test/postgres-server.js';
import type { JsonObject } from '../../../vocabulary/json.js';
import { postgresKind } from './postgres-kind.js';
import type { Pulling } from './pulling.js';

const MAPPING: JsonObject = { userId: { template: 'c{id}' }, traits: { name: 'name' } };

describe.skipIf(postgresBinaries() === undefined)('a database that is looked at again and again', () => {
  let server: PostgresServer;
  let fake: FakeFetching;
  let pulling: Pulling | undefined;

  const asAdmin = async (...statements: readonly string[]): Promise<pg.QueryResult | undefined> => {
    const admin = server.client();
    await admin.connect();
    let last: pg.QueryResult | undefined;
    for (const statement of statements) last = await admin.query(statement);
    await admin.end();
    return last;
  };
  const opened = (over: JsonObject = {}): Pulling => {
    const settings = {
      host: '127.0.0.1',
      port: server.port,
      database: 'postgres',
      user: 'postgres',
      tls: false,
      table: 'contacts',
      key: ['id'],
    };
    pulling = fake.open<Pulling>(postgresKind, { ...settings, every: '1s', password: { secret: 'crm' }, ...over }, MAPPING);
    return pulling;
  };
  const others = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'cusp'";

  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await pulling?.stop();
    pulling = undefined;
    await asAdmin(
      'DROP TABLE IF EXISTS contacts CASCADE',
      'CREATE TABLE contacts (id int PRIMARY KEY, name text)',
      "INSERT INTO contacts SELECT n, 'n' || n FROM generate_series(1, 5000) AS n",
    );
    fake = new FakeFetching();
    fake.secrets.set('crm', server.password);
  });

  test('it finds what comes, says how far it is, and lets go of every connection when it stops', async () => {
    const running = opened();
    running.start();
    await eventually(() => fake.engine.events.length === 5_000, 'the first pull');
    await asAdmin("INSERT INTO contacts VALUES (9000, 'new')");
    await eventually(() => fake.engine.events.length === 5_001, 'the next pull');
    await eventually(() => running.status().progress['rowsRead'] === 5_001);
    expect(running.status()).toMatchObject({ state: 'running', failure: null, progress: { accepted: 5_001, duplicate: 0 } });
    await running.stop();
    expect(running.status().state).toBe('stopped');
    await expect(asAdmin(others)).resolves.toMatchObject({ rows: [{ n: 0 }] });
    await running.stop();
  });

  test('the server crashes in the middle of a pull and comes back: nothing lost, nothing doubled', async () => {
    const running = opened({ pageRows: 500 });
    fake.beforeTake = async () => {
      if (fake.takes === 3) await server.halt('immediate');
    };
    running.start();
    await eventually(() => running.status().state === 'failing', 'failing');
    expect(running.status().failure?.code).toBe('source_unreachable');
    expect(running.status().nextTryIn).toBeGreaterThanOrEqual(0);
    await server.resume();
    await eventually(() => running.status().state === 'running', 'running again');
    expect(fake.engine.books).toMatchObject({ accepted: 5_000, duplicate: 0 });
  });

  test('while nothing can be taken in it waits, and goes on where it was', async () => {
    const running = opened();
    fake.unavailable = true;
    running.start();
    await eventually(() => fake.faults.length > 0, 'a failed take');
    expect(fake.engine.events).toHaveLength(0);
    fake.unavailable = false;
    await eventually(() => fake.engine.events.length === 5_000, 'all');
    expect(fake.engine.books.duplicate).toBe(0);
  });

  test('stopped in the middle it ends cleanly; who goes on from there brings every row once', async () => {
    const first = opened({ pageRows: 500 });
    fake.afterTake = async () => {
      if (fake.takes === 4) void first.stop();
    };
    first.start();
    await first.stop();
    await eventually(() => first.status().state === 'stopped');
    expect(fake.checkpoint).toBeUndefined();
    await expect(asAdmin(others)).resolves.toMatchObject({ rows: [{ n: 0 }] });
    await opened().pullOnce();
    expect(fake.engine.books.accepted).toBe(5_000);
  });

  const failures: readonly (readonly [string, { readonly secret?: string | null; readonly settings?: JsonObject }, string])[] = [
    ['a wrong password', { secret: 'wrong' }, 'source_refused'],
    ['no secret', { secret: null }, 'missing_secret'],
    ['no such database', { settings: { database: 'nowhere' } }, 'source_unreadable'],
    ['no such table', { settings: { table: 'public.gone' } }, 'source_unreadable'],
    ['no such column', { settings: { columns: ['id', 'gone'] } }, 'source_unreadable'],
    ['no such key', { settings: { key: ['gone'] } }, 'source_unreadable'],
    ['a cursor that is no time and no number', { settings: { cursor: 'name', follow: 'cursor' } }, 'source_unreadable'],
    ['an address that may not be called', { settings: { host: '127.0.0.2' } }, 'forbidden_address'],
    ['nobody listening', { settings: { port: 1 } }, 'source_unreachable'],
    ['a server without TLS, where it is asked for', { settings: { tls: true } }, 'source_unreachable'],
    ['a statement that takes too long', { settings: { statementTimeout: '1s', table: 'slow' } }, 'source_unreachable'],
  ];
  test.each(failures)('%s', async (_what, { secret, settings = {} }, code) => {
    await asAdmin('CREATE OR REPLACE VIEW slow AS SELECT 1 AS id FROM pg_sleep(5)');
    if (secret === null) fake.secrets.clear();
    if (typeof secret === 'string') fake.secrets.set('crm', secret);
    const running = opened(settings);
    running.start();
    await eventually(() => running.status().failure !== null, 'a failure');
    const { state, failure } = running.status();
    expect([state, failure?.code]).toEqual(['failing', code]);
    expect(JSON.stringify(running.status())).not.toContain(server.password);
  });

  test('a table that is dropped fails until it is back, and what it has then arrives', async () => {
    const running = opened();
    await running.pullOnce();
    await asAdmin('DROP TABLE contacts');
    await expect(running.pullOnce()).rejects.toMatchObject({ code: 'source_unreadable' });
    await asAdmin('CREATE TABLE contacts (id int PRIMARY KEY, name text)', "INSERT INTO contacts VALUES (1, 'again')");
    expect(await running.pullOnce()).toMatchObject({ read: 1, accepted: 1 });
  });

  test('a partition that is attached brings its older rows', async () => {
    await asAdmin(
      'DROP TABLE contacts',
      'CREATE TABLE contacts (id int, name text) PARTITION BY RANGE (id)',
      'CREATE TABLE low PARTITION OF contacts FOR VALUES FROM (0) TO (10)',
      'CREATE TABLE high (id int, name text)',
      "INSERT INTO high VALUES (11, 'old')",
      "INSERT INTO contacts VALUES (1, 'one')",
    );
    const running = opened();
    expect(await running.pullOnce()).toMatchObject({ accepted: 1 });
    await asAdmin('ALTER TABLE contacts ATTACH PARTITION high FOR VALUES FROM (10) TO (20)');
    expect(await running.pullOnce()).toMatchObject({ accepted: 1, duplicate: 0 });
  });

  test('an order is complete in its settings, or says why not', () => {
    const wrong = { host: 'h', database: 'd', user: 'u', every: '5m', key: ['id'] };
    expect(postgresKind.problems(wrong)).toEqual(['exactly one of table and query is needed']);
    expect(postgresKind.problems({ ...wrong, query: 'SELECT 1', follow: 'versions', columns: ['a'] })).toHaveLength(2);
    expect(postgresKind.problems({ ...wrong, table: 't', follow: 'cursor', sweep: '1h' })).toHaveLength(3);
    expect(postgresKind.problems({ ...wrong, table: 't', cursor: 'c', sweep: '1h' })).toEqual([]);
  });
});
