import { pointerTo } from './pointer.js';

/** What YAML or a program can say and JSON cannot, or what no definition may hold. */
export interface NotJson {
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** The first part of a value that is no JSON: a number that is none, a forbidden key, a loop of aliases. */
export function findNotJson(value: unknown, depth: number, pointer = ''): NotJson | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { pointer, message: `${value} is no number that can be compared`, remedy: 'Write a finite number.' };
  }
  if (typeof value === 'bigint')
    return { pointer, message: `${value} is too large a number`, remedy: 'Write it as a text in quotation marks.' };
  if (typeof value === 'function' || typeof value === 'symbol') {
    return { pointer, message: `a ${typeof value} is no part of a definition`, remedy: 'Leave it out, or write what it stands for.' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth <= 0) return { pointer, message: 'nested too deeply', remedy: 'Check its aliases (*name): one may contain itself.' };
  for (const [key, part] of Object.entries(value)) {
    const at = pointerTo(pointer, key);
    if (FORBIDDEN_KEYS.has(key)) return { pointer: at, message: `the key '${key}' is not allowed`, remedy: 'Choose another name.' };
    const found = findNotJson(part, depth - 1, at);
    if (found !== undefined) return found;
  }
  return undefined;
}
