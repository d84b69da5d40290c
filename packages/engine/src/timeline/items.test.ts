import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryHistory, arbitraryWhere } from '../simulation/twin/arbitrary.js';
import { eventAt } from '../simulation/twin/history.js';
import { meetsWhere, satisfies } from '../simulation/twin/operators.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { Columns } from './columns.js';
import { Compilation } from './compilation.js';
import { Interner } from './interner.js';
import { compileTest } from './operators.js';
import { compileWhere, decidingItems, type Where } from './where.js';

const NAME = 0;

/** Sessions are known to timelines: these columns stand alone. */
const isAboutEvents = (where: JsonObject): boolean => Object.keys(where).every((path) => !path.startsWith('session.'));

/** A filter over the columns that hold these events, one a row. */
function filterOver(
  events: readonly Parameters<Columns['fill']>[2][],
  where: JsonObject,
): { readonly where: Where; readonly columns: Columns } {
  const columns = new Columns();
  const compilation = new Compilation({ names: new Interner(), columns, kind: 'segment', name: 'items' });
  const compiled = compileWhere(where, '', [NAME], compilation);
  expect(compilation.problems).toEqual([]);
  events.forEach((event, row) => columns.fill(row, NAME, event));
  return { where: compiled, columns };
}

const item = fc.record(
  { category: fc.constantFrom<Json>('shoes', 'hats', null, 7), price: fc.constantFrom<Json>(10, 60, '60') },
  { requiredKeys: [] },
);
const nested = fc.record({ name: fc.constantFrom<Json>('a', 'b'), parts: fc.array(item, { maxLength: 2 }) }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 4, arbitrary: fc.array(item, { maxLength: 3 }) },
  { weight: 3, arbitrary: fc.array(nested, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom<Json>('shoes', 1, null, [{ price: 60 }]), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, 'shoes', 5, { category: 'shoes' }) },
);
const operator = fc.constantFrom('anyItem', 'everyItem', 'noItem');
const inside = fc.record(
  { category: fc.constantFrom<Json>('shoes', { isNot: 'shoes' }, { exists: false }), price: fc.constantFrom<Json>({ gt: 50 }, 60) },
  { requiredKeys: [] },
);
const insideNested = fc.tuple(operator, inside).map(([name, where]): JsonObject => ({ parts: { [name]: { ...where } } }));
const expectation = fc.tuple(fc.uniqueArray(operator, { minLength: 1, maxLength: 2 }), fc.oneof(inside, insideNested), fc.boolean()).map(
  ([names, where, exists]): JsonObject => ({
    ...Object.fromEntries(names.map((name) => [name, { ...where }])),
    ...(exists && { exists: true }),
  }),
);

