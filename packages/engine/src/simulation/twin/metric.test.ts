import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { exactSum } from './exact-sum.js';
import { twinDefinitions } from './ground.js';
import { eventAt, second } from './history.js';
import { twinMetric } from './metric.js';

const prices: Json[] = [10, '10', null, 2.5, 10, true, 2.5];
const history = prices.map((price, index) => eventAt(index, 'Order', { properties: { price } }));
const valueOf = (value: JsonObject, now = 100): Json | undefined => twinMetric(value, history, second(now));

describe('twinMetric', () => {
  it.each<[JsonObject, Json | undefined]>([
    [{ count: 'Order' }, 7],
    [{ count: 'Order', where: { 'properties.price': { gt: 5 } } }, 2],
    [{ sum: 'Order', of: 'properties.price' }, 25],
    [{ avg: 'Order', of: 'properties.price' }, 6.25],
    [{ min: 'Order', of: 'properties.price' }, 2.5],
    [{ max: 'Order', of: 'properties.price' }, 10],
    [{ distinct: 'Order', of: 'properties.price' }, 4],
    [{ first: 'Order', of: 'properties.price' }, 10],
    [{ last: 'Order', of: 'properties.price' }, 2.5],
    [{ top: 'Order', of: 'properties.price' }, 2.5],
    [{ recency: 'Order' }, 94_000],
    [{ count: 'Other' }, 0],
    [{ sum: 'Other', of: 'properties.price' }, 0],
    [{ distinct: 'Other', of: 'properties.price' }, 0],
    [{ avg: 'Other', of: 'properties.price' }, undefined],
    [{ min: 'Other', of: 'properties.price' }, undefined],
    [{ first: 'Other', of: 'properties.price' }, undefined],
    [{ top: 'Other', of: 'properties.price' }, undefined],
    [{ recency: 'Other' }, undefined],
  ])('%j is %j', (value, expected) => {
    expect(valueOf(value)).toEqual(expected);
  });

  it('looks at (now − within, now]', () => {
    expect(valueOf({ count: 'Order', within: '2s' }, 6)).toBe(2);
    expect(valueOf({ recency: 'Order', within: '2s' }, 8)).toBeUndefined();
    expect(valueOf({ recency: 'Order', within: '2s' }, 7.999)).toBe(1_999);
  });

  it('flattens a path through []', () => {
    const order = eventAt(0, 'Order', {
      properties: { products: [{ price: 1 }, { price: null }, 'x', { price: 2 }], tags: ['a', 'a', 'b'] },
    });
    expect(twinMetric({ sum: 'Order', of: 'properties.products[].price' }, [order], second(0))).toBe(3);
    expect(twinMetric({ distinct: 'Order', of: 'properties.tags[]' }, [order], second(0))).toBe(2);
  });
});

describe('exactSum', () => {
  it.each([
    [[0.1, 0.2], 0.1 + 0.2],
    [[0.1, 0.2, 0.3, -0.3, -0.2, -0.1], 0],
    [[1e308, 1e308, -1e308], 1e308],
    [[1e16, 1, 1], 1e16 + 2],
    [[1, 1e-320, -1], 1e-320],
    [[5e-324, 5e-324], 1e-323],
    [[2 ** 53, 1], 2 ** 53],
    [[2 ** 53, 1, 2 ** -60], 2 ** 53 + 2],
    [[], 0],
  ])('of %j is %d', (numbers, sum) => {
    expect(exactSum(numbers)).toBe(sum);
  });

  it('does not depend on the order, and is right where doubles are', () => {
    const finite = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), { maxLength: 8 });
    fc.assert(fc.property(finite, (numbers) => exactSum([...numbers].reverse()) === exactSum(numbers)));
    fc.assert(fc.property(fc.array(fc.integer()), (numbers) => exactSum(numbers) === numbers.reduce((sum, one) => sum + one, 0)));
    const pair = fc.tuple(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), fc.double({ noNaN: true, min: -1e300, max: 1e300 }));
    fc.assert(fc.property(pair, ([one, other]) => exactSum([one, other]) === one + other));
  });
});

describe('twinMetric, of times', () => {
  const night = Date.parse('2026-03-29T00:30:00Z');
  const hours = [0, 1, 2, 26].map((later) => eventAt(0, 'Visit', { messageId: `v${later}`, timestamp: night + later * 3_600_000 }));
  const at = (zone: string, value: JsonObject): Json | undefined =>
    twinMetric(value, hours, night + 30 * 3_600_000, {
      definitions: twinDefinitions([{ kind: 'workspace', name: 'w', timeZone: zone }]),
      links: [],
    });

  it.each([
    ['UTC', 'time.hour', { first: 0, last: 2 }],
    ['Europe/Berlin', 'time.hour', { first: 1, last: 4 }],
    ['America/New_York', 'time.hour', { first: 20, last: 22 }],
    ['UTC', 'time.weekday', { first: 7, last: 1 }],
    ['America/New_York', 'time.weekday', { first: 6, last: 7 }],
  ])('in %s %s is by the clock on the wall', (zone, of, { first, last }) => {
    expect(at(zone, { first: 'Visit', of })).toBe(first);
    expect(at(zone, { last: 'Visit', of })).toBe(last);
  });

  it('interval is the average between, shares begin with the most frequent', () => {
    expect(at('UTC', { interval: 'Visit' })).toBe((26 * 3_600_000) / 3);
    expect(twinMetric({ interval: 'Visit' }, hours.slice(0, 1), night)).toBeUndefined();
    expect(at('UTC', { shares: 'Visit', of: 'time.hour' })).toEqual([
      { value: 2, share: 0.5 },
      { value: 1, share: 0.25 },
      { value: 0, share: 0.25 },
    ]);
  });
});
