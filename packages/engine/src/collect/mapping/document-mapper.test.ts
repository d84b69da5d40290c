import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { documentMapper } from './document-mapper.js';
import { parsePath, replacedAt, valueAt } from './document-path.js';
import type { ImportItem, MappedRow } from './import-item.js';
import type { MappingBody } from './mapping.js';

const BODY: MappingBody = { timestamp: 'at', userId: 'customer.id', event: 'Seen' };
const AT = '2026-01-02T03:04:05Z';

const itemsOf = (rows: readonly MappedRow[]): readonly ImportItem[] => rows.flatMap((row) => (row.kind === 'items' ? row.items : []));
const faultsOf = (rows: readonly MappedRow[]) => rows.flatMap((row) => (row.kind === 'items' ? [] : [row.row]));
const one = (mapping: MappingBody, document: JsonObject): ImportItem => {
  const [item, ...more] = itemsOf(documentMapper(mapping, 'crm')(document, 'k1'));
  if (item === undefined || more.length > 0) throw new RangeError('not one item');
  return item;
};
const fault = (mapping: MappingBody, document: JsonObject) => faultsOf(documentMapper(mapping, 'crm')(document, 'k1'))[0];

describe('values of documents', () => {
  test('paths lead into objects and arrays; what is not there is left out', () => {
    const document = { at: AT, customer: { id: 'c1', email: 'a@example.com' }, items: [{ sku: 'K' }, { sku: 'L' }] };
    const mapping = {
      ...BODY,
      properties: { email: 'customer.email', sku: 'items[1].sku', none: 'items[2].sku', wrong: 'customer.email.x', no: 'at[0]' },
    };
    expect(one(mapping, document)).toEqual({
      type: 'track',
      messageId: expect.stringMatching(/^document-[0-9a-f]{32}$/),
      event: 'Seen',
      userId: 'c1',
      timestamp: '2026-01-02T03:04:05.000Z',
      properties: { email: 'a@example.com', sku: 'L' },
    });
  });

  test('a key that is spelled like a path comes first', () => {
    const document = { at: AT, 'customer.id': 'literal', customer: { id: 'nested' } };
    expect(one(BODY, document).userId).toBe('literal');
  });

  test('without a type a value keeps its own', () => {
    const values: JsonObject = { n: 4.5, z: 0, b: false, s: '  text ', o: { deep: [1, null] }, a: [1, 'x'], nothing: null, empty: ' ' };
    const document = { at: AT, customer: { id: 7 }, ...values };
    const mapping = { ...BODY, properties: Object.fromEntries(Object.keys(values).map((key) => [key, key])) };
    expect(one(mapping, document)).toMatchObject({ userId: '7' });
    expect(one(mapping, document).properties).toEqual({ n: 4.5, z: 0, b: false, s: 'text', o: { deep: [1, null] }, a: [1, 'x'] });
  });

  test.each<[NonNullable<MappingBody['properties']>[string], Json, Json | undefined]>([
    [{ column: 'v', type: 'text' }, 4.5, '4.5'],
    [{ column: 'v', type: 'text' }, { a: 1 }, '{"a":1}'],
    [{ column: 'v', type: 'integer' }, 12, 12],
    [{ column: 'v', type: 'number' }, '4.50', 4.5],
    [{ column: 'v', type: 'boolean' }, true, true],
    [{ column: 'v', type: 'boolean' }, 1, true],
    [{ column: 'v', type: 'json' }, { a: [1] }, { a: [1] }],
    [{ column: 'v', type: 'json' }, '{"a":[1]}', { a: [1] }],
    [{ column: 'v', type: 'time', format: 'unix' }, 1767323045, '2026-01-02T03:04:05.000Z'],
    [{ column: 'v', type: 'time', format: 'days', since: '1899-12-30' }, 46024.5, '2026-01-02T12:00:00.000Z'],
    [{ column: 'v', type: 'time', format: 'weeks', since: '2026-01-01' }, '2', '2026-01-15T00:00:00.000Z'],
    [{ column: 'v', values: { A: 'page', '7': 'end cap' } }, 7, 'end cap'],
    [{ column: 'v', values: { '2026-01-02': '2026-01-03' }, type: 'time' }, '2026-01-02', '2026-01-03T00:00:00.000Z'],
    [{ column: 'v', trim: false }, ' a ', ' a '],
    [{ template: '{v}-{customer.id}' }, 7, '7-c1'],
    [{ column: 'v', when: { column: 'v', is: '7' } }, 7, 7],
    [{ column: 'v', when: { column: 'v', is: 'true' } }, true, true],
  ])('%j of %j', (rule, value, expected) => {
    const document = { at: AT, customer: { id: 'c1' }, v: value };
    expect(one({ ...BODY, properties: { v: rule } }, document).properties?.v).toEqual(expected);
  });

  test.each<[NonNullable<MappingBody['properties']>[string], string, string]>([
    [{ column: 'v', type: 'integer' }, '1.5', 'no whole number'],
    [{ column: 'v', type: 'integer' }, '9007199254740993', 'beyond 2^53'],
    [{ column: 'v', type: 'number' }, '"1,234.5"', 'nothing between thousands'],
    [{ column: 'v', type: 'number' }, '1e999', 'beyond the largest number'],
    ['v', '1e999', 'beyond the largest one'],
    ['v', '{"deep":[1e999]}', 'beyond the largest one'],
    [{ column: 'v', type: 'boolean' }, '{}', 'neither true nor false'],
    [{ column: 'v', type: 'json' }, '"{"', 'no JSON'],
    [{ column: 'v', type: 'time' }, '[1]', 'no time of the format iso'],
    [{ column: 'v', values: { a: 1 } }, '"constructor"', 'not among the values'],
    [{ template: 'x-{v}' }, '9007199254740993', 'beyond 2^53'],
  ])('%j refuses %s', (rule, json, detail) => {
    const document = { at: AT, customer: { id: 'c1' }, v: JSON.parse(json) as Json };
    expect(fault({ ...BODY, properties: { v: rule } }, document)).toMatchObject({
      row: 1,
      detail: expect.stringContaining(detail),
      raw: JSON.stringify(document),
      userId: 'c1',
    });
  });

  test('missing values of every type', () => {
    const mapping = { ...BODY, missingValues: ['n/a', '-1'], properties: { a: 'a', b: 'b' } };
    expect(one(mapping, { at: AT, customer: { id: 'c1' }, a: 'n/a', b: -1 }).properties).toEqual({});
  });

  test('a key never reaches a prototype', () => {
    const mapping = { ...BODY, properties: { a: 'constructor', b: '__proto__.polluted', c: 'customer.__proto__' } };
    const document = JSON.parse(`{"at":"${AT}","customer":{"id":"c1"},"__proto__":{"polluted":1}}`) as JsonObject;
    expect(one(mapping, document).properties).toEqual({ b: 1 });
    expect(({} as JsonObject).polluted).toBeUndefined();
  });
});