describe('items of arrays', () => {
  test('mean what the twin means', () => {
    fc.assert(
      fc.property(expectation, value, (spec, given) => {
        const compiled = compileTest(spec);
        expect('holds' in compiled && compiled.holds(given as Json)).toBe(satisfies((given as Json) ?? undefined, spec));
      }),
      { numRuns: 1_000 },
    );
  });

  test('mean the same by columns, which remember only the place of an item', () => {
    fc.assert(
      fc.property(expectation, fc.array(value, { maxLength: 4 }), (spec, values) => {
        const events = values.map((products, row) => eventAt(row, 'Buy', { properties: { products: products as Json } }));
        const where = { 'properties.products': spec };
        const { where: compiled, columns } = filterOver(events, where);
        expect(events.map((_, row) => compiled.holds(row))).toEqual(events.map((event) => meetsWhere(event, where)));
        const remembered = columns.values.toJson().filter((one) => typeof one === 'object' && one !== null);
        expect(spec.exists === true ? [] : remembered).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('mean the same beside other paths of random events', () => {
    fc.assert(
      fc.property(arbitraryHistory(), arbitraryWhere({ arrayOperators: true }).filter(isAboutEvents), (events, where) => {
        const { where: compiled } = filterOver(events, where);
        expect(events.map((_, row) => compiled.holds(row))).toEqual(events.map((event) => meetsWhere(event, where)));
      }),
    );
  });

  test.each([
    [{ anyItem: { category: 'shoes', price: { gt: 50 } } }, ['properties.products[2]']],
    [{ anyItem: { category: 'hats' } }, []],
    [{ noItem: { category: 'shoes' } }, ['properties.products[1]']],
    [{ everyItem: { price: 10 } }, ['properties.products[0]']],
    [{ everyItem: { price: { gte: 10 } } }, []],
    [{ exists: true }, []],
  ] as [JsonObject, string[]][])('%j was decided by %j', (spec, items) => {
    const products = [{ price: 60 }, { category: 'shoes', price: 10 }, { category: 'shoes', price: 60 }];
    const { where } = filterOver([eventAt(0, 'Buy', { properties: { products } })], { 'properties.products': spec });
    expect(decidingItems(where, 0)).toEqual(items);
  });

  test('a snapshot brings the column of a question back', () => {
    const products: Json = [{ price: 10 }, { price: 60 }];
    const spec = { 'properties.products': { anyItem: { price: { gt: 50 } } } };
    const { columns } = filterOver([eventAt(0, 'Buy', { properties: { products } })], spec);
    const loaded = new Columns();
    loaded.values.load(columns.values.toJson());
    for (const column of columns.kept()) {
      const { names, everywhere } = { names: [NAME], everywhere: false };
      loaded.load(column.path.text, names, everywhere, Buffer.from(column.bytes(1)));
    }
    const compilation = new Compilation({ names: new Interner(), columns: loaded, kind: 'segment', name: 'items' });
    const where = compileWhere(spec, '', [NAME], compilation);
    expect([where.holds(0), decidingItems(where, 0), loaded.missing()]).toEqual([true, ['properties.products[1]'], []]);
  });

  test.each([
    [{ anyItem: 'shoes' }, '/anyItem'],
    [{ anyItem: [{ price: 1 }] }, '/anyItem'],
    [{ anyItem: { '': 1 } }, '/anyItem/'],
    [{ anyItem: { 'brand..name': 1 } }, '/anyItem/brand..name'],
    [{ anyItem: { 'parts[].price': 1 } }, '/anyItem/parts[].price'],
    [{ noItem: { price: { like: 1 } } }, '/noItem/price/like'],
    [{ noItem: { 'a/b': {} } }, '/noItem/a~1b'],
    [{ everyItem: { parts: { anyItem: { price: { gt: true } } } } }, '/everyItem/parts/anyItem/price/gt'],
    [{ anyItem: { price: { sameAs: 'first.properties.price' } } }, '/anyItem/price/sameAs'],
  ] as [Json, string][])('%j is refused at %j, with a remedy', (spec, pointer) => {
    expect(compileTest(spec)).toMatchObject({ pointer, message: expect.stringMatching(/./), remedy: expect.stringMatching(/./) });
  });

  test('items within items within items come to an end', () => {
    const deep = (levels: number): JsonObject => {
      let spec: JsonObject = { anyItem: { price: 1 } };
      for (let level = 0; level < levels; level++) spec = { anyItem: { parts: spec } };
      return spec;
    };
    expect(compileTest(deep(10))).toHaveProperty('holds');
    expect(compileTest(deep(10_000))).toMatchObject({ message: expect.stringMatching(/nested/) });
  });

  test('a where through [] is refused, and told about anyItem', () => {
    const compilation = new Compilation({ names: new Interner(), columns: new Columns(), kind: 'segment', name: 'items' });
    compileWhere({ 'properties.products[].price': 1 }, '/where', [NAME], compilation);
    compileWhere({ 'properties.products\u0000{}': 1 }, '/where', [NAME], compilation);
    expect(compilation.problems.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining('properties.products: { anyItem'),
      expect.stringContaining('properties.'),
    ]);
  });
});
