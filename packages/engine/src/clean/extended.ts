import type { Json, JsonObject } from '../vocabulary/json.js';

/**
 * A copy of an object with more keys, which win. Spreading and then adding takes some 5 µs, this a quarter of one: what a spread
 * makes is not meant to grow. Assigning would run the setter of `__proto__`, so an object with a key of that name is spread.
 */
export function extended(object: JsonObject, more: Readonly<Record<string, Json | undefined>>): JsonObject {
  if (Object.hasOwn(object, '__proto__') || Object.hasOwn(more, '__proto__')) return { ...object, ...more } as JsonObject;
  const copy: JsonObject = Object.assign({}, object);
  for (const key in more) {
    const value = more[key];
    if (value !== undefined) copy[key] = value;
  }
  return copy;
}
