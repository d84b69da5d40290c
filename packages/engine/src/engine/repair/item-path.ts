import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';

/** A key of an object, or every element of a list. */
type Step = string | typeof EVERY;
const EVERY = Symbol('every element');

/** Steps that a path may have. */
const MOST_STEPS = 32;
/** Keys that nothing is written under: they would reach an object's prototype wherever it is copied. They can be removed. */
const FORBIDDEN: ReadonlySet<Step> = new Set(['__proto__', 'constructor', 'prototype']);

/** A path into an item, ready to be followed. */
export interface ItemPath {
  readonly text: string;
  readonly steps: readonly Step[];
}

/** Reads a path such as `properties.products[].price`; undefined when the text is none. */
export function itemPath(text: string): ItemPath | undefined {
  if (!/^[^.[\]]+(?:\[\])*(?:\.[^.[\]]+(?:\[\])*)*$/.test(text)) return undefined;
  const steps = text.split('.').flatMap((part): Step[] => {
    const name = part.replace(/(?:\[\])+$/, '');
    return [name, ...Array.from({ length: (part.length - name.length) / 2 }, () => EVERY as Step)];
  });
  return steps.length > MOST_STEPS ? undefined : { text, steps };
}

/** Whether something may be written there. */
export function isWritable({ steps }: ItemPath): boolean {
  return !steps.some((step) => FORBIDDEN.has(step));
}

/** Whether a path leads to several places. */
export function isMany({ steps }: ItemPath): boolean {
  return steps.includes(EVERY);
}

/** What stands at a path without `[]`; undefined when nothing does. */
export function valueAt(item: Json, { steps }: ItemPath): Json | undefined {
  let found: Json | undefined = item;
  for (const step of steps) {
    if (typeof step !== 'string' || found === undefined || !isJsonObject(found)) return undefined;
    found = ownValue(found, step);
  }
  return found;
}

/**
 * The item with what a path leads to changed; the given one stays as it is.
 * @param change is given what stands there, undefined for nothing; what it gives stands there afterwards, undefined for nothing
 * @param make whether objects on the way are made where there are none
 */
export function changedAt(
  item: Json,
  { steps }: ItemPath,
  change: (value: Json | undefined, path: string) => Json | undefined,
  make: boolean = false,
): Json {
  return changed(item, steps, '', change, make) ?? null;
}

function changed(
  value: Json | undefined,
  [step, ...rest]: readonly Step[],
  path: string,
  change: (value: Json | undefined, path: string) => Json | undefined,
  make: boolean,
): Json | undefined {
  if (step === undefined) return change(value, path);
  if (typeof step !== 'string') {
    if (!Array.isArray(value)) return value;
    return value.map((element, index) => changed(element, rest, `${path}[${index}]`, change, make) ?? null);
  }
  if (!isJsonObject(value)) {
    if (!make || (value !== undefined && value !== null)) return value;
    return withKey({}, step, changed(undefined, rest, joined(path, step), change, make));
  }
  if (!make && rest.length > 0 && !Object.hasOwn(value, step)) return value;
  return withKey(value, step, changed(ownValue(value, step), rest, joined(path, step), change, make));
}

/** Object.fromEntries defines keys as they are, `__proto__` among them, in their order. */
function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const entries = Object.entries(object);
  const place = entries.findIndex(([name]) => name === key);
  if (value === undefined) return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (place < 0) return Object.fromEntries([...entries, [key, value]]);
  return Object.fromEntries(entries.map(([name, known]) => [name, name === key ? value : known]));
}

function joined(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}
