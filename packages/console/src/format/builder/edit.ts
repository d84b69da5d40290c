import { isWritten, withChange, type Written } from '../definition-change.js';

/** A value as the object that it is, or stands for: a bare value is that of one property. */
export function asObject(value: unknown, bare: string | undefined): Written {
  if (isWritten(value)) return value;
  return bare === undefined || value === undefined ? {} : { [bare]: value };
}

/** An object in its shortest form: bare when it has nothing but the property that a bare value stands for, unless that was written at length before. */
function shortened(object: Written, bare: string | undefined, before: unknown): unknown {
  return bare === undefined || !isBare(object, bare) || (isWritten(before) && isBare(before, bare)) ? object : object[bare];
}

function isBare(object: Written, bare: string): boolean {
  const value = object[bare];
  return Object.keys(object).length === 1 && value !== undefined && typeof value !== 'object';
}

/** With another value of a property; undefined takes it away. */
export function withProperty(value: unknown, key: string, item: unknown, bare?: string): unknown {
  return shortened(withChange(asObject(value, bare), [key], item), bare, value);
}

/** With a property under another key, in its place. A key that is taken already changes nothing. */
export function withOtherKey(value: unknown, key: string, other: string, item: unknown, bare?: string): unknown {
  const object = asObject(value, bare);
  if (key !== other && Object.hasOwn(object, other)) return value;
  // As entries, so that a key such as __proto__ is a key like others.
  return shortened(Object.fromEntries(Object.entries(object).map((entry) => (entry[0] === key ? [other, item] : entry))), bare, value);
}

/** A list in its shortest form: a single item without its list where that may be, unless it was written in one before. */
export function withItems(items: readonly unknown[], bare: boolean, before: unknown): unknown {
  return bare && items.length === 1 && !(Array.isArray(before) && before.length === 1) ? items[0] : items;
}

/** What a list holds; a bare item is a list of one. */
export function itemsOf(value: unknown, bare: boolean): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  return bare && value !== undefined ? [value] : [];
}

/** With an item at another place. */
export function moved(items: readonly unknown[], from: number, to: number): readonly unknown[] {
  const others = items.toSpliced(from, 1);
  return others.toSpliced(to, 0, items[from]);
}
