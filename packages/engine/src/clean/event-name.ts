import type { EventType } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { Fault } from './fault.js';

/** Characters that an event's name may have. */
export const MAX_EVENT_NAME = 512;

/** The event's name: a track call's own, the fixed ones of page and screen, none for the other calls. */
export function eventName(type: EventType, item: JsonObject): string | Fault {
  if (type === 'page') return 'Page Viewed';
  if (type === 'screen') return 'Screen Viewed';
  return type === 'track' ? trackName(item) : '';
}

function trackName(item: JsonObject): string | Fault {
  const given = item.event;
  if (given === undefined || given === null) return new Fault('missing_event_name', 'event', 'a track call needs the name of the event');
  if (typeof given !== 'string') return new Fault('invalid_event_name', 'event', 'is no text');
  if (given.trim() === '') return new Fault('missing_event_name', 'event', 'is empty');
  if (given.length > MAX_EVENT_NAME) {
    return new Fault('invalid_event_name', 'event', `${given.length} characters; at most ${MAX_EVENT_NAME}`);
  }
  // Names that begin with NUL are the engine's own.
  if (given.includes('\0')) return new Fault('invalid_event_name', 'event', 'holds NUL');
  return given;
}
