/** A definition as it is written: an object of JSON. */
export type Written = Readonly<Record<string, unknown>>;
/** A place in a definition: keys of objects, places in lists. */
export type Place = readonly (string | number)[];

/** What stands at a place; undefined when there is nothing. */
export function at(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((part, key) => {
    if (Array.isArray(part)) return typeof key === 'number' ? (part as readonly unknown[])[key] : undefined;
    return isWritten(part) && Object.hasOwn(part, key) ? part[key] : undefined;
  }, value);
}

/** The text at a place; empty where there is none. */
export function textAt(value: unknown, ...place: Place): string {
  const found = at(value, place);
  return typeof found === 'string' ? found : '';
}

/** The number at a place; undefined where there is none. */
export function numberAt(value: unknown, ...place: Place): number | undefined {
  const found = at(value, place);
  return typeof found === 'number' ? found : undefined;
}

/** The list at a place; empty where there is none. */
export function listAt(value: unknown, ...place: Place): readonly unknown[] {
  const found = at(value, place);
  return Array.isArray(found) ? found : [];
}

/** Whether a value is an object of JSON. */
export function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The definition with another value at a place, and everything else as it was, in its order; undefined takes away what stands there.
 * Objects and lists on the way are made where they are missing.
 */
export function withChange(definition: Written, place: Place, value: unknown): Written {
  const changed = changedAt(definition, place, value);
  return isWritten(changed) ? changed : definition;
}

function changedAt(part: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = Array.isArray(part) ? [...(part as readonly unknown[])] : [];
    const item = changedAt(list[key], rest, value);
    list.splice(key, 1, ...(item === undefined ? [] : [item]));
    return list;
  }
  const entries = isWritten(part) ? Object.entries(part) : [];
  const item = changedAt(isWritten(part) && Object.hasOwn(part, key) ? part[key] : undefined, rest, value);
  const kept = entries.flatMap(([name, old]) => (name !== key ? [[name, old]] : item === undefined ? [] : [[name, item]]));
  return Object.fromEntries(kept.some(([name]) => name === key) || item === undefined ? kept : [...kept, [key, item]]) as Written;
}
