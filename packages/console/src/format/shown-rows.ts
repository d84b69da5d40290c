/** Which rows of a list are in sight, by their places in it. */
export interface SeenRows {
  readonly startIndex: number;
  readonly endIndex: number;
  /** Rows that are drawn beyond what is seen, on either side. */
  readonly overscan: number;
  /** All rows that are there. */
  readonly count: number;
}

/** Lists of up to this many rows are drawn whole: the browser's own search finds everything in them. */
export const DRAWN_WHOLE = 100;
/** A row that has the focus stays drawn until it is this many rows away from what is seen. */
export const FOCUS_KEPT = 60;

/** The places of the rows to draw, without gaps: those in sight, some around them, and up to the row that has the focus. */
export function shownRows({ startIndex, endIndex, overscan, count }: SeenRows, focused?: number): number[] {
  let first = count <= DRAWN_WHOLE ? 0 : Math.max(0, startIndex - overscan);
  let last = count <= DRAWN_WHOLE ? count - 1 : Math.min(count - 1, endIndex + overscan);
  if (focused !== undefined && focused < count) {
    if (focused < first && first - focused <= FOCUS_KEPT) first = focused;
    if (focused > last && focused - last <= FOCUS_KEPT) last = focused;
  }
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
}
