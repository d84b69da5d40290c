import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { onTheWall } from './calendar.js';
import { exactSum } from './exact-sum.js';
import { BARE_GROUND, type TwinGround } from './ground.js';
import { same, valueOfPath } from './operators.js';
import { isOf } from './pattern.js';
import { objectsOf, textOf, valueAt } from './reading.js';
import { twinTimeline } from './timeline.js';
import { customersZone, windowAt } from './window.js';

/** The ways of summing events up that the twin knows. */
export const TWIN_METRICS = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'distinct',
  'first',
  'last',
  'top',
  'shares',
  'recency',
  'interval',
] as const;
/** The ways of computing a metric from others that the twin knows. */
export const TWIN_COMBINATIONS = ['ratio', 'difference', 'sum'] as const;

/**
 * A metric of one customer at `now`, from nothing but their events (in order of arrival).
 * @param value as in a metric's definition: `{ sum: 'Order Completed', of: 'properties.price', where, within }`, or one of others:
 *   `{ ratio: [{ count: 'A' }, { count: 'B' }] }`.
 * @returns undefined when it has no value; `recency` in milliseconds.
 */
export function twinMetric(
  value: JsonObject,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround = BARE_GROUND,
): Json | undefined {
  const combination = TWIN_COMBINATIONS.find((name) => Array.isArray(ownValue(value, name)));
  if (combination !== undefined) return combined(combination, value, events, now, ground);
  const kind = TWIN_METRICS.find((name) => Object.hasOwn(value, name));
  if (kind === undefined) throw new TypeError(`the twin does not know ${Object.keys(value).join(', ')}`);
  const takes = windowAt(value, events, now, ground);
  const counted = twinTimeline(events, now).filter((event) => takes(event.timestamp) && isOf(event, value, kind, {}));
  if (kind === 'count') return counted.length;
  if (kind === 'recency') return counted.length === 0 ? undefined : now - (counted.at(-1) as CustomerEvent).timestamp;
  if (kind === 'interval') return counted.length < 2 ? undefined : lengthOf(counted) / (counted.length - 1);
  const path = textOf(value, 'of');
  const zone = customersZone(events, now, ground);
  return summary(
    kind,
    counted.flatMap((event) => (path.startsWith('time.') ? [localTimeOf(event, path, zone)] : valuesOf(event, path))),
  );
}

/** From the first event to the last. */
function lengthOf(counted: readonly CustomerEvent[]): number {
  return (counted.at(-1) as CustomerEvent).timestamp - (counted[0] as CustomerEvent).timestamp;
}

/** A metric made of others; without a value when one of them has none, or none that is a number. */
function combined(
  kind: (typeof TWIN_COMBINATIONS)[number],
  value: JsonObject,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround,
): number | undefined {
  const parts = objectsOf(value, kind).map((part) => twinMetric(part, events, now, ground));
  const numbers = parts.filter((part) => typeof part === 'number');
  if (numbers.length < parts.length) return undefined;
  if (kind === 'sum') return exactSum(numbers);
  const [left = 0, right = 0] = numbers;
  if (kind === 'difference') return left - right;
  return right === 0 ? undefined : left / right;
}

function summary(kind: (typeof TWIN_METRICS)[number], values: readonly Json[]): Json | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  switch (kind) {
    case 'sum':
      return exactSum(numbers);
    case 'avg':
      return numbers.length === 0 ? undefined : exactSum(numbers) / numbers.length;
    case 'min':
      return numbers.sort((left, right) => left - right)[0];
    case 'max':
      return numbers.sort((left, right) => right - left)[0];
    case 'distinct':
      return values.filter((value, index) => values.findIndex((other) => same(value, other)) === index).length;
    case 'first':
      return values[0];
    case 'last':
      return values.at(-1);
    case 'shares':
      return shares(values);
    default:
      return top(values);
  }
}

/** Each value with its share, by taking the top one away again and again; twenty at most. */
function shares(values: readonly Json[]): Json | undefined {
  const found: Json[] = [];
  let left = values;
  while (left.length > 0 && found.length < 20) {
    const value = top(left) as Json;
    const others = left.filter((other) => !same(other, value));
    found.push({ value, share: (left.length - others.length) / values.length });
    left = others;
  }
  return values.length === 0 ? undefined : found;
}

/** The most frequent value; of several the one that came last. */
function top(values: readonly Json[]): Json | undefined {
  const frequency = (value: Json): number => values.filter((other) => same(value, other)).length;
  const highest = Math.max(...values.map(frequency));
  return values.findLast((value) => frequency(value) === highest);
}

/** What the clock of the customer, as of now, showed at an event. */
function localTimeOf({ timestamp }: CustomerEvent, path: string, zone: string): number {
  const { hour, weekday } = onTheWall(timestamp, zone);
  if (path !== 'time.hour' && path !== 'time.weekday') throw new TypeError(`the twin does not know ${path}`);
  return path === 'time.hour' ? hour : weekday;
}

/** The values at a path, missing ones left out; `[]` goes into every item of an array. */
function valuesOf(event: CustomerEvent, path: string): readonly Json[] {
  const [start = '', ...rest] = path.split('[]');
  const value = valueOfPath(event, start);
  let values: readonly Json[] = value === undefined ? [] : [value];
  for (const part of rest) {
    const items = values.flatMap((one) => (Array.isArray(one) ? one : []));
    const inside = part.split('.').filter((key) => key !== '');
    values = items.map((item) => valueAt(item, inside)).filter((one) => one !== undefined);
  }
  return values;
}
