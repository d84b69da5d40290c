import type { CustomerEvent } from '../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import { SESSION_KEYS, valueOfStart } from './sessions/session-values.js';

const ROOTS = ['properties', 'context', 'traits', 'session'] as const;
type Root = (typeof ROOTS)[number];

/** A way into an event: `properties.category`, `context.device.type`, `traits.country`; or to what is known of its session: `session.channel`. */
export interface Path {
  readonly text: string;
  readonly root: Root;
  readonly keys: readonly string[];
}

/** Reads a path. Undefined when it does not start with `properties.`, `context.`, `traits.` or `session.`, has an empty part, or names nothing of a session. */
export function parsePath(text: string): Path | undefined {
  const [root, ...keys] = text.split('.');
  if (!ROOTS.includes(root as Root) || keys.length === 0 || keys.some((key) => key === '' || key.endsWith('[]'))) return undefined;
  if (root === 'session' && (keys.length > 1 || !SESSION_KEYS.includes(keys[0] as string))) return undefined;
  return { text, root: root as Root, keys };
}

/** What an event holds at a path; undefined when the path leads nowhere. Of a session: what it would have if this event began it. */
export function valueAt(event: CustomerEvent, path: Path): Json | undefined {
  if (path.root === 'session') return valueOfStart(event, path.keys[0] as string);
  let value: Json | undefined = event[path.root];
  for (const key of path.keys) {
    if (!isJsonObject(value)) return undefined;
    value = ownValue(value as JsonObject, key);
  }
  return value;
}
