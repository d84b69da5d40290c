import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CuspError } from '../runtime/errors.js';
import type { JsonObject } from '../vocabulary/json.js';
import { createWarehouseFeeder } from './feeder.js';
import { FixtureJournal } from './fixture-journal.js';
import { anEvent, temporaryDirectory, raise } from './fixtures.js';
import { openWarehouse, type Warehouse } from './warehouse.js';

const directory = temporaryDirectory();
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse({ at: { directory: directory.path }, limits: { seconds: 2, resultRows: 1_000, memoryBytes: 200 << 20 } });
  const journal = new FixtureJournal();
  await journal.put(
    'event',
    ...Array.from({ length: 50 }, (_, i) => anEvent(i, { properties: { price: i, format: 'pdf', settings: { into: 1 } } })),
  );
  const feeder = createWarehouseFeeder({ journal, warehouse, onFailure: raise });
  await feeder.flush();
});

afterAll(async () => {
  await warehouse.close();
  directory.remove();
});

async function refusal(query: string, params: JsonObject = {}): Promise<{ code: string; message: string }> {
  try {
    await warehouse.sql(query, params);
  } catch (error) {
    if (error instanceof CuspError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'answered', message: '' };
}

describe("users' SQL", () => {
  it.each([
    ['SELECT count() FROM events', 50],
    ['select count(*) from cusp.events;', 50],
    ['WITH big AS (SELECT * FROM events WHERE properties.price::Int64 > 40) SELECT count() FROM big', 9],
    ['(SELECT 1) UNION ALL (SELECT 1)', 1],
    ["SELECT ';' || '--' || '/* INTO OUTFILE */' || 'it''s' || '\\\\'", ";--/* INTO OUTFILE */it's\\"],
    ['SELECT 1 -- no more; INTO OUTFILE\n+ 1', 2],
    ['SELECT /* SETTINGS */ 3', 3],
    ['SELECT any(properties.format) FROM events', 'pdf'],
    ['SELECT any(properties.settings.into) FROM events', 1],
    ['SELECT "settings" FROM (SELECT 4 AS "settings")', 4],
    ["SELECT format('{}-{}', 'a', 'b')", 'a-b'],
    ['SELECT sumIf(number, number > 1) FROM numbers(4)', 5],
    ['SELECT quantileExactIf(0.5)(number, number > 1) FROM numbers(4)', 3],
    ['SELECT uniqExactArrayIf([number], 1) FROM numbers(4)', 4],
    ['SELECT COUNT(DISTINCT user_id) FROM events WHERE user_id IN (SELECT user_id FROM events)', 10],
    ['SELECT sum(number) OVER (ORDER BY number) FROM numbers(2) LIMIT 1', 0],
    ['SELECT CASE WHEN count() > 1 THEN toStartOfDay(min(timestamp))::String ELSE null END FROM events', '2026-01-01 00:00:00'],
    ["SELECT count() FROM events WHERE timestamp >= '2026-01-01 00:00:10' AND event LIKE 'Product%' AND NOT (type = 'page')", 40],
    ['SELECT arrayMap(x -> x * 2, [1])[1]', 2],
    ['SELECT count() FROM events AS a JOIN events AS b USING (message_id)', 50],
  ])('answers %s', async (query, expected) => {
    const { rows } = await warehouse.sql(query);
    expect(Object.values(rows[0] ?? {})[0]).toEqual(expected);
  });

  it('binds parameters, whatever is in them', async () => {
    const text = "'; DROP TABLE cusp.events; -- \\ \n\t{x:String}";
    const { rows, columns } = await warehouse.sql('SELECT {t:String} AS t, {n:UInt8} + 1 AS n, {l:Array(String)} AS l', {
      t: text,
      n: 4,
      l: [text],
    });
    expect(rows).toEqual([{ t: text, n: 5, l: [text] }]);
    expect(columns.map((column) => column.name)).toEqual(['t', 'n', 'l']);
  });

  it('describes the tables', async () => {
    expect((await warehouse.sql('SHOW TABLES')).rows.map((row) => row.name)).toEqual([
      'customers',
      'decisions',
      'events',
      'exposures',
      'identity_decisions',
      'moments',
      'segment_changes',
      'surges',
    ]);
    expect((await warehouse.sql('DESCRIBE TABLE events')).rows.map((row) => row.name).slice(0, 12)).toEqual([
      'message_id',
      'customer_id',
      'type',
      'event',
      'user_id',
      'anonymous_id',
      'timestamp',
      'received_at',
      'source',
      'properties',
      'context',
      'traits',
    ]);
  });

  it.each([
    "SELECT file('/etc/passwd')",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT FILE('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
    "SELECT * APPLY(file) FROM (SELECT '/etc/passwd' AS p)",
    "SELECT COLUMNS('p') APPLY file FROM (SELECT '/etc/passwd' AS p)",
    "SELECT 1 IN file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM s3('http://127.0.0.1:1/bucket/key')",
    "SELECT * FROM remote('127.0.0.1:1', 'system', 'one')",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM sqlite('/tmp/x', 'y')",
    "SELECT * FROM view(SELECT file('/etc/passwd'))",
    "SELECT * FROM (SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')) WHERE 0",
    "WITH (SELECT file('/etc/passwd')) AS p SELECT p",
    "SELECT 1 INTO OUTFILE '/tmp/cusp-must-not-exist'",
    "SELECT 1 INTO/**/OUTFILE '/tmp/cusp-must-not-exist'",
    "SELECT 1.INTO OUTFILE '/tmp/cusp-must-not-exist'",
    "SELECT 1e1.INTO OUTFILE '/tmp/cusp-must-not-exist'",
    "SELECT x'\\' INTO OUTFILE '/tmp/cusp-must-not-exist' --'",
    'SELECT 1 FORMAT Null',
    'SELECT 1 SETTINGS readonly = 0',
    'SELECT 1 settings max_memory_usage = 0',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP VIEW cusp.events',
    "SELECT '\\'; DROP VIEW cusp.events; --'; SELECT 1",
    'SELECT $a$ ; $a$',
    'SELECT 1 # comment',
    'SELECT ‘quoted’',
    "SELECT 'unended",
    'SELECT /* a /* nested */ b */ 1',
    'INSERT INTO events SELECT * FROM events',
    "INSERT INTO FUNCTION file('/tmp/cusp-must-not-exist') SELECT 1",
    'DROP VIEW events',
    'ALTER TABLE cusp_store.events DELETE WHERE 1',
    'CREATE TEMPORARY TABLE t (a Int8)',
    'SET readonly = 0',
    'USE system',
    'SYSTEM SHUTDOWN',
    'KILL QUERY WHERE 1',
    'EXPLAIN SELECT 1',
    "DESCRIBE TABLE file('/etc/passwd')",
    'DESCRIBE system.tables',
    'SHOW GRANTS',
    'SELECT * FROM system.tables',
    'SELECT * FROM "system"."tables"',
    'SELECT * FROM information_schema.tables',
    "SELECT 'a' IN system.one",
    'SELECT * FROM cusp_store.events',
    "SELECT dictGet('cusp_store.identity', 'customer_id', 'x')",
    "SELECT getSetting('max_memory_usage')",
    'SELECT sleep(1)',
    'SELECT hostName()',
    'SELECT * FROM no_such_table',
    'SELECT no_such_column FROM events',
    'SELECT * FROM {t:Identifier}',
    'SELEC 1',
    'SELECT (1',
    '',
  ])('refuses %s', async (query) => {
    expect((await refusal(query, { t: 'system.tables' })).code).toBe('invalid_query');
    expect(existsSync('/tmp/cusp-must-not-exist')).toBe(false);
    expect((await warehouse.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 50 }]);
  });

  it('says what ClickHouse says about a mistake', async () => {
    expect((await refusal('SELECT no_such_column FROM events')).message).toContain('no_such_column');
    expect((await refusal('SELECT 1 FROMM events')).message).toMatch(/Syntax error: failed at position 16 \(events\)/);
  });

  it.each([
    ['rows', 'SELECT number FROM numbers(2000)'],
    ['memory', 'SELECT length(groupArray(toString(number))) FROM numbers(100000000)'],
    ['time', 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)'],
  ])('limits %s', async (_what, query) => {
    expect((await refusal(query)).code).toBe('query_limit');
    expect((await warehouse.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 50 }]);
  });

  it('does not hold up loading', async () => {
    const slow = refusal('SELECT sum(sipHash64(number)) FROM numbers(1000000000000)');
    let ended = false;
    void slow.then(() => {
      ended = true;
    });
    await warehouse.setCustomers([{ customerId: 'c_x', identifiers: [], traits: {}, firstSeen: null, lastSeen: null, events: 0 }]);
    expect(ended).toBe(false);
    expect((await slow).code).toBe('query_limit');
  });
});
