import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';

/** No value: the path leads nowhere in the event, or to null. */
export const MISSING = 0;

/** One property of the events, as numbers of distinct values. */
export interface PropertyColumn {
  /** As definitions write it: `properties.category`. */
  readonly path: string;
  /** By event; {@link MISSING} where there is none. */
  readonly cells: Int32Array;
  /** The values by number; the one at {@link MISSING} means nothing. Empty for a column that only compares. */
  readonly values: readonly Json[];
}

/** When events were, beside their instants. */
export interface EventClock {
  /** By event, the hour that the customer's clock showed, 0 to 23. */
  readonly hours: Uint8Array;
  /** By event, milliseconds since the customer's last event of an earlier instant; {@link LONGEST_PAUSE} when there is none, or it is longer ago. */
  readonly pauses: Uint32Array;
}

/** The longest pause that is told from a longer one: 49 days. */
export const LONGEST_PAUSE: Milliseconds = 2 ** 32 - 1;

/** Looks up how long there was nothing before each event. @param pauses is filled, one for each event */
export function pausesOf(
  { starts, times }: { readonly starts: ArrayLike<number>; readonly times: Float64Array },
  pauses: Uint32Array,
): void {
  for (let customer = 0; customer + 1 < starts.length; customer++) {
    let [last, before] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      const time = times[event] as number;
      if (time > last) [last, before] = [time, last];
      pauses[event] = Math.min(LONGEST_PAUSE, time - before);
    }
  }
}

/**
 * The events that are looked through, customer after customer, each customer's in the order of their timeline: what discovery asks of
 * the engine. An event's place in these arrays is its number.
 */
export interface EventColumns {
  /** The events of customer c are those from `starts[c]` up to `starts[c + 1]` (exclusive). */
  readonly starts: Int32Array;
  readonly times: Float64Array;
  /** By event, the number of its name. */
  readonly names: Uint16Array;
  readonly nameTexts: readonly string[];
  /** 1 where the event is the goal. */
  readonly goals: Uint8Array;
  readonly properties: readonly PropertyColumn[];
  /** Absent: nothing is asked about hours and pauses. */
  readonly clock?: EventClock;
  /** 1 for the customers that are mined, 0 for those on whom what was found is confirmed; 2 for neither, where there are too many to mine them all. */
  readonly mined: Uint8Array;
  /** 1 where the customer counts at that event; absent: always. */
  readonly counted?: Uint8Array;
  /** Whether a goal is asked, too, what follows it: whether another comes. Absent: only other events are. */
  readonly goalsAreAsked?: boolean;
  /** The first instant that is known, and the last. */
  readonly from: Instant;
  readonly to: Instant;
}

/** How many customers there are. */
export function customersIn({ starts }: Pick<EventColumns, 'starts'>): number {
  return starts.length - 1;
}
