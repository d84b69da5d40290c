import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeFetching } from '../../../../test/fake-fetching.js';
import { PostgresServer, postgresBinaries } from '../../../../test/postgres-server.js';
import { Random } from '../../../simulation/random.js';
import type { JsonObject } from '../../../vocabulary/json.js';
import { postgresKind } from './postgres-kind.js';
import type { Pulling } from './pulling.js';

const MAPPING: JsonObject = {
  userId: { template: 'c{id}' },
  traits: { id: 'id', revision: { column: 'revision', type: 'integer' }, name: 'name' },
};

describe.skipIf(postgresBinaries() === undefined)('pulling rows out of a real PostgreSQL', () => {
  let server: PostgresServer;
  let admin: pg.Client;
  let fake: FakeFetching;

  beforeAll(async () => {
    server = await PostgresServer.start();
    admin = server.client();
    await admin.connect();
    await admin.query("CREATE ROLE reader LOGIN PASSWORD 'read only'");
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });
  beforeEach(async () => {
    // A test that failed half-way must not keep the next one waiting for its locks.
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = $1 AND pid <> pg_backend_pid()', [
      'client backend',
    ]);
    await admin.query('DROP TABLE IF EXISTS contacts CASCADE');
    await admin.query('CREATE TABLE contacts (id int PRIMARY KEY, revision int, name text, updated_at timestamptz)');
    await admin.query('GRANT SELECT ON contacts TO reader');
    fake = new FakeFetching();
    fake.secrets.set('crm_password', 'read only');
  });

  const settings = (over: JsonObject = {}): JsonObject => {
    const base: JsonObject = {
      host: '127.0.0.1',
      port: server.port,
      database: 'postgres',
      user: 'reader',
      tls: false,
      every: '1s',
      key: ['id'],
    };
    return { ...base, password: { secret: 'crm_password' }, ...('query' in over ? {} : { table: 'public.contacts' }), ...over };
  };
  const opened = (over: JsonObject = {}, mapping: JsonObject = MAPPING): Pulling =>
    fake.open<Pulling>(postgresKind, settings(over), mapping);
  const names = (): unknown[] => fake.engine.events.map(({ traits }) => traits['name']);

  test('rows with equal cursors, rows committed late under an older cursor, and updated rows all arrive once', async () => {
    const [early, late] = [server.client(), server.client()];
    await Promise.all([early.connect(), late.connect()]);
    const pulling = opened({ cursor: 'updated_at' });
    await late.query("BEGIN; SAVEPOINT s; INSERT INTO contacts VALUES (1, 1, 'late', '2020-01-01'); RELEASE s");
    await early.query("INSERT INTO contacts VALUES (2, 1, 'equal', '2026-01-01'), (3, 1, 'equal too', '2026-01-01')");
    expect(await pulling.pullOnce()).toMatchObject({ read: 2, accepted: 2 });
    await early.query("INSERT INTO contacts VALUES (4, 1, 'equal again', '2026-01-01')");
    expect(await pulling.pullOnce()).toMatchObject({ read: 1, accepted: 1 });
    await late.query('COMMIT');
    await early.query("UPDATE contacts SET name = 'changed' WHERE id = 2");
    expect(await pulling.pullOnce()).toMatchObject({ read: 2, accepted: 2 });
    expect(await pulling.pullOnce()).toMatchObject({ read: 0, accepted: 0 });
    expect(names().sort()).toEqual(['changed', 'equal', 'equal again', 'equal too', 'late']);
    await Promise.all([early.end(), late.end()]);
  });

  test('a row that returns to what it was arrives again; one that was only locked does not', async () => {
    const pulling = opened();
    await admin.query("INSERT INTO contacts VALUES (1, 1, 'a', now()), (2, 1, 'z', now())");
    await pulling.pullOnce();
    await admin.query("UPDATE contacts SET name = 'b' WHERE id = 1");
    await pulling.pullOnce();
    await admin.query("UPDATE contacts SET name = 'a' WHERE id = 1");
    await admin.query('SELECT * FROM contacts WHERE id = 2 FOR UPDATE');
    expect(await pulling.pullOnce()).toMatchObject({ read: 1, accepted: 1 });
    expect(names()).toEqual(['a', 'z', 'b', 'a']);
  });

  test('a prepared transaction, a rewritten and a frozen table', async () => {
    const pulling = opened();
    await admin.query("BEGIN; INSERT INTO contacts VALUES (1, 1, 'prepared', now()); PREPARE TRANSACTION 'one'");
    await admin.query("INSERT INTO contacts VALUES (2, 1, 'plain', now())");
    await pulling.pullOnce();
    await admin.query("COMMIT PREPARED 'one'");
    await pulling.pullOnce();
    expect(names()).toEqual(['plain', 'prepared']);
    await admin.query('VACUUM FREEZE contacts');
    expect(await pulling.pullOnce()).toMatchObject({ read: 0 });
    await admin.query('VACUUM FULL contacts');
    expect(await pulling.pullOnce()).toMatchObject({ accepted: 0 });
  });

  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'random history %i: what stands at a pull has arrived once, and nothing else',
    async (seed) => {
      const history = new History(server, Random.of(`history ${seed}`), admin);
      await history.open();
      let pulling = opened(seed % 3 === 0 ? { cursor: 'updated_at', pageRows: 3 } : { pageRows: 7 });
      let lost = false;
      for (let step = 0; step < 150; step++) {
        await history.step();
        const happening = history.random.next();
        if (happening < 0.03) {
          await pulling.stop();
          pulling = opened();
        } else if (happening < 0.04) {
          await pulling.stop();
          fake.loseCheckpoint();
          lost = true;
          pulling = opened();
        }
        if (!history.random.chance(0.2)) continue;
        const pulled = await pulling.pullOnce();
        if (!lost) expect([pulled.duplicate, pulled.readAgain]).toEqual([0, 0]);
        await history.expectArrived(fake);
      }
      await history.close();
    },
  );

  test('with sweep: looks by the cursor find what is new, the sweep finds what came late, and each arrives once', async () => {
    await admin.query('CREATE INDEX ON contacts (updated_at)');
    const late = server.client();
    await late.connect();
    const pulling = opened({ cursor: 'updated_at', sweep: '1h' });
    await admin.query("INSERT INTO contacts VALUES (1, 1, 'first', '2026-01-01')");
    await late.query("BEGIN; INSERT INTO contacts VALUES (2, 1, 'late', '2025-01-01')");
    await pulling.pullOnce();
    await late.query('COMMIT');
    await admin.query("INSERT INTO contacts VALUES (3, 1, 'new', '2026-01-01')");
    expect(await pulling.pullOnce()).toMatchObject({ accepted: 1 });
    expect(names()).toEqual(['first', 'new']);
    const sweeping = opened({ cursor: 'updated_at', sweep: '1s' });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await sweeping.pullOnce()).toMatchObject({ accepted: 1, duplicate: 1 });
    expect(names()).toEqual(['first', 'new', 'late']);
    await late.end();
  });

  test('a view is followed by its cursor, with an overlap that is read again and not sent again', async () => {
    await admin.query('CREATE VIEW people AS SELECT * FROM contacts; GRANT SELECT ON people TO reader');
    const pulling = opened({ table: 'people', cursor: 'updated_at', overlap: '1h' });
    await admin.query(
      "INSERT INTO contacts VALUES (1, 1, 'old', '2026-01-01 08:00Z'), (2, 1, 'new', '2026-01-01 12:00Z'), (3, 1, 'none', NULL)",
    );
    expect(await pulling.pullOnce()).toMatchObject({ read: 3, accepted: 3 });
    await admin.query("INSERT INTO contacts VALUES (4, 1, 'within', '2026-01-01 11:30Z'), (5, 1, 'too late', '2026-01-01 08:00Z')");
    expect(await pulling.pullOnce()).toMatchObject({ read: 3, readAgain: 2, accepted: 1, duplicate: 0 });
    expect(names()).toEqual(['old', 'new', 'none', 'within']);
    // After a restart nothing is remembered, and what is read again is a duplicate.
    expect(await opened({ table: 'people', cursor: 'updated_at', overlap: '1h' }).pullOnce()).toMatchObject({
      read: 3,
      accepted: 0,
      duplicate: 3,
    });
  });

  test('a query is read whole and followed by its content', async () => {
    const pulling = opened({ query: 'SELECT id, revision, upper(name) AS name FROM contacts' });
    await admin.query("INSERT INTO contacts VALUES (1, 1, 'a', now())");
    await pulling.pullOnce();
    await admin.query("UPDATE contacts SET updated_at = now(); INSERT INTO contacts VALUES (2, 1, 'b', now())");
    expect(await pulling.pullOnce()).toMatchObject({ read: 2, readAgain: 1, accepted: 1 });
    expect(names()).toEqual(['A', 'B']);
  });

  test('a query can neither end the transaction nor write', async () => {
    for (const query of ['SELECT 1 AS id) AS x; COMMIT; CREATE TABLE evil (x int); SELECT * FROM (SELECT 1', "SELECT nextval('s') AS id"]) {
      await admin.query('CREATE SEQUENCE IF NOT EXISTS s; GRANT ALL ON SEQUENCE s TO reader');
      await expect(opened({ query }).pullOnce()).rejects.toMatchObject({ code: 'source_unreadable' });
    }
    expect((await admin.query("SELECT to_regclass('evil') AS evil")).rows).toEqual([{ evil: null }]);
  });

  test('names are names, whatever they hold', async () => {
    await admin.query('DROP TABLE IF EXISTS "We""ird; --"');
    await admin.query('CREATE TABLE "We""ird; --" ("the ""key""" int, "__proto__" text, "name; DROP" text)');
    await admin.query('GRANT SELECT ON "We""ird; --" TO reader');
    await admin.query(`INSERT INTO "We""ird; --" VALUES (1, 'x', 'y')`);
    const mapping = { userId: { column: 'the "key"', type: 'integer' }, traits: { name: 'name; DROP' } };
    await opened({ table: 'We"ird; --', key: ['the "key"'] }, mapping).pullOnce();
    expect(fake.engine.events).toMatchObject([{ userId: '1', traits: { name: 'y' } }]);
  });

  test('values keep what they say: microseconds, large numbers, decimals, unknown types', async () => {
    await admin.query("DROP TYPE IF EXISTS mood CASCADE; CREATE TYPE mood AS ENUM ('gloomy')");
    await admin.query(`CREATE TABLE IF NOT EXISTS kinds (id int, big bigint, small bigint, exact numeric, real_one float8, yes bool, at timestamptz,
      local timestamp, day date, forever timestamptz, doc jsonb, list int[], bytes bytea, feeling mood, nothing text); TRUNCATE kinds; GRANT SELECT ON kinds TO reader`);
    await admin.query(`INSERT INTO kinds VALUES (1, 9223372036854775807, 7, 1.10, 'NaN', true, '2026-11-22 10:00:00.123456+02',
      '2026-11-22 10:00:00.5', '2026-11-22', 'infinity', '{"a":[1]}', '{1,2}', '\\x00ff', 'gloomy', NULL)`);
    const columns = ['big', 'small', 'exact', 'real_one', 'yes', 'at', 'local', 'day', 'forever', 'list', 'bytes', 'feeling', 'nothing'];
    const traits = { ...Object.fromEntries(columns.map((name) => [name, name])), a: 'doc.a[0]' };
    await opened({ table: 'kinds' }, { userId: 'id', timestamp: 'at', traits }).pullOnce();
    expect(fake.putAside).toEqual([]);
    expect(fake.engine.events[0]?.timestamp).toBe(Date.UTC(2026, 10, 22, 8, 0, 0, 123));
    expect(fake.engine.events[0]?.traits).toEqual({
      big: '9223372036854775807',
      small: 7,
      exact: '1.10',
      real_one: 'NaN',
      yes: true,
      at: '2026-11-22T08:00:00.123456Z',
      local: '2026-11-22T10:00:00.5',
      day: '2026-11-22',
      forever: 'infinity',
      list: '{1,2}',
      bytes: '\\x00ff',
      feeling: 'gloomy',
      a: 1,
    });
  });

  test('what cannot be mapped, and what has no key, is put aside with its reason', async () => {
    await admin.query('CREATE TABLE IF NOT EXISTS loose (id int, name text); TRUNCATE loose; GRANT SELECT ON loose TO reader');
    await admin.query("INSERT INTO loose VALUES (1, 'one'), (NULL, 'no key'), (3, 'not a number')");
    const mapping = { userId: 'id', traits: { n: { column: 'name', type: 'number', when: { column: 'name', startsWith: 'not' } } } };
    const pulling = opened({ table: 'loose' }, mapping);
    expect(await pulling.pullOnce()).toMatchObject({ read: 3, accepted: 1, quarantined: 2 });
    expect(fake.putAside.map(({ field }) => field).sort()).toEqual(['id', 'name']);
    expect(await pulling.pullOnce()).toMatchObject({ read: 0, quarantined: 0 });
  });
});