describe('owners', () => {
  const CARD: MappingBody = { timestamp: 'at', externalIds: { loyalty_card: 'card', email: 'mail' }, event: 'Order Completed' };

  test('an external id is enough, and stands in the context', () => {
    expect(one({ ...CARD, context: { till: 'till' } }, { at: AT, card: 123, till: 'T1' })).toMatchObject({
      context: { till: 'T1', externalIds: [{ id: '123', type: 'loyalty_card', collection: 'users', encoding: 'none' }] },
    });
    expect(one(CARD, { at: AT, card: 123 })).not.toHaveProperty('userId');
  });

  test('a broken document says whose it is by external id', () => {
    expect(fault(CARD, { at: 'never', card: 'L1', mail: 'a@example.com' })).toMatchObject({
      externalIds: [
        { type: 'loyalty_card', id: 'L1' },
        { type: 'email', id: 'a@example.com' },
      ],
    });
  });

  test.each<[JsonObject, string]>([
    [{ at: AT }, 'neither a userId nor an anonymousId nor an external id'],
    [{ at: AT, card: 2 ** 53 }, 'write the identifier as text'],
    [{ at: AT, card: { id: 1 } }, 'is no identifier'],
    [{ at: AT, card: true }, 'is no identifier'],
  ])('%j is nobody', (document, detail) => {
    expect(fault(CARD, document)?.detail).toContain(detail);
  });
});

describe('each', () => {
  const LINES: MappingBody = {
    each: 'order.lines',
    timestamp: 'at',
    userId: 'customer',
    event: 'Product Purchased',
    properties: { sku: 'each.sku', first: 'each.tags[0]', order: 'order.id', count: { column: 'each.n', type: 'integer' } },
  };
  const order = (...lines: Json[]): JsonObject => ({ at: AT, customer: 'c1', order: { id: 7, lines } });

  test('makes an item of every element, in their order', () => {
    const items = itemsOf(documentMapper(LINES, 'shop')(order({ sku: 'K', tags: ['red'] }, { sku: 'L', n: 2 }), 'd1'));
    expect(items.map(({ properties }) => properties)).toEqual([
      { sku: 'K', first: 'red', order: 7 },
      { sku: 'L', order: 7, count: 2 },
    ]);
    expect(items.map(({ messageId }) => messageId.slice(-6))).toEqual(['-00001', '-00002']);
  });

  test('puts a broken element aside alone, with no other element in what is kept', () => {
    const rows = documentMapper(LINES, 'shop')(order({ sku: 'K' }, { sku: 'L', n: 'x' }), 'd1');
    expect(itemsOf(rows)).toHaveLength(1);
    expect(faultsOf(rows)).toEqual([
      {
        messageId: expect.stringMatching(/-00002$/),
        row: 2,
        field: 'each.n',
        detail: "order.lines[1]: 'x' is no whole number",
        raw: JSON.stringify({ at: AT, customer: 'c1', order: { id: 7, lines: [{ sku: 'L', n: 'x' }] } }),
        userId: 'c1',
      },
    ]);
  });

  test('elements may be plain values', () => {
    const mapping = { ...LINES, properties: { tag: 'each' } };
    expect(itemsOf(documentMapper(mapping, 's')(order('a', 2), 'd')).map(({ properties }) => properties)).toEqual([
      { tag: 'a' },
      { tag: 2 },
    ]);
  });

  test('no array is a fault, an empty one nothing, too long a one a fault', () => {
    const map = documentMapper(LINES, 's');
    expect(map(order(), 'd')).toEqual([]);
    expect(faultsOf(map({ at: AT, customer: 'c1', order: { id: 7 } }, 'd'))).toMatchObject([{ field: 'order.lines' }]);
    expect(faultsOf(map(order(...Array.from({ length: 10_001 }, () => 1)), 'd'))).toMatchObject([
      { detail: 'has 10001 elements; at most 10000' },
    ]);
  });

  test('traits are said once for a document', () => {
    const mapping: MappingBody = { ...LINES, traits: { city: 'city' } };
    const types = itemsOf(documentMapper(mapping, 's')({ ...order(1, 2), city: 'Ulm' }, 'd')).map(({ type }) => type);
    expect(types).toEqual(['identify', 'track', 'track']);
  });
});

