import { parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { objectsOf } from './reading.js';

/** Whether a metric's value is a length of time: `recency`, and what is only added or taken away of lengths of time. */
export function isLength(value: JsonObject): boolean {
  if (Object.hasOwn(value, 'recency') || Object.hasOwn(value, 'interval')) return true;
  const parts = value.sum ?? value.difference;
  return Array.isArray(parts) && parts.length > 0 && parts.every((part) => isJsonObject(part) && isLength(part));
}

/** The operators of a condition on a metric. A length of time compares with durations: they stand for their milliseconds. */
export function measuredOperators(value: JsonObject, operators: JsonObject): JsonObject {
  return isLength(value) ? Object.fromEntries(Object.entries(operators).map(([name, operand]) => [name, measured(operand)])) : operators;
}

function measured(operand: Json): Json {
  if (Array.isArray(operand)) return operand.map(measured);
  return typeof operand === 'string' ? (parseDuration(operand) ?? operand) : operand;
}

/**
 * Whether a metric holds one time since something, or two that are taken together before anything else is: conditions on it can tell
 * the instant at which it passes a bound.
 */
export function siblingTimes(value: JsonObject): boolean {
  const times = timesIn(value);
  return times < 2 || (times === 2 && holdsSiblings(value));
}

function timesIn(value: JsonObject): number {
  return Object.hasOwn(value, 'recency') ? 1 : partsOf(value).reduce((sum, part) => sum + timesIn(part), 0);
}

function holdsSiblings(value: JsonObject): boolean {
  const parts = partsOf(value);
  return parts.filter((part) => Object.hasOwn(part, 'recency')).length === 2 || parts.some(holdsSiblings);
}

function partsOf(value: JsonObject): readonly JsonObject[] {
  return ['ratio', 'difference', 'sum'].flatMap((kind) => objectsOf(value, kind));
}
