import { isWritten } from '../definition-change.js';
import type { Branch } from './field.js';
import { resolved, type Schema } from './schema.js';

/** The place of the shape that a value has among several; undefined when it has none of them. */
export function branchOf(value: unknown, branches: readonly Branch[]): number | undefined {
  const ranks = branches.map(({ schema }) => rank(value, schema));
  const best = Math.max(...ranks);
  return best < 0 ? undefined : ranks.indexOf(best);
}

/** How well a value that is perhaps not finished has a shape: the more of the keys that mark it, the better; below 0 it has not. */
function rank(value: unknown, schema: Schema): number {
  if (schema.const !== undefined) return schema.const === value ? 1 : -1;
  if (Array.isArray(value)) return schema.type === 'array' ? 0 : -1;
  if (isWritten(value)) return schema.type === 'object' ? rankOfObject(Object.keys(value), schema) : -1;
  return schema.type === typeof value || schema.anyOf?.some((part) => rank(value, part) >= 0) === true ? 0 : -1;
}

function rankOfObject(keys: readonly string[], { required = [], properties = {} }: Schema): number {
  if (!required.every((key) => keys.includes(key))) return -1;
  const known = keys.filter((key) => Object.hasOwn(properties, key)).length;
  return known < keys.length && known === 0 ? -1 : required.length * 1_000 + known;
}

/** Where a shape holds others of the choice that it is one of: `all`, `any` and `not` hold conditions. */
export interface Holder {
  readonly key: string;
  readonly isList: boolean;
}

/** What a shape holds of the choice that it is one of; undefined when it holds none. */
export function holderOf({ schema }: Branch, choice: Schema, root: Schema): Holder | undefined {
  for (const key of schema.required ?? []) {
    const property = schema.properties?.[key];
    if (property === undefined) continue;
    if (resolved(property, root) === choice) return { key, isList: false };
    if (property.items !== undefined && resolved(property.items, root) === choice) return { key, isList: true };
  }
  return undefined;
}