describe('ids', () => {
  const anyDocument = fc.object({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

  test('the same key gives the same items, whatever was mapped before; another key or source gives others', () => {
    const mapping: MappingBody = { each: 'list', externalIds: { x: 'each' }, event: 'E', traits: { a: 'a' } };
    fc.assert(
      fc.property(anyDocument, fc.array(fc.oneof(fc.string(), fc.integer())), fc.string(), (document, list, key) => {
        const whole = { ...document, list };
        const map = documentMapper(mapping, 's');
        const rows = map(whole, key);
        expect(map(whole, key)).toEqual(rows);
        expect(documentMapper(mapping, 's')(whole, key)).toEqual(rows);
        const ids = (found: readonly MappedRow[]) => [...itemsOf(found), ...faultsOf(found)].map(({ messageId }) => messageId);
        const all = [...ids(rows), ...ids(map(whole, `${key}'`)), ...ids(documentMapper(mapping, 't')(whole, key))];
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((id) => id.length <= 100)).toBe(true);
      }),
    );
  });

  test('a document without a mapped time has none: it happened when it came', () => {
    const { timestamp: _timestamp, ...timeless } = BODY;
    expect(one(timeless, { customer: { id: 'c1' } })).not.toHaveProperty('timestamp');
  });
});

describe('a mapping that does not fit itself is refused', () => {
  test.each<[MappingBody, string]>([
    [{ timestamp: 'at', event: 'E' }, 'nobody would own'],
    [{ timestamp: 'at', event: 'E', externalIds: {} }, 'nobody would own'],
    [{ timestamp: 'at', userId: 'u' }, 'would say nothing'],
    [{ timestamp: { constant: 'soon' }, userId: 'u', event: 'E' }, "'soon' is no time"],
    [{ ...BODY, properties: { t: { column: 'x', type: 'time', format: 'days' } } }, 'since'],
    [{ ...BODY, properties: { t: { column: 'x', type: 'time', since: '2026-01-01' } } }, 'since'],
    [{ ...BODY, properties: { t: { column: 'x', since: '2026-01-01' } } }, "belong to a value of type 'time'"],
    [{ ...BODY, externalIds: { card: 'card' }, context: { externalIds: 'ids' } }, 'fills it already'],
    [{ ...BODY, externalIds: { constructor: 'card' } as Record<string, string> }, 'externalIds'],
    [{ ...BODY, nothing: 1 } as MappingBody, 'is no part of a mapping'],
  ])('%j', (mapping, why) => {
    expect(() => documentMapper(mapping, 's')).toThrow(
      expect.objectContaining({ code: 'invalid_mapping', message: expect.stringContaining(why) }),
    );
  });
});

describe('paths', () => {
  const step = fc.oneof(fc.stringMatching(/^[a-z_]{1,5}$/), fc.nat(5));

  test('are read as they are written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,5}$/), fc.array(step), (first, rest) => {
        const text = rest.reduce<string>((path, next) => path + (typeof next === 'number' ? `[${next}]` : `.${next}`), first);
        expect(parsePath(text)).toEqual([first, ...rest]);
      }),
    );
    for (const text of ['', '.', 'a.', '.a', 'a..b', '[0]', 'a[', 'a[x]', 'a[-1]', 'a]0[']) expect(parsePath(text)).toBeUndefined();
  });

  test('replacing changes what the path finds, and nothing of what was given', () => {
    const document = { a: { list: [1, { b: 2 }], __other: 1 }, c: 3 };
    const before = JSON.stringify(document);
    const changed = replacedAt(document, 'a.list[1].b', 9);
    expect(valueAt('a.list[1].b')(changed)).toBe(9);
    expect(JSON.stringify(changed)).toBe(before.replace('"b":2', '"b":9'));
    expect(JSON.stringify(document)).toBe(before);
    expect(isJsonObject(replacedAt({}, '__proto__.x', 1)) && ({} as JsonObject).x).toBeUndefined();
  });
});
