import { type Instant, type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';

/** Reads a text field of a definition. @throws TypeError when it is none: the twin takes valid definitions only. */
export function textOf(spec: JsonObject, key: string): string {
  const value = ownValue(spec, key);
  if (typeof value !== 'string') throw new TypeError(`${key} is no text`);
  return value;
}

/** Reads an object field; empty when absent. */
export function objectOf(spec: JsonObject, key: string): JsonObject {
  const value = ownValue(spec, key);
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new TypeError(`${key} is no object`);
  return value;
}

/** Reads a list of objects; empty when absent. */
export function objectsOf(spec: JsonObject, key: string): readonly JsonObject[] {
  const value = ownValue(spec, key);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Reads a duration; infinite when absent, which is "no limit" everywhere. */
export function durationOf(spec: JsonObject, key: string): Milliseconds {
  return Object.hasOwn(spec, key) ? milliseconds(textOf(spec, key)) : Number.POSITIVE_INFINITY;
}

/** A duration as written (`10m`) in milliseconds. */
export function milliseconds(text: string): Milliseconds {
  const duration = parseDuration(text);
  if (duration === undefined) throw new TypeError(`${text} is no duration`);
  return duration;
}

/** Whether an instant lies in the rolling window `(now − within, now]`. */
export function inWindow(instant: Instant, now: Instant, within: Milliseconds): boolean {
  return now - within < instant && instant <= now;
}

/** The value at a dotted path; undefined when it is missing, which `null` is too. */
export function valueAt(object: Json, path: readonly string[]): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return object ?? undefined;
  if (!isJsonObject(object)) return undefined;
  const value = ownValue(object, key);
  return value === undefined ? undefined : valueAt(value, rest);
}
