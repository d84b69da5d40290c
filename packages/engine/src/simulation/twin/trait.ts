import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { type Json, ownValue } from '../../vocabulary/json.js';
import { valueAt } from './reading.js';
import { twinTimeline } from './timeline.js';

/**
 * The newest value of a trait by event time; undefined when there is none, or the newest is null. A customer is a bot from the
 * earliest marked event on, unless a newer identify call speaks of it.
 * @param name a trait's name; with dots, a part of a trait: then the newest value of the trait decides, whether it has that part or not.
 */
export function twinTrait(name: string, events: readonly CustomerEvent[], now: Instant): Json | undefined {
  const timeline = twinTimeline(events, now);
  const [whole = '', ...part] = name.split('.');
  const newest = timeline.findLastIndex((event) => event.type === 'identify' && Object.hasOwn(event.traits, whole));
  if (whole === 'bot' && timeline.findIndex(isMarked) > newest) return valueAt(true, part);
  const value = ownValue(timeline[newest]?.traits ?? {}, whole);
  return value === undefined ? undefined : valueAt(value, part);
}

/** Whether an event of any type is marked as a bot's. */
function isMarked({ traits, context }: CustomerEvent): boolean {
  return traits.bot === true && typeof context.bot === 'object' && context.bot !== null && !Array.isArray(context.bot);
}
