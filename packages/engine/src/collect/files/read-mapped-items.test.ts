import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportItem, UnmappableRow } from '../mapping/import-item.js';
import type { Mapping } from '../mapping/mapping.js';
import { readMappedItems } from './read-mapped-items.js';

const MAPPING: Mapping = {
  kind: 'mapping',
  name: 'shop',
  timestamp: { column: 'When', format: 'yyyy-MM-dd HH:mm:ss' },
  userId: 'Customer',
  anonymousId: { template: 'order-{Order}', when: { column: 'Customer', missing: true } },
  event: [{ name: 'Order Returned', when: { column: 'Order', startsWith: 'C' } }, { name: 'Order Completed' }],
  properties: { price: { column: 'Price', type: 'number', required: true }, note: 'Note', currency: { constant: 'EUR' } },
};
const HEADER = 'Order,Customer,When,Price,Note';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-import-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface ReadAll {
  readonly items: readonly ImportItem[];
  readonly unmappable: readonly UnmappableRow[];
  readonly rows: number;
  readonly batches: number;
}

async function readAll(content: string | Buffer, mapping: Mapping = MAPPING, name = 'file.csv', batchRows = 2_000): Promise<ReadAll> {
  const file = join(directory, name);
  await writeFile(file, content);
  const items: ImportItem[] = [];
  const unmappable: UnmappableRow[] = [];
  let rows = 0;
  let batches = 0;
  for await (const batch of readMappedItems({ file, mapping, source: 'shop', batchRows })) {
    items.push(...batch.items);
    unmappable.push(...batch.unmappable);
    rows += batch.rows;
    batches += 1;
  }
  return { items, unmappable, rows, batches };
}

const rowsOf = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');

describe('a row', () => {
  test('becomes a track item, with converted values and without the empty ones', async () => {
    const { items } = await readAll(rowsOf('1001,17,2011-12-09 12:50:00, 4.95 ,"Kettle, ""red"" "', '1002,,2011-12-09 12:51:00,0,'));
    expect(items).toEqual([
      {
        type: 'track',
        messageId: expect.stringMatching(/^import-000000000[12]-[0-9a-f]{32}$/),
        event: 'Order Completed',
        userId: '17',
        timestamp: '2011-12-09T12:50:00.000Z',
        properties: { price: 4.95, note: 'Kettle, "red"', currency: 'EUR' },
      },
      {
        type: 'track',
        messageId: expect.stringMatching(/^import-000000000[12]-[0-9a-f]{32}$/),
        event: 'Order Completed',
        anonymousId: 'order-1002',
        timestamp: '2011-12-09T12:51:00.000Z',
        properties: { price: 0, currency: 'EUR' },
      },
    ]);
  });

  test('is named by the first rule whose condition holds', async () => {
    const { items } = await readAll(rowsOf('C1,17,2011-12-09 12:50:00,-1,', '1C,17,2011-12-09 12:50:00,1,'));
    expect(items.map(({ event }) => event)).toEqual(['Order Returned', 'Order Completed']);
  });

  test.each([
    ['a number that is none', '1,17,2011-12-09 12:50:00,4.9.5,', 'Price', "'4.9.5' is no number"],
    ['a number in words of JavaScript', '1,17,2011-12-09 12:50:00,Infinity,', 'Price', "'Infinity' is no number"],
    ['a required value that is missing', '1,17,2011-12-09 12:50:00,,', 'Price', 'is empty'],
    ['a day that does not exist', '1,17,2011-02-30 12:50:00,1,', 'When', "'2011-02-30 12:50:00' is no time"],
    ['no time', '1,17,,1,', 'When', 'is empty'],
    ['nobody', ',,2011-12-09 12:50:00,1,', 'userId', 'neither a userId nor an anonymousId'],
    ['a field too few', '1,17,2011-12-09 12:50:00,1', 'row', 'has 4 fields, the header 5'],
    ['a field too many', '1,17,2011-12-09 12:50:00,1,,x', 'row', 'has 6 fields, the header 5'],
  ])('with %s is kept as unmappable, with column and reason', async (_what, row, field, detail) => {
    const { items, unmappable } = await readAll(rowsOf('0,1,2011-12-09 12:50:00,1,', row, '2,2,2011-12-09 12:50:00,2,'));
    expect(items).toHaveLength(2);
    expect(unmappable).toHaveLength(1);
    expect(unmappable[0]).toMatchObject({ row: 2, field, detail: expect.stringContaining(detail) });
    expect(Object.values(JSON.parse(unmappable[0]?.raw ?? '') as object)).toEqual(row.split(','));
  });

  test('that is broken still says whose it is, so that erasing them erases it', async () => {
    const { unmappable } = await readAll(rowsOf('1,17,never,1,', ',,never,1,'));
    expect(unmappable.map(({ userId, anonymousId }) => [userId, anonymousId])).toEqual([
      ['17', undefined],
      [undefined, undefined],
    ]);
  });
});

