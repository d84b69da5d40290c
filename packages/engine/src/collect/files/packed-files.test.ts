import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Session } from 'chdb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportItem, UnmappableRow } from '../mapping/import-item.js';
import type { Mapping } from '../mapping/mapping.js';
import { readMappedItems } from './read-mapped-items.js';

/** ClickHouse writes what no library here can: Zstandard and Parquet. */
let session: Session;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-packed-'));
  session = new Session(join(directory, 'chdb'));
});
afterAll(async () => {
  session.close();
  await rm(directory, { recursive: true });
});

const MAPPING: Mapping = {
  kind: 'mapping',
  name: 'shop',
  timestamp: 't',
  userId: 'u',
  event: 'Seen',
  properties: { n: { column: 'n', type: 'number' }, s: 's' },
};

interface ReadAll {
  readonly items: readonly ImportItem[];
  readonly unmappable: readonly UnmappableRow[];
}
async function read(name: string, mapping: Mapping = MAPPING): Promise<ReadAll> {
  const items: ImportItem[] = [];
  const unmappable: UnmappableRow[] = [];
  for await (const batch of readMappedItems({ file: join(directory, name), mapping, source: 'shop' })) {
    items.push(...batch.items);
    unmappable.push(...batch.unmappable);
  }
  return { items, unmappable };
}
async function store(name: string, bytes: Buffer | string): Promise<string> {
  await writeFile(join(directory, name), bytes);
  return name;
}
const write = (name: string, query: string, settings = ''): string => {
  session.query(
    `INSERT INTO FUNCTION file('${join(directory, name)}') SETTINGS engine_file_truncate_on_insert = 1${settings && `, ${settings}`} ${query}`,
  );
  return name;
};

describe('compressed files', () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => `u${index},2011-12-09T12:50:00Z,${index / 4},text ${index}`);
  const text = ['u,t,n,s', ...rows, ''].join('\n');

  test('plain, gzip, gzip of several members, and zstd give the same items', async () => {
    const plain = await read(await store('plain.csv', text));
    expect(plain.items).toHaveLength(3_000);
    expect(await read(await store('one.gz', gzipSync(text)))).toEqual(plain);
    const cut = text.length / 3;
    const members = [text.slice(0, cut), text.slice(cut, cut * 2), text.slice(cut * 2)].map((part) => gzipSync(part));
    expect(await read(await store('three.csv.gz', Buffer.concat(members)))).toEqual(plain);
    const query = `SELECT 'u' || toString(number) AS u, '2011-12-09T12:50:00Z' AS t, number / 4 AS n, 'text ' || toString(number) AS s FROM numbers(3000) ORDER BY number`;
    const zstd = (
      await read(write('packed.csv.zst', query, 'output_format_csv_crlf_end_of_line = 0'), {
        ...MAPPING,
        csv: { columns: ['u', 't', 'n', 's'] },
      })
    ).items;
    expect(zstd.map(({ userId, properties }) => [userId, properties])).toEqual(
      plain.items.map(({ userId, properties }) => [userId, properties]),
    );
    const frames = await readFile(join(directory, 'packed.csv.zst'));
    const twice = await read(await store('twice.zst', Buffer.concat([frames, frames])), {
      ...MAPPING,
      csv: { columns: ['u', 't', 'n', 's'] },
    });
    expect(twice.items).toHaveLength(6_000);
  });

  test.each([
    ['a gzip that is cut short', () => gzipSync(text).subarray(0, 2_000), 'unexpected end of file'],
    ['a zstd that is cut short', async () => (await readFile(join(directory, 'packed.csv.zst'))).subarray(0, 3_000), 'EOF'],
    [
      'a zstd that wants 4 GiB of memory',
      () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 22 << 3, ...Array.from({ length: 20 }, () => 0)]),
      'takes a window of',
    ],
    ['a ZIP archive', () => Buffer.from('PK\u0003\u0004rest'), 'ZIP archive'],
    ['an xz file', () => Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'xz'],
  ])('%s is unreadable, and says why', async (_what, bytes, message) => {
    const name = await store('broken', await bytes());
    await expect(read(name)).rejects.toMatchObject({ code: 'unreadable_file', message: expect.stringMatching(new RegExp(message, 'i')) });
  });

  test('a bomb is read in bounded memory: 512 MB of spaces are one row that is too long', async () => {
    const megabyte = gzipSync(Buffer.alloc(1_048_576, ' '));
    const name = await store(
      'bomb.csv.gz',
      Buffer.concat([gzipSync('u,t,n,s\n'), ...Array.from({ length: 512 }, () => megabyte), gzipSync(`\n${rows[0]}\n`)]),
    );
    const before = process.memoryUsage().rss;
    const { items, unmappable } = await read(name);
    expect([items.length, unmappable.length]).toEqual([1, 1]);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  test('what is compressed in another way is not taken for text', async () => {
    const name = await store('noise.csv', brotliCompressSync(text));
    await expect(read(name)).rejects.toMatchObject({ code: 'invalid_mapping' });
  });
});

