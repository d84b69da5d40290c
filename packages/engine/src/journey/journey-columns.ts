import type { Instant } from '../vocabulary/instant.js';

/** No value: a point that is no step, an event in no visit, a visit without a campaign. */
export const NONE = 0;

/** Something that visits have, such as their channel, as numbers of distinct texts. */
export interface VisitColumn {
  /** By point, what the visit has that it belongs to; {@link NONE} where it belongs to none. */
  readonly cells: Int32Array;
  /** By number; the one at {@link NONE} means nothing. */
  readonly texts: readonly string[];
}

/**
 * The points that journeys lead through, customer after customer, each customer's in the order of their timeline: events, and moments
 * that stand. A point's place in these arrays is its number.
 */
export interface JourneyColumns {
  /** The points of customer c are those from `starts[c]` up to `starts[c + 1]` (exclusive). */
  readonly starts: Int32Array;
  readonly times: Float64Array;
  /** By point, the number of its step; {@link NONE} for what is no step and is passed over. */
  readonly steps: Int32Array;
  /** By number; the one at {@link NONE} means nothing. */
  readonly stepTexts: readonly string[];
  /** 1 where a visit begins. */
  readonly begins: Uint8Array;
  readonly channels: VisitColumn;
  readonly campaigns: VisitColumn;
  /** Everything up to here is known. */
  readonly asOf: Instant;
}

/** How many customers there are. */
export function customersIn({ starts }: Pick<JourneyColumns, 'starts'>): number {
  return starts.length - 1;
}
