import { describe, expect, test } from 'vitest';
import { eventAt } from '../simulation/twin/history.js';
import { Columns } from './columns.js';
import { ABSENT, NULL, Values } from './values.js';
import { CellTest } from './where.js';

describe('values', () => {
  test('equal values have one number, others have others', () => {
    const values = new Values();
    expect(values.intern(10)).toBe(values.intern(10.0));
    expect(values.intern({ a: 1, b: [2] })).toBe(values.intern({ b: [2], a: 1 }));
    const different = ['10', 10, true, 'true', [], {}, [10], ['10'], '[10]', '\u0000json:[10]', { a: 1 }, ''];
    expect(new Set(different.map((value) => values.intern(value))).size).toBe(different.length);
    expect([values.intern(undefined), values.intern(null)]).toEqual([ABSENT, NULL]);
    for (const value of different) expect(values.valueOf(values.intern(value))).toEqual(value);
  });

  test('a number that was forgotten is never another value, so that no test remembers a wrong answer', () => {
    const columns = new Columns();
    const column = columns.need('properties.price', [0]);
    if (column === undefined) throw new Error('no column');
    const isTen = new CellTest(column, columns.values, (value) => value === 10);
    columns.fill(0, 0, eventAt(0, 'Buy', { properties: { price: 10 } }));
    expect(isTen.holds(0)).toBe(true);
    columns.wipe([0]);
    columns.fill(1, 0, eventAt(1, 'Buy', { properties: { price: 99 } }));
    columns.fill(2, 0, eventAt(1, 'Buy', { properties: { price: 10 } }));
    expect([0, 1, 2].map((row) => isTen.holds(row))).toEqual([false, false, true]);
    expect(JSON.stringify(columns.values.toJson())).not.toContain('"price"');
  });

  test('a snapshot brings the numbers back', () => {
    const values = new Values();
    const numbers = ['a', 1, true, { b: 1, a: 2 }, ['x']].map((value) => values.intern(value));
    for (const number of numbers) values.hold(number);
    values.release(numbers[0] as number);
    const loaded = new Values();
    loaded.load(JSON.parse(JSON.stringify(values.toJson())));
    expect([1, true, { a: 2, b: 1 }, ['x']].map((value) => loaded.intern(value))).toEqual(numbers.slice(1));
    expect(numbers).not.toContain(loaded.intern('a'));
  });
});

describe('columns', () => {
  test('say what history has yet to fill, and hold back from snapshots what is not filled', () => {
    const columns = new Columns();
    const column = columns.need('properties.price', [3, 4]);
    if (column === undefined) throw new Error('no column');
    expect(columns.missing().map(({ name }) => name)).toEqual([3, 4]);
    expect(columns.extentOf(column)).toEqual({ names: [], everywhere: false });
    columns.filled(columns.missing().filter(({ name }) => name === 3));
    expect(columns.extentOf(column)).toEqual({ names: [3], everywhere: false });
    columns.needEverywhere('properties.price');
    expect(columns.extentOf(column)).toEqual({ names: [3], everywhere: false });
    columns.filled(columns.missing());
    expect(columns.extentOf(column)).toEqual({ names: [3, 4], everywhere: true });
  });

  test.each([
    'price',
    'properties',
    'properties.',
    'properties..a',
    'constructor.name',
    'properties.a[]b',
    'properties.a[].',
    'properties[].a',
    '',
  ])('%j is no path', (path) => {
    expect(new Columns().need(path, [0])).toBeUndefined();
  });

  test('a key that every object inherits is missing', () => {
    const columns = new Columns();
    const column = columns.need('properties.constructor.name', [0]);
    columns.fill(0, 0, eventAt(0, 'Buy'));
    expect(column?.at(0)).toBe(ABSENT);
  });
});
