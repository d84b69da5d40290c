import type { Milliseconds } from '../vocabulary/instant.js';
import type { EventColumns } from './event-columns.js';

const MINUTE: Milliseconds = 60_000;
const HOUR: Milliseconds = 60 * MINUTE;
const DAY: Milliseconds = 24 * HOUR;
/** So long without an event, and a visit is over. */
const VISIT_GAP: Milliseconds = 30 * MINUTE;

/** What is known of a customer at an event from what came before, of the time of day and week, and when it was; each in buckets. */
export const ASPECTS = [
  'events in this visit',
  'events in a day',
  'events in a week',
  'events in 30 days',
  'events a day, ever',
  'goals so far',
  'goals a month, ever',
  'since the last goal',
  'since the last visit',
  'known for',
  'hour',
  'weekday',
  'calendar',
] as const;

/** How many buckets an aspect has at most. */
export const BUCKETS = 256;
/** From so many on a count is in the next bucket: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, and so on: two for each doubling. */
const COUNTS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192];

const LENGTHS: readonly Milliseconds[] = [
  10 * MINUTE,
  HOUR,
  6 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  60 * DAY,
  120 * DAY,
  365 * DAY,
];

/** Tells, for each event of a customer in order, in which bucket of each aspect they are. `buckets` is used again. @param tell is also told how many events of the visit came before */
export function forEachPast(
  columns: EventColumns,
  customer: number,
  tell: (event: number, buckets: Uint8Array, depth: number) => void,
): void {
  const { starts, times, goals } = columns;
  const [start, end] = [starts[customer] as number, starts[customer + 1] as number];
  const buckets = new Uint8Array(ASPECTS.length);
  let [inDay, inWeek, inMonth] = [start, start, start];
  const first = times[start] as number;
  // A day, where there are not too many: what everybody is told on one day would pass for the cause of what the season brings.
  const period = Math.max(DAY, (columns.to - columns.from) / BUCKETS);
  let visitFrom = start;
  let visitEnd = Number.NEGATIVE_INFINITY;
  let goalsSoFar = 0;
  let lastGoal = Number.NEGATIVE_INFINITY;
  for (let event = start; event < end; event++) {
    const time = times[event] as number;
    if (event > start && time - (times[event - 1] as number) > VISIT_GAP) {
      visitFrom = event;
      visitEnd = times[event - 1] as number;
    }
    buckets[0] = ofCount(event - visitFrom);
    while ((times[inDay] as number) < time - DAY) inDay++;
    while ((times[inWeek] as number) < time - 7 * DAY) inWeek++;
    while ((times[inMonth] as number) < time - 30 * DAY) inMonth++;
    buckets[1] = ofCount(event - inDay);
    buckets[2] = ofCount(event - inWeek);
    buckets[3] = ofCount(event - inMonth);
    const days = (time - first) / DAY + 1;
    buckets[4] = ofCount((4 * (event - start)) / days);
    buckets[5] = ofCount(goalsSoFar);
    buckets[6] = ofCount((30 * goalsSoFar) / (days + 6));
    buckets[7] = lastGoal === Number.NEGATIVE_INFINITY ? 0 : 1 + ofLength(time - lastGoal);
    buckets[8] = visitEnd === Number.NEGATIVE_INFINITY ? 0 : 1 + ofLength((times[visitFrom] as number) - visitEnd);
    buckets[9] = ofLength(time - first);
    buckets[10] = Math.floor((time % DAY) / (2 * HOUR));
    buckets[11] = Math.floor(time / DAY) % 7;
    buckets[12] = Math.min(BUCKETS - 1, Math.max(0, Math.floor((time - columns.from) / period)));
    tell(event, buckets, event - visitFrom);
    if (goals[event] === 1) {
      goalsSoFar++;
      lastGoal = time;
    }
  }
}

function ofCount(count: number): number {
  let bucket = 0;
  while (bucket < COUNTS.length && count >= (COUNTS[bucket] as number)) bucket++;
  return bucket;
}

function ofLength(length: Milliseconds): number {
  let bucket = 0;
  while (bucket < LENGTHS.length && length > (LENGTHS[bucket] as number)) bucket++;
  return bucket;
}
