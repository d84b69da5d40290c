import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { RepairRule } from '../../vocabulary/repair.js';
import { compileRepair } from './apply-rules.js';

const apply = (item: Json, ...rules: RepairRule[]): Json => compileRepair(rules)(item).item;

describe('rules', () => {
  test('set makes what is missing on the way, and writes over nothing that is no object', () => {
    expect(apply({ a: 1 }, { set: 'properties.price', to: 2 })).toEqual({ a: 1, properties: { price: 2 } });
    expect(apply({ properties: 'text' }, { set: 'properties.price', to: 2 })).toEqual({ properties: 'text' });
    expect(apply({ list: [{ a: 1 }, { a: 2 }] }, { set: 'list[].b', to: null })).toEqual({
      list: [
        { a: 1, b: null },
        { a: 2, b: null },
      ],
    });
  });

  test('rename moves a value, and nothing where there is none', () => {
    expect(apply({ user_id: 'u1', type: 'track' }, { rename: 'user_id', to: 'userId' })).toEqual({ type: 'track', userId: 'u1' });
    expect(apply({ type: 'track' }, { rename: 'user_id', to: 'userId' })).toEqual({ type: 'track' });
    expect(apply({ user: 'u1', list: [] }, { rename: 'user', to: 'list.user' })).toEqual({ user: 'u1', list: [] });
    expect(apply({ a: { b: 1 } }, { rename: 'a', to: 'a.b' })).toEqual({ a: { b: { b: 1 } } });
  });

  test('remove takes away what may not be there, keys that reach for a prototype among them', () => {
    const item = JSON.parse('{"properties":{"__proto__":{"x":1},"price":1,"constructor":{"prototype":1}}}') as Json;
    const mended = apply(item, { remove: 'properties.__proto__' }, { remove: 'properties.constructor' });
    expect(JSON.stringify(mended)).toBe('{"properties":{"price":1}}');
    expect(apply({ list: [{ a: 1 }, 2] }, { remove: 'list[].a' })).toEqual({ list: [{}, 2] });
  });

  test('parse reads numbers and times, and leaves what it cannot read', () => {
    const prices = { p: [{ v: ' 1.5 ' }, { v: '1,5' }, { v: 'x' }, { v: 7 }, { v: null }] };
    expect(apply(prices, { parse: 'p[].v', as: 'number' })).toEqual({ p: [{ v: 1.5 }, { v: '1,5' }, { v: 'x' }, { v: 7 }, { v: null }] });
    expect(apply({ a: '1.234,50' }, { parse: 'a', as: 'number', format: 'comma' })).toEqual({ a: 1234.5 });
    expect(apply({ a: '1,234.50' }, { parse: 'a', as: 'number', format: 'point' })).toEqual({ a: 1234.5 });
    expect(apply({ a: '0x10' }, { parse: 'a', as: 'number' })).toEqual({ a: '0x10' });
    expect(apply({ t: '24.12.2025 18:30' }, { parse: 't', as: 'time', format: 'dd.MM.yyyy HH:mm', timeZone: 'Europe/Berlin' })).toEqual({
      t: '2025-12-24T17:30:00.000Z',
    });
    expect(apply({ t: 1_700_000_000 }, { parse: 't', as: 'time', format: 'unix' })).toEqual({ t: '2023-11-14T22:13:20.000Z' });
    expect(apply({ t: 'soon' }, { parse: 't', as: 'time' })).toEqual({ t: 'soon' });
  });

  test('replace maps values by their text', () => {
    const rule: RepairRule = { replace: 'properties.size', map: { klein: 'S', '7': 7.5, true: null } };
    const sizes = ['klein', 7, true, 'L', undefined].map((size) => apply({ properties: size === undefined ? {} : { size } }, rule));
    expect(sizes.map((item) => ((item as JsonObject).properties as JsonObject).size)).toEqual(['S', 7.5, null, 'L', undefined]);
  });

  test('say what they changed, in order', () => {
    const repair = compileRepair([
      { rename: 'user', to: 'userId' },
      { set: 'type', to: 'track' },
      { set: 'type', to: 'track' },
    ]);
    expect(repair({ user: 7 }).changes).toEqual([
      { path: 'user', from: 7, to: null },
      { path: 'userId', from: null, to: 7 },
      { path: 'type', from: null, to: 'track' },
    ]);
  });

  test.each<RepairRule>([
    { set: '', to: 1 },
    { set: 'a..b', to: 1 },
    { set: 'a[0]', to: 1 },
    { set: '__proto__.x', to: 1 },
    { rename: 'a', to: 'constructor' },
    { rename: 'a[].b', to: 'c' },
    { parse: 'a', as: 'number', format: 'roman' },
    { parse: 'a', as: 'time', format: 'whenever' },
    { parse: 'a', as: 'time', timeZone: 'Mars/Olympus' },
    { remove: Array(33).fill('a').join('.') },
  ])('are refused when they can be applied to nothing: %j', (rule) => {
    expect(() => compileRepair([rule])).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error);
  });
});

test('no rule changes the given item, a prototype, or gives something else the second time', () => {
  const key = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'price');
  const path = fc
    .array(fc.tuple(key, fc.boolean()), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([name, each]) => `${name}${each ? '[]' : ''}`).join('.'));
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const rule: fc.Arbitrary<RepairRule> = fc.oneof(
    fc.record({ set: path, to: value }),
    fc.record({ rename: path, to: path }),
    fc.record({ remove: path }),
    fc.record({ parse: path, as: fc.constantFrom('number' as const, 'time' as const) }),
    fc.record({ replace: path, map: fc.dictionary(fc.string(), value) }),
  );
  const item = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof({ maxDepth: 3 }, value, fc.dictionary(key, tie('node')) as fc.Arbitrary<Json>, fc.array(tie('node'), { maxLength: 3 })),
  })).node;
  fc.assert(
    fc.property(item, fc.array(rule, { maxLength: 4 }), (given, rules) => {
      const before = JSON.stringify(given);
      let repair: ReturnType<typeof compileRepair>;
      try {
        repair = compileRepair(rules);
      } catch {
        return;
      }
      const once = JSON.stringify(repair(given));
      expect(JSON.stringify(given)).toBe(before);
      expect(JSON.stringify(repair(given))).toBe(once);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
