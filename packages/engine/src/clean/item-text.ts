import type { JsonObject } from '../vocabulary/json.js';

/** An item's JSON text without its write key, which is no part of what happened. */
export function itemText(item: JsonObject): string {
  return JSON.stringify('writeKey' in item ? { ...item, writeKey: undefined } : item);
}
