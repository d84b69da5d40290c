import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { type Json, ownValue } from '../../vocabulary/json.js';
import { twinTimeline } from './timeline.js';

/** The newest value of a score by event time; undefined when there is none, or the newest is null. */
export function twinScore(name: string, events: readonly CustomerEvent[], now: Instant): Json | undefined {
  const newest = twinTimeline(events, now).findLast((event) => isScore(event) && ownValue(event.properties, 'score') === name);
  return newest === undefined ? undefined : (ownValue(newest.properties, 'value') ?? undefined);
}

/** Whether an event is a score that was made elsewhere. */
export function isScore({ type }: { readonly type: string }): boolean {
  return type === 'score';
}