describe('types', () => {
  const typed = (type: 'integer' | 'boolean' | 'json' | 'time' | 'text', more: object = {}): Mapping => ({
    ...MAPPING,
    properties: { value: { column: 'Note', type, ...more } },
  });
  const valueOf = async (text: string, mapping: Mapping): Promise<unknown> => {
    const { items, unmappable } = await readAll(rowsOf(`1,17,2011-12-09 12:50:00,1,"${text.replaceAll('"', '""')}"`), mapping);
    return unmappable[0]?.detail ?? items[0]?.properties?.value;
  };

  test.each([
    ['integer', '-0042', -42],
    ['integer', '-0', 0],
    ['integer', '9007199254740993', expect.stringContaining('beyond 2^53')],
    ['integer', '1.0', expect.stringContaining('no whole number')],
    ['boolean', 'Yes', true],
    ['boolean', '0', false],
    ['boolean', 'maybe', expect.stringContaining('neither true nor false')],
    ['json', '{"a": [1]}', { a: [1] }],
    ['json', '{a: 1}', expect.stringContaining('no JSON')],
    ['time', '2011-12-09', '2011-12-09T00:00:00.000Z'],
    ['time', '2011-12-09T12:00:00+02:00', '2011-12-09T10:00:00.000Z'],
  ] as const)('%s %s', async (type, text, expected) => {
    expect(await valueOf(text, typed(type))).toEqual(expected);
  });

  test('numbers with a decimal comma, where the file says so', async () => {
    const price: Mapping = { ...MAPPING, csv: { decimal: ',' }, properties: { value: { column: 'Note', type: 'number' } } };
    expect(await valueOf('-12,50', price)).toBe(-12.5);
    expect(await valueOf('12', price)).toBe(12);
    expect(await valueOf('1.250,00', price)).toContain('write a decimal comma, and nothing between thousands');
    expect(await valueOf('12.50', price)).toContain('is no number');
  });

  test('a text keeps its white space only when asked', async () => {
    expect(await valueOf('  a b ', typed('text'))).toBe('a b');
    expect(await valueOf('  a b ', typed('text', { trim: false }))).toBe('  a b ');
    expect(await valueOf('   ', typed('text', { trim: false }))).toBeUndefined();
  });

  test('a time without an offset is local to its zone, one with an offset is not', async () => {
    const london = typed('time', { timeZone: 'Europe/London' });
    expect(await valueOf('2011-07-01T12:00:00', london)).toBe('2011-07-01T11:00:00.000Z');
    expect(await valueOf('2011-07-01T12:00:00Z', london)).toBe('2011-07-01T12:00:00.000Z');
    expect(await valueOf('1309518000', typed('time', { format: 'unix' }))).toBe('2011-07-01T11:00:00.000Z');
  });
});

