import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { type Json, type JsonObject } from '../../vocabulary/json.js';
import { exactSum } from './exact-sum.js';
import { meetsWhere, same, valueOfPath } from './operators.js';
import { durationOf, inWindow, objectOf, textOf, valueAt } from './reading.js';
import { twinTimeline } from './timeline.js';

/** The metrics that the twin knows. */
export const TWIN_METRICS = ['count', 'sum', 'avg', 'min', 'max', 'distinct', 'first', 'last', 'top', 'recency'] as const;

/**
 * A metric of one customer at `now`, from nothing but their events (in order of arrival).
 * @param value as in a metric's definition: `{ sum: 'Order Completed', of: 'properties.price', where, within }`.
 * @returns undefined when it has no value; `recency` in milliseconds.
 */
export function twinMetric(value: JsonObject, events: readonly CustomerEvent[], now: Instant): Json | undefined {
  const kind = TWIN_METRICS.find((name) => Object.hasOwn(value, name));
  if (kind === undefined) throw new TypeError(`the twin does not know ${Object.keys(value).join(', ')}`);
  const within = durationOf(value, 'within');
  const counted = twinTimeline(events, now).filter(
    (event) => event.event === textOf(value, kind) && inWindow(event.timestamp, now, within) && meetsWhere(event, objectOf(value, 'where')),
  );
  if (kind === 'count') return counted.length;
  if (kind === 'recency') return counted.length === 0 ? undefined : now - (counted.at(-1) as CustomerEvent).timestamp;
  const path = textOf(value, 'of');
  return summary(
    kind,
    counted.flatMap((event) => valuesOf(event, path)),
  );
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
    default:
      return top(values);
  }
}

/** The most frequent value; of several the one that came last. */
function top(values: readonly Json[]): Json | undefined {
  const frequency = (value: Json): number => values.filter((other) => same(value, other)).length;
  const highest = Math.max(...values.map(frequency));
  return values.findLast((value) => frequency(value) === highest);
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
