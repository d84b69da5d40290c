import type { CustomerEvent } from '../vocabulary/event.js';
import { type Json } from '../vocabulary/json.js';
import { areKeys, type ItemQuestion, placeOf, valueInside } from './items.js';
import { compileTest } from './operators.js';
import { SESSION_KEYS, valueOfStart } from './sessions/session-values.js';

export { SESSION_KEYS };

const ROOTS = ['properties', 'context', 'traits', 'session'] as const;
type Root = (typeof ROOTS)[number];

/** Parts the path to an array from a question about its items; no key that a path names holds it. */
const SEPARATOR = '\u0000';
const EACH = '[]';

/**
 * A way into an event: `properties.category`, `context.device.type`, `traits.country`; through the items of arrays
 * (`properties.products[].price`); to the first item that a question looks for; or to what is known of the event's session (`session.channel`).
 */
export interface Path {
  /** What {@link readPath} makes the same path of. */
  readonly text: string;
  readonly root: Root;
  /** The keys up to the first array whose items are gone into. */
  readonly keys: readonly string[];
  /** `one` value; `each` value that is there in the items; the place of `item` that is looked for. */
  readonly leadsTo: 'one' | 'each' | 'item';
  /** For each array on the way, the keys below its items. */
  readonly inItems: readonly (readonly string[])[];
  readonly question?: ItemQuestion;
}

/** Reads a path as users write it. Undefined when it does not start with one of the roots, has an empty part, or names nothing of a session. */
export function parsePath(text: string): Path | undefined {
  const [start = '', ...rest] = text.split(EACH);
  const [root, ...keys] = start.split('.');
  // Below an item a path goes on with a dot, or into the items of the item itself.
  if (rest.some((part) => part !== '' && !part.startsWith('.'))) return undefined;
  const inItems = rest.map((part) => (part === '' ? [] : part.slice(1).split('.')));
  if (!ROOTS.includes(root as Root) || keys.length === 0 || ![keys, ...inItems].every(areKeys)) return undefined;
  if (root === 'session' && (keys.length + rest.length > 1 || !SESSION_KEYS.includes(keys[0] as string))) return undefined;
  return { text, root: root as Root, keys, leadsTo: rest.length === 0 ? 'one' : 'each', inItems };
}

/** What to do about a text that is no path. */
export function remedyOf(text: string): string {
  if (text.startsWith('session.')) return `of a session there are ${SESSION_KEYS.map((key) => `session.${key}`).join(', ')}`;
  return 'start it with properties., context., traits. or session. and name every level, for instance properties.category';
}

/** Reads the text of any path, also one that {@link itemPath} wrote. */
export function readPath(text: string): Path | undefined {
  const [way = '', question] = text.split(SEPARATOR);
  const path = parsePath(way);
  return path === undefined || question === undefined ? path : readQuestion(path, question);
}

/** The path to the place of the first item that a question looks for in the array at `path`. */
export function itemPath(path: string, { spec, meets }: ItemQuestion): string {
  return `${path}${SEPARATOR}${JSON.stringify({ spec, meets })}`;
}

function readQuestion(path: Path, text: string): Path | undefined {
  const { spec, meets } = JSON.parse(text) as Pick<ItemQuestion, 'spec' | 'meets'>;
  const test = compileTest({ [meets ? 'anyItem' : 'everyItem']: spec });
  const question = 'message' in test ? undefined : test.items[0]?.question;
  return question && { ...path, text: itemPath(path.text, question), leadsTo: 'item', question };
}

/**
 * What an event holds at a path; undefined when the path leads nowhere. Through items it is an array of all that is there, in
 * order; for a question it is the place of the item. Of a session it is what a session would have that this event began.
 */
export function valueAt(event: CustomerEvent, path: Path): Json | undefined {
  if (path.root === 'session') return valueOfStart(event, path.keys[0] as string);
  const value = valueInside(event[path.root], path.keys);
  if (path.question !== undefined) return placeOf(path.question, value);
  return path.leadsTo === 'one' ? value : inItemsOf(value, path.inItems);
}

function inItemsOf(value: Json | undefined, inItems: readonly (readonly string[])[]): Json | undefined {
  let found: Json[] = [value ?? null];
  for (const keys of inItems) {
    const items = found.flatMap((one) => (Array.isArray(one) ? one : []));
    found = items.map((item) => valueInside(item, keys) ?? null).filter((one) => one !== null);
  }
  return found.length === 0 ? undefined : found;
}
