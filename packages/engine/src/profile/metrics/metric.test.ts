import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryHistory, arbitraryMetric, arbitraryNow } from '../../simulation/twin/arbitrary.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import { twinMetric } from '../../simulation/twin/metric.js';
import { Columns } from '../../timeline/columns.js';
import { Timeline } from '../../timeline/timeline.js';
import { Timelines } from '../../timeline/timelines.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { compileMetric } from './metric.js';

/** A metric of a customer who has done all of this, or its mistakes. */
function valueOf(value: JsonObject, events: readonly CustomerEvent[], now: number): Json {
  const timelines = new Timelines();
  const columns = new Columns(timelines.sessions);
  const metric = compileMetric({ kind: 'metric', name: 'tested', value }, { names: timelines.names, columns });
  if (!('valueFor' in metric)) throw new Error(JSON.stringify(metric));
  const identifier = timelines.identifiers.intern('userId:ann');
  for (const event of events) {
    if (timelines.find(identifier, event.messageId) >= 0) continue;
    const name = timelines.names.intern(event.event);
    const { timestamp, receivedAt } = event;
    const row = timelines.add({ timestamp, receivedAt, offset: 0, name, identifier }, event.messageId);
    columns.fill(row, name, event);
    timelines.insert(identifier, row);
    timelines.sessions.eventArrived(identifier, row);
  }
  return metric.valueFor(new Timeline(timelines).at(identifier, now));
}

test('every metric means what the twin means', () => {
  fc.assert(
    fc.property(arbitraryMetric({ arrayOperators: true }), arbitraryHistory(), arbitraryNow(), (value, events, now) => {
      const ours = events.filter(({ event }) => event !== '');
      expect(valueOf(value, ours, now) ?? undefined).toEqual(twinMetric(value, ours, now));
    }),
    { numRuns: 1_000 },
  );
});

const order = (at: number, properties: JsonObject): CustomerEvent => eventAt(at, 'Order', { properties });
const of = (path: string) => (kind: string) => ({ [kind]: 'Order', of: path });

describe('values', () => {
  const bodies: Json[] = [{ a: 1, b: [1] }, 10, { b: [1], a: 1 }, null, '10', 10, { b: [1], a: 1 }, '10', [1], '[1]'];
  const events = bodies.map((price, at) => order(at, { price }));
  const price = of('properties.price');

  test.each([
    ['distinct', 5],
    ['first', { a: 1, b: [1] }],
    ['last', '[1]'],
    ['top', { a: 1, b: [1] }],
    ['sum', 20],
    ['avg', 10],
    ['min', 10],
    ['max', 10],
  ] as [string, Json][])('%s skips what is missing and knows equal values', (kind, expected) => {
    expect(valueOf(price(kind), events, second(100))).toEqual(expected);
  });

  test('of equally frequent values the one that came last is on top', () => {
    const letters = ['b', 'a', 'a', 'b', 'c'].map((price, at) => order(at, { price }));
    expect(valueOf(price('top'), letters, second(100))).toBe('b');
    expect(valueOf(price('top'), letters, second(2))).toBe('a');
  });
});

describe('a path through []', () => {
  const events = [
    order(0, {
      orders: [{ lines: [{ price: 1 }, { price: 2, tags: ['x'] }] }, { lines: 'none' }, { lines: [{ price: null }, { price: 2 }] }],
    }),
    order(1, { orders: [] }),
    order(2, { orders: [{ lines: [{ price: 3 }, {}, { price: 1, tags: ['x'] }] }] }),
    order(3, {}),
  ];
  const prices = of('properties.orders[].lines[].price');

  test.each([
    ['sum', 9],
    ['distinct', 3],
    ['first', 1],
    ['last', 1],
    ['top', 1],
    ['max', 3],
  ] as [string, Json][])('%s takes every value, in order, also twice nested', (kind, expected) => {
    expect(valueOf(prices(kind), events, second(100))).toEqual(expected);
  });

  test('an array at its end is one value', () => {
    expect(valueOf(of('properties.orders[].lines[].tags')('distinct'), events, second(100))).toBe(1);
    expect(valueOf(of('properties.orders[].lines[].tags')('last'), events, second(100))).toEqual(['x']);
    expect(valueOf(of('properties.orders[].lines[].tags[]')('last'), events, second(100))).toBe('x');
    expect(valueOf(of('properties.grid[][]')('sum'), [order(0, { grid: [[1, 2], 7, [3]] })], second(1))).toBe(6);
  });
});

test.each([
  [{ top: 'Order' }, '/value/of'],
  [{ sum: 'Order', of: 'products[].price' }, '/value/of'],
  [{ sum: 'Order', of: 'properties.products[]price' }, '/value/of'],
  [{ sum: 'Order', of: 'properties.products\u0000{"spec":{},"meets":true}' }, '/value/of'],
  [{ count: 'Order', of: 'properties.price' }, '/value/of'],
] as [JsonObject, string][])('%j is refused at %j', (value, pointer) => {
  const { names } = new Timelines();
  const found = compileMetric({ kind: 'metric', name: 'tested', value }, { names, columns: new Columns() });
  expect('valueFor' in found ? [] : found.map((problem) => problem.pointer)).toEqual([pointer]);
});
