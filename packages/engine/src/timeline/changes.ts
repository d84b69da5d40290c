import type { Instant } from '../vocabulary/instant.js';
import { NO_ROW } from './event-rows.js';
import type { Timeline } from './timeline.js';

/** A yes-or-no question about a timeline, such as a segment's conditions. */
export type Question = (timeline: Timeline) => boolean;

/**
 * The instant since which the answer has been what it is at `now`: found by asking again at every instant at which it can have
 * changed, from the customer's first event on. Before that event every answer is no.
 * @returns undefined when the answer has been no for ever.
 */
export function unchangedSince(timeline: Timeline, customer: number, now: Instant, question: Question): Instant | undefined {
  let instant = firstInstant(timeline, customer);
  if (instant === undefined || instant > now) return undefined;
  let answer = false;
  let since: Instant | undefined;
  while (instant <= now) {
    const next = question(timeline.at(customer, instant));
    if (next !== answer) since = instant;
    answer = next;
    instant = timeline.until;
  }
  return since;
}

function firstInstant(timeline: Timeline, customer: number): Instant | undefined {
  const { rows, timelines } = timeline;
  let first: Instant | undefined;
  for (let row = timelines.newest(customer); row !== NO_ROW; row = rows.previous(row)) first = rows.timestamp(row);
  return first;
}
