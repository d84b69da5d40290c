import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportItem, UnmappableRow } from '../mapping/import-item.js';
import { DecimalSum } from '../mapping/decimal-sum.js';
import type { Mapping } from '../mapping/mapping.js';
import { readMappedItems } from './read-mapped-items.js';
import { SeenKeys } from './seen-keys.js';

const ORDERS: Mapping = {
  kind: 'mapping',
  name: 'orders',
  timestamp: 'at',
  userId: 'who',
  event: 'Order Completed',
  properties: { order_id: 'order' },
  group: {
    by: ['order'],
    products: { sku: 'sku', price: { column: 'price', type: 'number' } },
    totals: {
      total: { sum: 'price', times: 'n' },
      dearest: { max: 'price' },
      cheapest: { min: 'price' },
      first: { first: 'sku' },
      last: { last: 'sku' },
      lines: { count: 'lines' },
    },
  },
};
const HEADER = 'order,who,at,sku,price,n';
const AT = '2026-01-02T03:04:05Z';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-groups-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface ReadAll {
  readonly items: readonly ImportItem[];
  readonly unmappable: readonly UnmappableRow[];
  readonly rows: number;
}
async function read(lines: readonly string[], mapping: Mapping = ORDERS, batchRows = 2_000): Promise<ReadAll> {
  const file = join(directory, 'orders.csv');
  await writeFile(file, [HEADER, ...lines, ''].join('\n'));
  const items: ImportItem[] = [];
  const unmappable: UnmappableRow[] = [];
  let rows = 0;
  for await (const batch of readMappedItems({ file, mapping, source: 'shop', batchRows })) {
    items.push(...batch.items);
    unmappable.push(...batch.unmappable);
    rows += batch.rows;
  }
  return { items, unmappable, rows };
}
const line = (order: string, sku: string, price: string | number = 1, n: string | number = 1, who = 'u1'): string =>
  [order, who, AT, sku, price, n].join(',');

