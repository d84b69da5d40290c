import { NO_ROW } from '../../timeline/event-rows.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { type Pattern, takes } from './steps.js';

/** A run of the first steps that has come as far as `row`; among those that end there, the one that started latest. */
interface Run {
  readonly row: number;
  readonly start: Instant;
  readonly before: Run | undefined;
}

const NOTHING_TAKEN: readonly number[] = [];

/**
 * The complete run of a pattern without comparisons that ends latest, its last event after `endsAfter`.
 *
 * One pass over the events that matter, oldest first, keeping for each number of steps only the run that started latest: an
 * earlier start can never do better, because all that later steps ask of the past is `within`, measured from the start.
 * @returns the rows, oldest first; undefined when there is no such run.
 */
export function latestRun(timeline: Timeline, pattern: Pattern, within: Milliseconds, endsAfter: Instant): readonly number[] | undefined {
  const { steps } = pattern;
  const { rows } = timeline;
  const runs: (Run | undefined)[] = new Array<Run | undefined>(steps.length).fill(undefined);
  let latest: Run | undefined;
  for (const row of rowsOf(timeline, pattern.names, endsAfter - within)) {
    const timestamp = rows.timestamp(row);
    const extended = extendedBy(row, timestamp);
    forget(row);
    for (const [step, run] of extended) runs[step] = later(runs[step], run);
    const complete = extended.find(([step]) => step === steps.length - 1)?.[1];
    if (complete !== undefined && timestamp > endsAfter) latest = complete;
  }
  return latest === undefined ? undefined : unwind(latest);

  function extendedBy(row: number, timestamp: Instant): [number, Run][] {
    const found: [number, Run][] = [];
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index] as (typeof steps)[number];
      const before = index === 0 ? undefined : runs[index - 1];
      if (step.name !== rows.name(row) || (index > 0 && before === undefined) || !takes(step, row, NOTHING_TAKEN)) continue;
      const start = before?.start ?? timestamp;
      if (timestamp - start <= within) found.push([index, { row, start, before }]);
    }
    return found;
  }

  /** Drops the runs that wait for a step before which this event may not come. */
  function forget(row: number): void {
    for (let index = 1; index < steps.length; index++) {
      const { forbidden } = steps[index] as (typeof steps)[number];
      if (forbidden.some((event) => event.name === rows.name(row) && event.where.holds(row))) runs[index - 1] = undefined;
    }
  }
}

function later(known: Run | undefined, found: Run): Run {
  return known === undefined || found.start >= known.start ? found : known;
}

function unwind(run: Run): number[] {
  const rows: number[] = [];
  for (let step: Run | undefined = run; step !== undefined; step = step.before) rows.push(step.row);
  return rows.reverse();
}

/** The customer's events of these names later than `after` and up to now, oldest first. */
export function rowsOf(timeline: Timeline, names: readonly number[], after: Instant): number[] {
  const { rows, timelines } = timeline;
  const found: number[] = [];
  for (const name of names) {
    for (let row = timeline.newestOf(name); row !== NO_ROW && rows.timestamp(row) > after; row = timeline.olderOf(row)) found.push(row);
  }
  return found.sort((left, right) => (timelines.isBefore(left, right) ? -1 : 1));
}
