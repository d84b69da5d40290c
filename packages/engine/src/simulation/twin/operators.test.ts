import { describe, expect, it } from 'vitest';
import type { Json } from '../../vocabulary/json.js';
import { eventAt } from './history.js';
import { meetsWhere, satisfies } from './operators.js';

describe('the missing-value table', () => {
  it.each<[string, Json, boolean]>([
    ['is', 'a', false],
    ['isNot', 'a', true],
    ['in', ['a'], false],
    ['notIn', ['a'], true],
    ['exists', true, false],
    ['exists', false, true],
    ['gt', 0, false],
    ['gte', 0, false],
    ['lt', 0, false],
    ['lte', 0, false],
    ['between', [0, 1], false],
    ['contains', 'a', false],
    ['startsWith', '', false],
    ['endsWith', '', false],
    ['before', '2030-01-01', false],
    ['after', '2000-01-01', false],
    ['anyItem', {}, false],
    ['everyItem', { category: 'shoes' }, true],
    ['noItem', {}, true],
  ])('%s %j of a missing value is %s', (operator, operand, expected) => {
    expect(satisfies(undefined, { [operator]: operand })).toBe(expected);
    const holding = eventAt(0, 'E', { properties: { path: null } });
    expect(meetsWhere(holding, { 'properties.path': { [operator]: operand } })).toBe(expected);
  });

  it('takes a bare value for `is`', () => {
    expect(satisfies(undefined, 'a')).toBe(false);
    expect(satisfies('a', 'a')).toBe(true);
  });
});

describe('operators', () => {
  it.each<[Json, string, Json, boolean]>([
    [10, 'is', '10', false],
    [10, 'isNot', '10', true],
    [10, 'notIn', ['10', 11], true],
    ['10', 'gt', 9, false],
    [10, 'gt', 10, false],
    [10, 'gte', 10, true],
    [1, 'between', [1, 2], true],
    [2, 'between', [1, 2], true],
    [2.1, 'between', [1, 2], false],
    ['10', 'lt', '9', true],
    ['😀', 'gt', '｡', true],
    [true, 'gt', false, false],
    ['mobile phone', 'contains', 'phone', true],
    [['a', 1], 'contains', 1, true],
    [['ab'], 'contains', 'a', false],
    ['2026-01-01T01:00:00+01:00', 'before', '2026-01-01T00:00:00.001Z', true],
    ['2026-01-01', 'after', '2025-12-31T23:59:59Z', true],
    ['2026-01-01T00:00:00Z', 'before', '2026-01-01', false],
    ['soon', 'before', '2030-01-01', false],
    [1, 'before', '2030-01-01', false],
    ['a', 'exists', true, true],
    [['a'], 'is', 'a', false],
    [[], 'anyItem', {}, false],
    [[], 'everyItem', { price: 1 }, true],
    [[], 'noItem', {}, true],
    [[{ category: 'shoes', price: 60 }, { category: 'hats' }], 'anyItem', { category: 'shoes', price: { gt: 50 } }, true],
    [[{ category: 'shoes' }, { price: 60 }], 'anyItem', { category: 'shoes', price: { gt: 50 } }, false],
    [[{ category: 'shoes' }, { category: 'hats' }], 'everyItem', { category: 'shoes' }, false],
    [[{ category: 'shoes' }, 'hat'], 'noItem', { category: 'hats' }, true],
  ])('%j %s %j is %s', (value, operator, operand, expected) => {
    expect(satisfies(value, { [operator]: operand })).toBe(expected);
  });

  it('must all hold', () => {
    expect(satisfies(5, { gt: 1, lt: 9 })).toBe(true);
    expect(satisfies(5, { gt: 1, lt: 5 })).toBe(false);
  });

  it('reads only what is the object its own', () => {
    expect(meetsWhere(eventAt(0, 'E'), { 'properties.constructor': { exists: true } })).toBe(false);
    expect(meetsWhere(eventAt(0, 'E'), { 'properties.toString.length': { exists: true } })).toBe(false);
  });
});
