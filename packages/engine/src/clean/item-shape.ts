import type { Json, JsonObject } from '../vocabulary/json.js';
import { Fault } from './fault.js';
import { itemText } from './item-text.js';

/** Objects and arrays may nest this deep, the item itself counted. */
export const MAX_DEPTH = 32;
/** Bytes that one item may take as JSON, its write key left out. */
export const MAX_ITEM_BYTES = 32 * 1024;

/** A character takes at most 6 bytes as JSON (`\u0000`), so an item below this weight cannot be too large. */
export const SURELY_SMALL = MAX_ITEM_BYTES / 6;

const TOO_DEEP = -1;
const FORBIDDEN = -2;
const NO_NUMBER = -3;

/**
 * Looks once at every key and value of an item: how deep it nests, whether a key reaches for a prototype, whether every number
 * is one that JSON can say again (`1e999` is read as infinity, and would come back from the journal as null), and how large it is.
 * @returns what is wrong, or what it weighs: its characters as JSON, generously.
 */
export function weighItem(item: JsonObject): number | Fault {
  const weight = weigh(item, MAX_DEPTH);
  if (weight < 0) return locate(item, '', MAX_DEPTH) ?? 0;
  if (weight <= SURELY_SMALL) return weight;
  const bytes = Buffer.byteLength(itemText(item));
  return bytes > MAX_ITEM_BYTES ? new Fault('too_large', null, `${bytes} bytes; an event may have ${MAX_ITEM_BYTES}`) : weight;
}

/** The characters of a value, generously; negative when something in it is wrong. */
function weigh(value: Json, depth: number): number {
  if (typeof value === 'string') return value.length + 4;
  if (typeof value === 'number') return Number.isFinite(value) ? 28 : NO_NUMBER;
  if (typeof value !== 'object' || value === null) return 8;
  if (depth === 0) return TOO_DEEP;
  return Array.isArray(value) ? weighArray(value, depth - 1) : weighObject(value, depth - 1);
}

function weighArray(values: readonly Json[], depth: number): number {
  let sum = 4;
  for (const value of values) {
    const weight = weigh(value, depth);
    if (weight < 0) return weight;
    sum += weight;
  }
  return sum;
}

function weighObject(object: JsonObject, depth: number): number {
  let sum = 4;
  for (const key in object) {
    const value = object[key] as Json;
    if (key === '__proto__' || (key === 'constructor' && reachesPrototype(value))) return FORBIDDEN;
    const weight = weigh(value, depth);
    if (weight < 0) return weight;
    sum += weight + key.length + 4;
  }
  return sum;
}

function reachesPrototype(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

/** Characters of a path that a fault names: a client chooses the keys. */
const MAX_PATH = 200;

/** Finds what made the weighing stop, in the same order, to name its path. Only faulty items come here. */
function locate(value: Json, path: string, depth: number): Fault | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return numberFault(path);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return new Fault('too_deep', topLevel(path).slice(0, MAX_PATH), `nests deeper than ${MAX_DEPTH} levels`);
  for (const key of Object.keys(value)) {
    const inner = (value as JsonObject)[key] as Json;
    const innerPath = path === '' ? key : `${path}.${key}`;
    if (key === '__proto__' || (key === 'constructor' && reachesPrototype(inner))) {
      return new Fault('forbidden_key', innerPath.slice(0, MAX_PATH), `the key ${key} could change the prototype of objects`);
    }
    const fault = locate(inner, innerPath, depth - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function numberFault(path: string): Fault {
  const root = topLevel(path);
  const reason = root === 'context' ? 'invalid_context' : root === 'traits' ? 'invalid_traits' : 'invalid_properties';
  return new Fault(reason, path.slice(0, MAX_PATH), 'the number is too large to be held exactly or approximately');
}

function topLevel(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}