describe('Parquet', () => {
  const QUERY = `SELECT 'u' || toString(number) AS u, toDateTime64(1323435000 + number, 3, 'UTC') AS t, number / 4 AS n, 'text ' || toString(number) AS s FROM numbers(5000) ORDER BY number`;

  test.each(['none', 'snappy', 'gzip', 'zstd', 'lz4', 'brotli'])(
    'compressed with %s, in row groups: every row, in order',
    async (codec) => {
      const settings = `output_format_parquet_compression_method = '${codec}', output_format_parquet_row_group_size = 1000`;
      const { items } = await read(write(`${codec}.parquet`, QUERY, settings));
      expect(items).toHaveLength(5_000);
      expect(items[4_321]).toMatchObject({
        userId: 'u4321',
        timestamp: '2011-12-09T14:02:01.000Z',
        properties: { n: 1080.25, s: 'text 4321' },
      });
      expect(new Set(items.map(({ messageId }) => messageId)).size).toBe(5_000);
    },
  );

  test('inside gzip, or by no telling name, it is the same', async () => {
    const name = write('plain.parquet', QUERY);
    const plain = await read(name);
    const bytes = await readFile(join(directory, name));
    expect(await read(await store('nothing-telling', bytes))).toEqual(plain);
    expect(await read(await store('packed.parquet.gz', gzipSync(bytes)))).toEqual(plain);
  });

  test('types arrive exactly: decimals, 64-bit numbers, times with and without a zone, days, nested values', async () => {
    const name = write(
      'types.parquet',
      `SELECT 'u1' AS u, toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC') AS t,
        toDecimal64('1.10', 2) AS small, toDecimal128('-12345678901.123456', 6) AS large, toDecimal32('0.3', 1) AS third,
        toInt64(9007199254740991) AS safe, toInt64(-9007199254740993) AS beyond, toUInt64(18446744073709551615) AS huge,
        toDate32('2026-01-02') AS day, toNullable(NULL::Nullable(Int32)) AS nothing, true AS flag, toFloat64(0.1) AS tenth,
        [toDecimal64('0.10', 2), toDecimal64('0.20', 2)] AS list, tuple(1, 'x')::Tuple(a Int64, b String) AS struct,
        [tuple(1, [toDate32('2026-01-02')])::Tuple(id Int32, days Array(Date32))] AS deep, map('k', toInt64(5)) AS mapped, 'ä€😀' AS text`,
      'output_format_parquet_datetime_as_uint32 = 0, output_format_parquet_string_as_string = 1',
    );
    const columns = [
      'small',
      'large',
      'third',
      'safe',
      'beyond',
      'huge',
      'day',
      'nothing',
      'flag',
      'tenth',
      'list',
      'struct',
      'deep',
      'mapped',
      'text',
    ];
    const mapping = {
      ...MAPPING,
      properties: Object.fromEntries([...columns, 'struct.b', 'deep[0].days[0]'].map((column) => [column, column])),
    };
    const { items, unmappable } = await read(name, mapping);
    expect(unmappable).toEqual([]);
    expect(items[0]?.timestamp).toBe('2026-01-02T03:04:05.678Z');
    expect(items[0]?.properties).toEqual({
      small: 1.1,
      large: Number('-12345678901.123456'),
      third: 0.3,
      safe: 9007199254740991,
      beyond: '-9007199254740993',
      huge: '18446744073709551615',
      day: '2026-01-02',
      flag: true,
      tenth: 0.1,
      list: [0.1, 0.2],
      struct: { a: 1, b: 'x' },
      deep: [{ id: 1, days: ['2026-01-02'] }],
      mapped: { k: 5 },
      text: 'ä€😀',
      'struct.b': 'x',
      'deep[0].days[0]': '2026-01-02',
    });
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 200)],
    ['damaged in the middle', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 60), Buffer.alloc(400, 0xff), bytes.subarray(460)])],
    ['nothing but its first letters', () => Buffer.from('PAR1')],
  ])('%s it is unreadable', async (_what, change) => {
    const bytes = await readFile(join(directory, write('whole.parquet', QUERY)));
    await expect(read(await store('hurt.parquet', change(bytes)))).rejects.toMatchObject({ code: 'unreadable_file' });
  });

  test('random bytes in it never crash the import, and never go unnoticed as another kind of failure', async () => {
    const bytes = await readFile(join(directory, write('fuzzed.parquet', QUERY.replace('numbers(5000)', 'numbers(50)'))));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        const failure = await read(await store('flipped.parquet', changed)).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure !== undefined) expect(failure).toMatchObject({ code: expect.stringMatching(/^(unreadable_file|invalid_mapping)$/) });
      }),
      { numRuns: 150 },
    );
  });
});

describe('the same rows in every format', () => {
  const value = fc.record({
    u: fc.stringMatching(/^[a-z]{1,8}$/),
    n: fc.double({ noNaN: true, noDefaultInfinity: true }),
    s: fc.string({ unit: 'grapheme' }),
  });

  test('give the same items', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        const documents = values.map((row) => ({
          ...row,
          n: row.n + 0,
          t: '2026-01-02T03:04:05Z',
          s: row.s.replaceAll(/[\0\u{feff}]/gu, ''),
        }));
        const cell = (given: unknown): string => `"${String(given).replaceAll('"', '""')}"`;
        const lines = documents.map(({ u, t, n, s }) => [u, t, n, s].map(cell).join(','));
        const ndjson = documents.map((row) => `${JSON.stringify(row)}\n`).join('');
        const names = [
          await store('same.csv', `u,t,n,s\n${lines.join('\n')}`),
          await store('same.ndjson', ndjson),
          await store('same.json', JSON.stringify(documents, null, 1)),
          await store('same.jsonl.gz', gzipSync(ndjson)),
          write(
            'same.parquet',
            `SELECT * FROM file('${join(directory, 'same.ndjson')}', 'JSONEachRow', 'u String, t String, n Float64, s String')`,
          ),
        ];
        const [first, ...others] = await Promise.all(
          names.map(async (name) => (await read(name)).items.map(({ messageId: _id, ...item }) => item)),
        );
        expect(first).toHaveLength(documents.length);
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 25 },
    );
  });
});
