import type { Instant } from '../vocabulary/instant.js';
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
  /** 1 for the customers that are mined; what was found is confirmed on the others. */
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
