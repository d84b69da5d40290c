import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import { escapeKey } from './compilation.js';
import type { Test, TestMistake } from './operators.js';

/** Deepest nesting of items within items. */
const DEEPEST_ITEMS = 20;

/** Compiles what is expected of one value; handed in, because items and values are made of each other. */
export type CompileTest = (spec: Json, depth: number) => Test | TestMistake;

/** A `where` over the paths inside one item of an array. */
export interface ItemWhere {
  readonly holds: (item: Json) => boolean;
  /** Empty when every item meets it. */
  readonly words: string;
}

/**
 * A question about the items of an array: which is the first that meets a `where`, or (for `everyItem`) that does not. All that anyone
 * has to remember of an array is that place.
 */
export interface ItemQuestion {
  readonly where: ItemWhere;
  /** The `where` as written. */
  readonly spec: JsonObject;
  /** Whether an item is looked for that meets the `where`. */
  readonly meets: boolean;
}

/** Compiles the `where` of `anyItem`, `everyItem` or `noItem`. */
export function compileItemWhere(spec: JsonObject, depth: number, compileTest: CompileTest): ItemWhere | TestMistake {
  if (depth >= DEEPEST_ITEMS) {
    return { pointer: '', message: `items are nested more than ${DEEPEST_ITEMS} deep`, remedy: 'ask about the items of fewer arrays' };
  }
  const tests: { readonly keys: readonly string[]; readonly holds: (value: Json) => boolean }[] = [];
  const words: string[] = [];
  for (const [path, expected] of Object.entries(spec)) {
    const pointer = `/${escapeKey(path)}`;
    const keys = path.split('.');
    if (!areKeys(keys)) return notAPath(path, pointer);
    const test = compileTest(expected, depth + 1);
    if ('message' in test) return { ...test, pointer: pointer + test.pointer };
    tests.push({ keys, holds: test.holds });
    words.push(`${path} ${test.words}`);
  }
  return { holds: (item) => tests.every(({ keys, holds }) => holds(valueInside(item, keys) ?? null)), words: words.join(' and ') };
}

function notAPath(path: string, pointer: string): TestMistake {
  return {
    pointer,
    message: `"${path}" is no path inside an item`,
    remedy: 'name every level below the item, for instance price or brand.name; for the items of an array inside it use anyItem again',
  };
}

/** Whether every part of a path names one level: none is empty, none goes into an array's items. */
export function areKeys(keys: readonly string[]): boolean {
  return keys.every((key) => key !== '' && !key.endsWith('[]') && !key.includes('\u0000'));
}

/** What a value holds below it; undefined when the keys lead nowhere. */
export function valueInside(value: Json | undefined, keys: readonly string[]): Json | undefined {
  let inside = value;
  for (const key of keys) {
    if (!isJsonObject(inside)) return undefined;
    inside = ownValue(inside, key);
  }
  return inside;
}

/** The place of the first item that is looked for; undefined when there is none. What is no array has no items. */
export function placeOf({ where, meets }: ItemQuestion, value: Json | undefined): number | undefined {
  if (!Array.isArray(value)) return undefined;
  const place = value.findIndex((item) => where.holds(item) === meets);
  return place < 0 ? undefined : place;
}
