import { texts } from '../texts/en.js';

/** What to call an event: its name, or what its call means when it has none. */
export function eventName(type: string, event: string): string {
  return event !== '' ? event : (texts.calls[type] ?? type);
}