/** Clients that write at the same time, at random, and what they have committed. */
class History {
  readonly random: Random;
  readonly #server: PostgresServer;
  readonly #admin: pg.Client;
  readonly #writers: Writer[] = [];
  /** Rows that an open transaction has written: another would wait for it. */
  readonly #locked = new Map<number, Writer>();
  #revision = 0;

  constructor(server: PostgresServer, random: Random, admin: pg.Client) {
    this.#server = server;
    this.random = random;
    this.#admin = admin;
  }

  async open(): Promise<void> {
    for (let n = 0; n < 3; n++) {
      const client = this.#server.client();
      await client.connect();
      this.#writers.push({ client, open: false, savepoints: 0 });
    }
  }

  async close(): Promise<void> {
    for (const { client } of this.#writers) await client.end();
  }

  async step(): Promise<void> {
    const writer = this.random.pick(this.#writers);
    if (!writer.open) {
      writer.open = true;
      await writer.client.query('BEGIN');
      return;
    }
    const choice = this.random.next();
    if (choice < 0.5) await this.#write(writer);
    else if (choice < 0.62) await writer.client.query(`SAVEPOINT s${writer.savepoints++}`);
    else if (choice < 0.72 && writer.savepoints > 0) {
      const at = this.random.integer(0, writer.savepoints - 1);
      const release = this.random.chance(0.5);
      await writer.client.query(`${release ? 'RELEASE' : 'ROLLBACK TO'} s${at}`);
      writer.savepoints = release ? at : at + 1;
    } else if (choice < 0.9) await this.#end(writer, this.random.chance(0.75) ? 'COMMIT' : 'ROLLBACK');
  }

  async #end(writer: Writer, how: string): Promise<void> {
    await writer.client.query(how);
    writer.open = false;
    writer.savepoints = 0;
    for (const [id, owner] of this.#locked) if (owner === writer) this.#locked.delete(id);
  }

  async #write(writer: Writer): Promise<void> {
    const id = this.random.integer(1, 25);
    const owner = this.#locked.get(id);
    if (owner !== undefined && owner !== writer) return;
    this.#locked.set(id, writer);
    const cursor = this.random.pick(['now()', "'2026-01-01'", "now() - interval '1 day'", 'clock_timestamp()', 'NULL']);
    if (this.random.chance(0.1)) {
      await writer.client.query('DELETE FROM contacts WHERE id = $1', [id]);
      return;
    }
    const upsert = `INSERT INTO contacts VALUES ($1, $2, 'n', ${cursor})
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, updated_at = excluded.updated_at`;
    await writer.client.query(upsert, [id, ++this.#revision]);
  }

  /** Every row that stands now arrived in the version in which it stands, as the last of its row, and no version twice. */
  async expectArrived({ engine }: FakeFetching): Promise<void> {
    const { rows } = await this.#admin.query<{ id: number; revision: number }>('SELECT id, revision FROM contacts ORDER BY id');
    const newest = new Map<number, number>();
    const arrived = new Set<number>();
    for (const { traits } of engine.events) {
      const revision = traits['revision'] as number;
      expect(arrived.has(revision), `revision ${revision} came twice`).toBe(false);
      arrived.add(revision);
      newest.set(traits['id'] as number, revision);
    }
    expect(rows.map(({ id }) => [id, newest.get(id)])).toEqual(rows.map(({ id, revision }) => [id, revision]));
  }
}

interface Writer {
  readonly client: pg.Client;
  open: boolean;
  savepoints: number;
}
