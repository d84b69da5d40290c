import type { SqlResult } from '@cusp/engine/contract';

type Rows = SqlResult['rows'];

/** How often, by the day, for a chart: Unix seconds, the oldest first; days without any between are there too. */
export function dayBars(rows: Rows): readonly { readonly at: number; readonly count: number; readonly expected: null }[] {
  const found = new Map(rows.map(({ day, times }) => [Date.parse(String(day)) / 1_000, Number(times)]));
  const days = [...found.keys()].filter(Number.isFinite).sort((left, right) => left - right);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = (last - first) / DAY + 1;
  return Array.from({ length }, (_, index) => ({ at: first + index * DAY, count: found.get(first + index * DAY) ?? 0, expected: null }));
}

/** How often, by a number from one to another: those that never come count 0. */
export function byNumber(rows: Rows, column: string, first: number, last: number): readonly number[] {
  const found = new Map(rows.map((row) => [Number(row[column]), Number(row['times'])]));
  return Array.from({ length: last - first + 1 }, (_, index) => found.get(first + index) ?? 0);
}

/** A moment by the segments that its customers were in. */
export interface MomentSegment {
  readonly segment: string;
  readonly times: number;
  readonly customers: number;
}

export function segmentsOf(rows: Rows): readonly MomentSegment[] {
  return rows.map(({ segment, times, customers }) => ({ segment: String(segment), times: Number(times), customers: Number(customers) }));
}

const DAY = 86_400;
