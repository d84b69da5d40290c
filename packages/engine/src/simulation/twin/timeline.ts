import { compareUtf8 } from '../../vocabulary/customer.js';
import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { withSessions } from './sessions.js';

/** A history that was asked about, in order, and its timelines by how many of its events count. */
interface KnownHistory {
  readonly sorted: readonly CustomerEvent[];
  readonly timelines: Map<number, readonly CustomerEvent[]>;
}

/** Histories that were asked about, so that they are not sorted at every question. Nobody changes one after that. */
const known = new WeakMap<readonly CustomerEvent[], KnownHistory>();

/**
 * One customer's events as they count at `now`, in order: what is stamped later does not exist yet, a messageId counts once
 * within its primary identifier (the first in the array), order is by timestamp, then by messageId in UTF-8 bytes. Each carries
 * what is known of its session, and a session's beginning stands before its first event as an event of its own.
 */
export function twinTimeline(events: readonly CustomerEvent[], now: Instant): readonly CustomerEvent[] {
  let history = known.get(events);
  if (history === undefined) {
    history = { sorted: countedOnce(events).toSorted(compareEvents), timelines: new Map<number, readonly CustomerEvent[]>() };
    known.set(events, history);
  }
  const past = history.sorted.filter((event) => event.timestamp <= now);
  let timeline = history.timelines.get(past.length);
  if (timeline === undefined) history.timelines.set(past.length, (timeline = withSessions(past)));
  return timeline;
}

/** Each message once, as it came first, in order of arrival. */
export function countedOnce(events: readonly CustomerEvent[]): readonly CustomerEvent[] {
  return events.filter((event, index) => events.findIndex((other) => sameMessage(event, other)) === index);
}

/** Whether the customer exists at `now`: from the timestamp of their first event on. */
export function twinExists(events: readonly CustomerEvent[], now: Instant): boolean {
  return events.some((event) => event.timestamp <= now);
}

/** Timeline order. One messageId under two identifiers at one instant (which the order leaves open) goes by identifier. */
export function compareEvents(left: CustomerEvent, right: CustomerEvent): number {
  return left.timestamp - right.timestamp || compareUtf8(left.messageId, right.messageId) || compareUtf8(owner(left), owner(right));
}

function sameMessage(left: CustomerEvent, right: CustomerEvent): boolean {
  return left.messageId === right.messageId && owner(left) === owner(right);
}

function owner(event: CustomerEvent): string {
  return formatIdentifier(primaryIdentifier(event));
}
