import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Json } from '../../vocabulary/json.js';
import { type Origin, originOf } from './origin.js';

/** What of a session is what its first event says. */
const ORIGIN_KEYS = ['channel', 'source', 'medium', 'campaign', 'term', 'content', 'referrer', 'entryPage'] as const;
type OriginKey = (typeof ORIGIN_KEYS)[number];

/** What of a session follows from its place in the timeline. */
const PLACE_KEYS = ['isStart', 'isFirst', 'startedAt'] as const;
export type PlaceKey = (typeof PLACE_KEYS)[number];

/** The keys of the paths that start with `session.`. */
export const SESSION_KEYS: readonly string[] = [...ORIGIN_KEYS, ...PLACE_KEYS];

/** Whether a key is about a session's place in the timeline, and not about what its first event says. */
export function isPlaceKey(key: string): key is PlaceKey {
  return PLACE_KEYS.includes(key as PlaceKey);
}

/** Several columns ask about one event, one after the other. */
const origins = new WeakMap<CustomerEvent, Origin | null>();

/** What a session would have under a key that this event began; undefined when it can begin none. */
export function valueOfStart(event: CustomerEvent, key: string): Json | undefined {
  let origin = origins.get(event);
  if (origin === undefined) origins.set(event, (origin = originOf(event) ?? null));
  return origin?.[key as OriginKey] ?? undefined;
}
