import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, parseDuration } from '../../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../../vocabulary/json.js';
import { type CalendarSpan, isTimeZone, startOf, startOfPrevious } from './calendar.js';
import type { TwinGround } from './ground.js';
import { inWindow, milliseconds, textOf } from './reading.js';
import { twinTrait } from './trait.js';

/** Calendar words, each with its span, and whether it is the one that is running or the one before. */
export const CALENDAR_WORDS: Readonly<Record<string, readonly [CalendarSpan, 'this' | 'last']>> = {
  today: ['day', 'this'],
  yesterday: ['day', 'last'],
  thisWeek: ['week', 'this'],
  lastWeek: ['week', 'last'],
  thisMonth: ['month', 'this'],
  lastMonth: ['month', 'last'],
  thisQuarter: ['quarter', 'this'],
  lastQuarter: ['quarter', 'last'],
  thisYear: ['year', 'this'],
  lastYear: ['year', 'last'],
};

/** Which instants a condition's or a metric's `within` (or a sequence's `since`) takes at `now`: a rolling window, a calendar word, or everything up to `now`. */
export function windowAt(
  spec: JsonObject,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround,
  key: 'within' | 'since' = 'within',
): (instant: Instant) => boolean {
  const within = ownValue(spec, key);
  if (within === undefined) return (instant) => instant <= now;
  const word = typeof within === 'string' && Object.hasOwn(CALENDAR_WORDS, within) ? CALENDAR_WORDS[within] : undefined;
  if (word === undefined) {
    const length = milliseconds(textOf(spec, key));
    return (instant) => inWindow(instant, now, length);
  }
  const [span, which] = word;
  const zone = zoneAt(spec, events, now, ground);
  const start = startOf(span, now, zone);
  if (which === 'this') return (instant) => start <= instant && instant <= now;
  const before = startOfPrevious(span, now, zone);
  return (instant) => before <= instant && instant < start;
}

/** Whether a text is what `within` may say without being a duration. */
export function isCalendarWord(text: string): boolean {
  return Object.hasOwn(CALENDAR_WORDS, text) && parseDuration(text) === undefined;
}

/** The zone that calendar words count by: the condition's own, else the customer's at `now`, else the workspace's. */
function zoneAt(spec: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround): string {
  const own = ownValue(spec, 'timeZone');
  return typeof own === 'string' ? own : customersZone(events, now, ground);
}

/** The customer's zone at `now`, else the workspace's. */
export function customersZone(events: readonly CustomerEvent[], now: Instant, { definitions }: TwinGround): string {
  const customers = twinTrait('timezone', events, now);
  return typeof customers === 'string' && isTimeZone(customers) ? customers : definitions.timeZone;
}
