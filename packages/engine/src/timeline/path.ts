import type { CustomerEvent } from '../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';

const ROOTS = ['properties', 'context', 'traits'] as const;
type Root = (typeof ROOTS)[number];

/** A way into an event: `properties.category`, `context.device.type`, `traits.country`. */
export interface Path {
  readonly text: string;
  readonly root: Root;
  readonly keys: readonly string[];
}

/** Reads a path. Undefined when it does not start with `properties.`, `context.` or `traits.` or has an empty part. */
export function parsePath(text: string): Path | undefined {
  const [root, ...keys] = text.split('.');
  if (!ROOTS.includes(root as Root) || keys.length === 0 || keys.some((key) => key === '' || key.endsWith('[]'))) return undefined;
  return { text, root: root as Root, keys };
}

/** What an event holds at a path; undefined when the path leads nowhere. */
export function valueAt(event: CustomerEvent, path: Path): Json | undefined {
  let value: Json | undefined = event[path.root];
  for (const key of path.keys) {
    if (!isJsonObject(value)) return undefined;
    value = ownValue(value as JsonObject, key);
  }
  return value;
}
