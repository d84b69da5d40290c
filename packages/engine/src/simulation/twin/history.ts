import type { CustomerEvent } from '../../vocabulary/event.js';
import { EPOCH } from './arbitrary.js';

/** An event of a history written by hand: seconds after the epoch, and what matters of the rest. */
export function eventAt(seconds: number, event: string, change: Partial<CustomerEvent> = {}): CustomerEvent {
  const timestamp = EPOCH + seconds * 1_000;
  return {
    messageId: `${event} ${seconds}`,
    type: event === '' ? 'identify' : 'track',
    event,
    userId: 'ann',
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp,
    receivedAt: timestamp,
    source: 'web',
    properties: {},
    context: {},
    traits: {},
    ...change,
  };
}

/** An instant, in seconds after the epoch. */
export function second(seconds: number): number {
  return EPOCH + seconds * 1_000;
}
