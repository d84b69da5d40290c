import { parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';

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
