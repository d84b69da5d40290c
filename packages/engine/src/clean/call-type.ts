import { EVENT_TYPES, type EventType } from '../vocabulary/event.js';
import type { Json } from '../vocabulary/json.js';
import { Fault } from './fault.js';

const TYPES: ReadonlyMap<Json | undefined, EventType> = new Map(EVENT_TYPES.map((type) => [type, type]));

/** The call that an item is, by its own `type`. */
export function callType(given: Json | undefined): EventType | Fault {
  return TYPES.get(given) ?? new Fault('invalid_type', 'type', `must be one of ${EVENT_TYPES.join(', ')}`);
}