describe('a mapping that does not fit is refused before the first item', () => {
  test.each<[string, Partial<Mapping>, string]>([
    ['an unknown column', { properties: { price: { column: 'Prize' } } }, "properties.price: the file has no column 'Prize'"],
    ['an unknown column in a template', { anonymousId: { template: 'x-{Nobody}' } }, "anonymousId: the file has no column 'Nobody'"],
    [
      'an unknown column in a condition',
      { event: [{ name: 'A', when: { column: 'X', is: '1' } }] },
      "event.0.when: the file has no column 'X'",
    ],
    ['a condition without a test', { event: [{ name: 'A', when: { column: 'Order' } }] }, 'tests nothing'],
    ['a template without a column', { anonymousId: { template: 'guest' } }, 'names no {Column}'],
    ['an unknown zone', { timestamp: { column: 'When', timeZone: 'Europe/Atlantis' } }, "no time zone 'Europe/Atlantis'"],
    ['a format without a year', { timestamp: { column: 'When', format: 'dd.MM.' } }, 'is no time format'],
    ['a format on a text', { properties: { note: { column: 'Note', format: 'iso' } } }, "belong to a value of type 'time'"],
    ['a key that reaches the prototype', { properties: JSON.parse('{"__proto__": "Note"}') as Record<string, string> }, '/properties'],
    ['an id that is no text', { userId: { column: 'Customer', type: 'json' } }, 'an id is text or integer'],
    ['a shape that is none', { timestamp: 5 as unknown as string }, 'timestamp'],
  ])('%s', async (_what, change, message) => {
    await expect(readAll(rowsOf('1,17,2011-12-09 12:50:00,1,'), { ...MAPPING, ...change })).rejects.toMatchObject({
      code: 'invalid_mapping',
      message: expect.stringContaining(message),
    });
  });

  test('nobody to own the events, nothing to say', async () => {
    const { userId: _userId, anonymousId: _anonymousId, ...nobody } = MAPPING;
    await expect(readAll(rowsOf(), nobody)).rejects.toMatchObject({ code: 'invalid_mapping' });
    const { event: _event, properties: _properties, ...nothing } = MAPPING;
    await expect(readAll(rowsOf(), nothing)).rejects.toMatchObject({ code: 'invalid_mapping' });
  });

  test('two columns of one name, and a file without even a header', async () => {
    await expect(readAll('a,a\n1,2\n')).rejects.toMatchObject({ code: 'invalid_mapping' });
    await expect(readAll('')).rejects.toMatchObject({ code: 'invalid_mapping' });
  });
});

describe('files', () => {
  const text = rowsOf('1,17,2011-12-09 12:50:00,1,a', '2,18,2011-12-09 12:51:00,2,b');

  test('plain, gzip, with a byte order mark, CRLF, or another delimiter: the same items', async () => {
    const plain = await readAll(text);
    expect(await readAll(gzipSync(text), MAPPING, 'no-telling-name')).toEqual(plain);
    expect(await readAll(`\ufeff${text}`)).toEqual(plain);
    expect(await readAll(text.replaceAll('\n', '\r\n'))).toEqual(plain);
    expect(await readAll(text.replaceAll(',', ';'), { ...MAPPING, csv: { delimiter: ';' } })).toEqual(plain);
    expect(await readAll(text.replaceAll(',', '\t'), MAPPING, 'file.tsv')).toEqual(plain);
    const headless = { ...MAPPING, csv: { columns: HEADER.split(',') } };
    expect(await readAll(text.slice(HEADER.length + 1), headless)).toEqual(plain);
  });

  test('a header alone is a file with no rows', async () => {
    expect(await readAll(`${HEADER}\n`)).toMatchObject({ items: [], unmappable: [], rows: 0 });
  });

  test('NDJSON by name or by mapping; a line that is no object is unmappable', async () => {
    const lines = '{"Order":1,"Customer":17,"When":"2011-12-09 12:50:00","Price":4.5,"Note":null}\nnot json\n[1]\n\n';
    const { items, unmappable } = await readAll(gzipSync(lines), MAPPING, 'orders.ndjson.gz');
    expect(items[0]).toMatchObject({ userId: '17', properties: { price: 4.5, currency: 'EUR' } });
    expect(unmappable.map(({ row, field, raw }) => [row, field, raw])).toEqual([
      [2, 'row', 'not json'],
      [3, 'row', '[1]'],
    ]);
  });

  test('a quotation mark that is never closed costs its own line only', async () => {
    const good = '2,18,2011-12-09 12:51:00,2,b';
    const { items, unmappable, rows } = await readAll(rowsOf(good, '1,"17,2011-12-09 12:50:00,1,a', good, good));
    expect([items.length, rows]).toEqual([3, 4]);
    expect(unmappable).toMatchObject([{ row: 2, field: 'row', detail: 'row 2: a quotation mark opens a field and none closes it' }]);
  });

  test.each([['a gzip that ends too early', gzipSync(text.repeat(50)).subarray(0, 60), 'unexpected end of file']])(
    '%s stops the import and says where',
    async (_what, content, message) => {
      await expect(readAll(content)).rejects.toMatchObject({ code: 'unreadable_file', message: expect.stringContaining(message) });
    },
  );

  test('a file that is not there', async () => {
    const reading = readMappedItems({ file: join(directory, 'none.csv'), mapping: MAPPING, source: 'shop' });
    await expect(reading.next()).rejects.toMatchObject({ code: 'unreadable_file', message: expect.stringContaining('none.csv') });
  });
});

