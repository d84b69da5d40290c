import { type Instant, type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json } from '../../vocabulary/json.js';
import { EPOCH } from '../twin/arbitrary.js';

const SECOND: Milliseconds = 1_000;

/** How a world's time is laid over the calendar: what its first instant is, and how long what is drawn as a second lasts. */
export interface TimeScale {
  readonly base: Instant;
  /** A whole number of seconds. */
  readonly unit: Milliseconds;
}

/** An instant on the grid of a second since the epoch, give or take a millisecond, in a world's time: the millisecond stays one. */
export function stretchedInstant(instant: Instant, { base, unit }: TimeScale): Instant {
  const steps = Math.round((instant - EPOCH) / SECOND);
  return base + steps * unit + (instant - EPOCH - steps * SECOND);
}

/** The same with every duration in it as many times as long as the unit is longer than a second. */
export function stretched<T>(value: T, scale: TimeScale): T {
  return stretchedJson(value as Json, scale.unit / SECOND) as T;
}

function stretchedJson(value: Json, factor: number): Json {
  if (typeof value === 'string') {
    const duration = factor === 1 ? undefined : parseDuration(value);
    return duration === undefined ? value : `${(duration / SECOND) * factor}s`;
  }
  if (Array.isArray(value)) return value.map((item) => stretchedJson(item, factor));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stretchedJson(inner, factor)]));
}
