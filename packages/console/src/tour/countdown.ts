import type { Because, Explanation } from '@cusp/engine/contract';

/** When a membership ends by itself, and how long its window is. Engine milliseconds. */
export interface Ending {
  readonly until: number;
  /** From the newest event that decided to the end. */
  readonly whole: number;
}

/** Endings further away than this are no countdown, in engine milliseconds. */
const LONGEST = 10 * 60_000;

/** The ending of a membership; undefined when there is none, or not soon. */
export function endingOf(explanation: Explanation): Ending | undefined {
  if (!explanation.member) return undefined;
  const until = earliestEnd(explanation.because);
  const asOf = Date.parse(explanation.asOf);
  if (until === undefined || until - asOf > LONGEST) return undefined;
  const newest = newestEvent(explanation.because);
  return { until, whole: Math.max(1, until - (newest ?? asOf)) };
}

/** Milliseconds left at the browser's time `now`, told from an explanation that arrived at `updatedAt`, on a clock of `rate`. Never negative. */
export function remaining(ending: Ending, asOf: string, updatedAt: number, now: number, rate: number): number {
  return Math.max(0, ending.until - Date.parse(asOf) - (now - updatedAt) * rate);
}

function earliestEnd(node: Because): number | undefined {
  if (node.until !== null) return Date.parse(node.until);
  const ends = node.parts.map(earliestEnd).filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function newestEvent(node: Because): number | undefined {
  const times = [...node.events.map((event) => Date.parse(event.timestamp)), ...node.parts.map(newestEvent)].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