describe('ids', () => {
  test('equal rows of a file are different events; the file read again gives the same ones', async () => {
    const text = rowsOf('1,17,2011-12-09 12:50:00,1,a', '1,17,2011-12-09 12:50:00,1,a', '1,17,never,1,a');
    const first = await readAll(text);
    expect(new Set([...first.items, ...first.unmappable].map(({ messageId }) => messageId)).size).toBe(3);
    expect(await readAll(text, MAPPING, 'moved.csv')).toEqual(first);
  });

  test('sort as the rows do, so that events of the same instant keep the order of the file', async () => {
    const { items } = await readAll(rowsOf(...Array.from({ length: 12 }, (_, index) => `${index},17,2011-12-09 12:50:00,1,`)));
    const ids = items.map(({ messageId }) => messageId);
    expect(ids).toEqual([...ids].sort());
  });

  test('do not depend on how rows are cut into batches, and every row comes out once', async () => {
    const cell = fc.constantFrom('1', '2', 'C3', '', 'x', '2011-12-09 12:50:00', 'a "b", c', 'line\nbreak', ' ');
    const row = fc.array(cell, { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), async (rows, batchRows) => {
        const lines = rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        const whole = await readAll(rowsOf(...lines));
        const cut = await readAll(rowsOf(...lines), MAPPING, 'file.csv', batchRows);
        expect({ ...cut, batches: 0 }).toEqual({ ...whole, batches: 0 });
        expect(whole.rows).toBe(rows.length);
        expect(whole.items.length + whole.unmappable.length).toBe(rows.length);
        expect(new Set([...whole.items, ...whole.unmappable].map(({ messageId }) => messageId)).size).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('traits', () => {
  const WITH_TRAITS: Mapping = { ...MAPPING, traits: { note: 'Note' } };

  test('are said by an identify of their own, only when they change', async () => {
    const when = '2011-12-09 12:50:00';
    const { items, rows } = await readAll(
      rowsOf(`1,17,${when},1,a`, `2,17,${when},1,a`, `3,18,${when},1,a`, `4,17,${when},1,b`),
      WITH_TRAITS,
    );
    expect(rows).toBe(4);
    expect(items.map(({ type, userId, traits }) => [type, userId, traits?.note])).toEqual([
      ['identify', '17', 'a'],
      ['track', '17', undefined],
      ['track', '17', undefined],
      ['identify', '18', 'a'],
      ['track', '18', undefined],
      ['identify', '17', 'b'],
      ['track', '17', undefined],
    ]);
    expect(new Set(items.map(({ messageId }) => messageId)).size).toBe(7);
  });

  test('without an event every row is an identify', async () => {
    const { event: _event, properties: _properties, ...identify } = WITH_TRAITS;
    const { items } = await readAll(rowsOf('1,17,2011-12-09 12:50:00,1,a', '2,17,2011-12-09 12:50:00,1,a'), identify);
    expect(items.map(({ type, traits }) => [type, traits])).toEqual([
      ['identify', { note: 'a' }],
      ['identify', { note: 'a' }],
    ]);
  });
});
