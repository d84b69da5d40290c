import { type Json, type JsonObject, ownValue } from '../vocabulary/json.js';

/**
 * A customer's traits: each from the newest `identify` that says anything about it. A newest `null` removes it.
 * @param identifies the `traits` of the customer's identify calls, newest first
 */
export function newestTraits(identifies: Iterable<JsonObject>): JsonObject {
  const found = new Map<string, Json>();
  for (const traits of identifies) {
    for (const name of Object.keys(traits)) if (!found.has(name)) found.set(name, ownValue(traits, name) ?? null);
  }
  return Object.fromEntries([...found].filter(([, value]) => value !== null).sort(([left], [right]) => (left < right ? -1 : 1)));
}
