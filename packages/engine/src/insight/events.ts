import type { Instant } from '../vocabulary/instant.js';

/** No value: the path leads nowhere in the event, or to null. */
export const MISSING = 0;

/**
 * The events that are looked through, customer after customer, each customer's in the order of their timeline: what insight asks of
 * the engine. An event's place in these arrays is its number, a customer's place their number.
 */
export interface Events {
  /** The events of customer c are those from `starts[c]` up to `starts[c + 1]` (exclusive). */
  readonly starts: Int32Array;
  readonly times: Float64Array;
  /** What each event is to the question: bits, whose meaning the question gives. */
  readonly roles: Uint8Array;
  /** Everything up to this instant is known, nothing after it. */
  readonly to: Instant;
}

/** The part of time that a question is about: after `since`, and up to `until`. */
export interface Span {
  readonly since: Instant;
  readonly until: Instant;
}

/** One property of the events, as numbers of distinct texts. */
export interface TextColumn {
  /** By event; {@link MISSING} where there is none. */
  readonly cells: Int32Array;
  /** The texts by number; the one at {@link MISSING} means nothing. */
  readonly texts: readonly string[];
}

/** Somewhere in somebody's timeline: what an example leads to. */
export interface Place {
  readonly customer: number;
  readonly at: Instant;
}

/** Lets others have their turn when it is theirs; asked after each customer. */
export type Breathe = () => Promise<void> | undefined;

/** How many examples are kept of anything. */
export const MOST_EXAMPLES = 5;

/** How many customers there are. */
export function customersIn({ starts }: Pick<Events, 'starts'>): number {
  return starts.length - 1;
}

/** The first of a customer's events that is later than an instant, or where their events end. */
export function firstAfter({ starts, times }: Events, customer: number, at: Instant): number {
  let [low, high] = [starts[customer] as number, starts[customer + 1] as number];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first of a customer's events in one of these roles that is later than an instant and not later than another. @returns −1 when there is none */
export function firstOf(events: Events, customer: number, roles: number, after: Instant, until: Instant): number {
  const end = events.starts[customer + 1] as number;
  for (let event = firstAfter(events, customer, after); event < end && (events.times[event] as number) <= until; event++)
    if (((events.roles[event] as number) & roles) !== 0) return event;
  return -1;
}
