import type { Instant } from '../vocabulary/instant.js';
import type { Timeline } from './timeline.js';

/** A yes-or-no question about a timeline, such as a segment's conditions. */
export type Question = (timeline: Timeline) => boolean;

/** With many events the last change is looked for in so small a part of the time first, and then in parts so many times as long. */
const FIRST_PART = 1 / 4_096;
const LONGER = 8;

/**
 * The instant since which the answer has been what it is at `now`: found by asking again at every instant at which it can have
 * changed, from the customer's first event on; when there are many events, from later on first. Before the first event every answer is no.
 * @returns undefined when the answer has been no for ever.
 */
export function unchangedSince(timeline: Timeline, customer: number, now: Instant, question: Question): Instant | undefined {
  const { timelines } = timeline;
  const first = timelines.firstSeen(customer);
  if (first === undefined || first > now) return undefined;
  if (timelines.longOf(customer) !== undefined) {
    for (let part = Math.max(1, Math.floor((now - first) * FIRST_PART)); now - part > first; part *= LONGER) {
      const answer = question(timeline.at(customer, now - part));
      const since = lastChange(timeline, customer, { answer, next: timeline.until }, now, question);
      if (since !== undefined) return since;
    }
  }
  return lastChange(timeline, customer, { answer: false, next: first }, now, question);
}

/** When the answer changed last, given what it was at first and the next instant at which to ask. */
function lastChange(
  timeline: Timeline,
  customer: number,
  start: { readonly answer: boolean; readonly next: Instant },
  now: Instant,
  question: Question,
): Instant | undefined {
  let { answer } = start;
  let since: Instant | undefined;
  for (let instant = start.next; instant <= now; instant = timeline.until) {
    const next = question(timeline.at(customer, instant));
    if (next !== answer) since = instant;
    answer = next;
  }
  return since;
}
