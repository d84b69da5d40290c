import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { TwinGround } from './ground.js';
import { twinMetric } from './metric.js';
import { objectsOf } from './reading.js';

/** Nobody waits longer for a metric to pass a bound: a hundred years after everything else. */
const FAR = 3_155_760_000_000;

/** A metric that grows by itself as time passes, and what it is compared with. */
export interface Crossed {
  readonly value: JsonObject;
  readonly bounds: readonly number[];
}

/** Whether a metric that is made of others changes with every millisecond, because a time since something is among them. */
export function growsByItself(value: JsonObject): boolean {
  return parts(value).some((part) => Object.hasOwn(part, 'recency') || growsByItself(part));
}

/**
 * The points themselves with the milliseconds after them, and the instants at which a metric comes to a bound, leaves it, or passes it, found by halving. Between two neighbours of `points` nothing
 * happens to the metric but that time passes, and it goes one way.
 * @param points ascending
 */
export function crossings(
  { value, bounds }: Crossed,
  points: readonly Instant[],
  events: readonly CustomerEvent[],
  ground: TwinGround,
): readonly Instant[] {
  // A ratio turns over where its divisor passes nothing: from there on it goes another way.
  const divisors = divisorsOf(value).flatMap((divisor) => crossings({ value: divisor, bounds: [0] }, points, events, ground));
  const all = [...new Set([...points, ...points.map((at) => at + 1), ...divisors, ...divisors.map((at) => at + 1)])].sort(
    (left, right) => left - right,
  );
  const sides = (at: Instant): string => {
    const metric = twinMetric(value, events, at, ground);
    return typeof metric === 'number' ? bounds.map((bound) => Math.sign(metric - bound)).join() : 'none';
  };
  return all.flatMap((from, index) => [from, ...changesBetween(sides, from, all[index + 1] ?? from + FAR)]);
}

/** Every instant in (from, to) at which what is told changes, when it never becomes again what it was. */
function changesBetween(told: (at: Instant) => string, from: Instant, to: Instant): readonly Instant[] {
  const found: Instant[] = [];
  const last = to - 1;
  if (last <= from) return found;
  const end = told(last);
  for (let at = from, now = told(at); now !== end; now = told(at)) {
    let [same, other] = [at, last];
    while (other - same > 1) {
      const middle = Math.floor((same + other) / 2);
      if (told(middle) === now) same = middle;
      else other = middle;
    }
    found.push((at = other));
  }
  return found;
}

function divisorsOf(value: JsonObject): readonly JsonObject[] {
  const inner = parts(value);
  const divisor = Array.isArray(value.ratio) ? inner[1] : undefined;
  return [...(divisor !== undefined && growsByItself({ sum: [divisor] }) ? [divisor] : []), ...inner.flatMap(divisorsOf)];
}

function parts(value: JsonObject): readonly JsonObject[] {
  return (['ratio', 'difference', 'sum'] as const).flatMap((kind) => objectsOf(value, kind));
}

/** Every number in operators, with durations as they are measured already. */
export function boundsOf(operators: Json): readonly number[] {
  if (typeof operators === 'number') return [operators];
  if (Array.isArray(operators)) return operators.flatMap(boundsOf);
  return isJsonObject(operators) ? Object.values(operators).flatMap(boundsOf) : [];
}