describe('a group', () => {
  test('is one event, with its lines and exact totals', async () => {
    const { items, rows } = await read([line('1', 'a', 0.1), line('1', 'b', 0.2), line('2', 'c', '4.95', 3), line('2', 'd', '', 2)]);
    expect(rows).toBe(4);
    expect(items.map(({ properties }) => properties)).toEqual([
      {
        order_id: '1',
        total: 0.3,
        dearest: 0.2,
        cheapest: 0.1,
        first: 'a',
        last: 'b',
        lines: 2,
        products: [
          { sku: 'a', price: 0.1 },
          { sku: 'b', price: 0.2 },
        ],
      },
      {
        order_id: '2',
        total: 14.85,
        dearest: 4.95,
        cheapest: 4.95,
        first: 'c',
        last: 'd',
        lines: 2,
        products: [{ sku: 'c', price: 4.95 }, { sku: 'd' }],
      },
    ]);
    expect(items[0]).toMatchObject({
      type: 'track',
      event: 'Order Completed',
      userId: 'u1',
      messageId: expect.stringMatching(/^import-group-[0-9a-f]{32}$/),
    });
  });

  test('is put aside whole when one of its lines is wrong: its sums would be', async () => {
    const { items, unmappable } = await read([line('1', 'a'), line('2', 'b'), line('2', 'c', 'x'), line('2', 'd'), line('3', 'e')]);
    expect(items.map(({ properties }) => properties?.order_id)).toEqual(['1', '3']);
    expect(unmappable).toMatchObject([{ row: 2, field: 'price', detail: "rows 2 to 4 ('2'): row 3: 'x' is no number", userId: 'u1' }]);
    expect(JSON.parse(unmappable[0]?.raw ?? '')).toHaveLength(3);
  });

  test('is put aside when a row between its lines cannot be read, or names somebody else', async () => {
    const broken = await read([line('1', 'a'), '1,"u1', line('1', 'b'), line('2', 'c')]);
    expect(broken.items.map(({ properties }) => properties?.order_id)).toEqual(['2']);
    expect(broken.unmappable.map(({ detail }) => detail)).toEqual([
      'row 2: a quotation mark opens a field and none closes it',
      "rows 1 to 3 ('1'): row 3: row 2 between its lines cannot be read",
    ]);
    const foreign = await read([line('1', 'a'), line('1', 'b', 1, 1, 'u2')]);
    expect(foreign.items).toEqual([]);
    expect(foreign.unmappable).toMatchObject([{ detail: "rows 1 to 2 ('1'): row 2: is of another customer than row 1" }]);
  });

  test('that comes back is no second order: it is put aside, and says what to do', async () => {
    const { items, unmappable } = await read([line('1', 'a'), line('2', 'b'), line('1', 'c'), line('1', 'd')]);
    expect(items).toHaveLength(2);
    expect(unmappable).toMatchObject([
      {
        row: 3,
        field: 'order',
        detail: expect.stringMatching(/^rows 3 to 4 \('1'\): .*ended before: sort the file by order, or give group a window$/),
      },
    ]);
    expect(unmappable[0]?.messageId).not.toBe(items[0]?.messageId);
  });

  test('with a window, lines of others may stand between its own', async () => {
    const mapping = { ...ORDERS, group: { ...ORDERS.group, by: ['order'], window: 2 } };
    const { items, unmappable } = await read([line('1', 'a'), line('2', 'b'), line('3', 'c'), line('1', 'd')], mapping);
    expect([items.length, unmappable.length]).toEqual([3, 0]);
    expect(items.map(({ properties }) => properties?.lines).toSorted()).toEqual([1, 1, 2]);
    expect((await read([line('1', 'a'), line('2', 'b'), line('3', 'c'), line('4', 'c'), line('1', 'd')], mapping)).unmappable).toHaveLength(
      1,
    );
  });

  test('a line without the key stands alone', async () => {
    const { items, unmappable } = await read([line('', 'a'), line('2', 'b')]);
    expect(items).toHaveLength(1);
    expect(unmappable).toMatchObject([{ row: 1, field: 'order', detail: 'row 1: is empty, and lines are grouped by it' }]);
  });

  test('has an end: more lines than can be are put aside as one', async () => {
    const { items, unmappable } = await read(Array.from({ length: 10_002 }, () => line('1', 'a')));
    expect(items).toEqual([]);
    expect(unmappable).toHaveLength(1);
    expect(unmappable[0]?.raw.length).toBeLessThanOrEqual(65_536);
  });

  test.each<[Partial<Mapping>, string]>([
    [{ group: { by: ['nothing'] } }, "no column 'nothing'"],
    [{ group: { by: ['order'], totals: { order_id: { count: 'lines' } } } }, "'order_id' is mapped twice"],
    [{ group: { by: ['order'], totals: { x: { sum: 'nothing' } } } }, "no column 'nothing'"],
  ])('%j does not fit', async (change, why) => {
    await expect(read([], { ...ORDERS, ...change })).rejects.toMatchObject({
      code: 'invalid_mapping',
      message: expect.stringContaining(why),
    });
  });

  test('every line is in exactly one event or put aside, the same however rows are cut into batches', async () => {
    const row = fc.record({
      order: fc.constantFrom('1', '2', '3', ''),
      price: fc.constantFrom('1', '0.1', 'x', ''),
      broken: fc.integer({ min: 0, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 25 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (rows, window, batchRows) => {
          const mapping = { ...ORDERS, group: { ...ORDERS.group, by: ['order'], window } };
          const lines = rows.map(({ order, price, broken }, index) => (broken === 0 ? '1,"' : line(order, `s${index}`, price)));
          const whole = await read(lines, mapping);
          expect(await read(lines, mapping, batchRows)).toEqual(whole);
          const inEvents = whole.items.flatMap(({ properties }) =>
            ((properties?.products ?? []) as { sku: string }[]).map(({ sku }) => sku),
          );
          const aside = whole.unmappable.flatMap(({ raw }) => raw.match(/s\d+/g) ?? []);
          const all = rows.flatMap(({ broken }, index) => (broken === 0 ? [] : [`s${index}`]));
          expect([...inEvents, ...aside].toSorted()).toEqual(all.toSorted());
          expect(new Set(whole.items.map(({ properties }) => properties?.order_id)).size).toBe(whole.items.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('a decimal sum is exact, whatever its order', () => {
  const cents = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }));
  fc.assert(
    fc.property(cents, (given) => {
      const sum = new DecimalSum();
      for (const value of given) sum.add(String(value / 100));
      expect(sum.value()).toBe(given.reduce((total, value) => total + value, 0) / 100 + 0);
    }),
  );
  const mixed = new DecimalSum();
  for (const text of ['1e21', '-1E+21', '.5', '1.', '-0.25e1']) mixed.add(text);
  mixed.add('0.1', '3');
  expect(mixed.value()).toBe(-0.7);
});

test('seen keys: the newest are remembered, in bounded memory', () => {
  const keys = new SeenKeys(3);
  for (let key = 0; key < 10; key += 1) keys.add(String(key));
  expect([7, 8, 9].map((key) => keys.has(String(key)))).toEqual([true, true, true]);
  expect(keys.has('0')).toBe(false);
});
