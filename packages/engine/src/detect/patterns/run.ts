import { NO_ROW, type Rows } from '../../timeline/event-rows.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Span } from '../../timeline/window.js';
import { type Instant, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { isForbidden, type Pattern, type Step, takes } from './steps.js';

/** A run of the first steps that has come as far as `row`; among those that end there, the one that started latest. */
export interface Run {
  readonly row: number;
  readonly start: Instant;
  readonly before: Run | undefined;
}

const NOTHING_TAKEN: readonly number[] = [];

/**
 * The complete run of a pattern without comparisons that ends latest, its last event in the span `ends`.
 *
 * One pass over the events that matter, oldest first, keeping for each number of steps only the run that started latest: an
 * earlier start can never do better, because all that later steps ask of the past is `within`, measured from the start.
 * @returns the rows, oldest first; undefined when there is no such run.
 */
export function latestRun(timeline: Timeline, pattern: Pattern, within: Milliseconds, ends: Span): readonly number[] | undefined {
  const { rows } = timeline;
  const { steps } = pattern;
  const newestEnd = timeline.newestOf((steps[steps.length - 1] as Step).name);
  if (newestEnd === NO_ROW || rows.timestamp(newestEnd) <= ends.after) return undefined;
  if (rows.timestamp(newestEnd) > ends.upTo) timeline.changesAt(ends.jumpsAt);
  const runs: (Run | undefined)[] = new Array<Run | undefined>(steps.length).fill(undefined);
  let latest: Run | undefined;
  for (const row of rowsOf(timeline, pattern.names, ends.after - within)) {
    if (rows.timestamp(row) > ends.upTo) break;
    const complete = advance(rows, steps, runs, row, within);
    if (complete !== undefined && rows.timestamp(row) > ends.after) latest = complete;
  }
  return latest === undefined ? undefined : unwind(latest);
}

/**
 * Lets the runs go on with one more event. Later steps come first, so that each goes on from what was there before this event.
 * @returns the run that it completes, if any.
 */
export function advance(rows: Rows, steps: readonly Step[], runs: (Run | undefined)[], row: number, within: Milliseconds): Run | undefined {
  const name = rows.name(row);
  const timestamp = rows.timestamp(row);
  let complete: Run | undefined;
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index] as Step;
    const before = index === 0 ? undefined : runs[index - 1];
    const start = before?.start ?? timestamp;
    const goesOn = (index === 0 || before !== undefined) && timestamp - start <= within;
    // What may not come before this step ends the runs that wait for it, but not the one that has just gone on.
    if (before !== undefined && isForbidden(step.forbidden, row, name)) runs[index - 1] = undefined;
    if (!goesOn || step.name !== name || !takes(step, row, NOTHING_TAKEN)) continue;
    const run: Run = { row, start, before };
    if (index === steps.length - 1) complete = run;
    runs[index] = later(runs[index], run);
  }
  return complete;
}

function later(known: Run | undefined, found: Run): Run {
  return known === undefined || found.start >= known.start ? found : known;
}

/** The rows of a run, oldest first. */
export function unwind(run: Run): number[] {
  const rows: number[] = [];
  for (let step: Run | undefined = run; step !== undefined; step = step.before) rows.push(step.row);
  return rows.reverse();
}

/** What {@link rowsOf} has found. */
interface FoundRows {
  readonly look: number;
  readonly names: readonly number[];
  readonly after: Instant;
  readonly rows: readonly number[];
  /** When the next of these events comes to count. */
  readonly until: Instant;
}

/** What was found last: patterns of the same events are often asked one after the other in one look. */
let last: FoundRows | undefined;

/** The customer's events of these names later than `after` and up to now, oldest first. */
export function rowsOf(timeline: Timeline, names: readonly number[], after: Instant): readonly number[] {
  const isLast = last !== undefined && last.look === timeline.look && last.after === after && sameNames(last.names, names);
  const found = isLast && last !== undefined ? last : findRows(timeline, names, after);
  last = found;
  timeline.changesAt(found.until);
  return found.rows;
}

/** So many of the newest of the customer's events of these names, later than `after` and up to now, oldest first. */
export function newestRowsOf(timeline: Timeline, names: readonly number[], after: Instant, most: number): readonly number[] {
  const { rows, timelines } = timeline;
  const heads = names.map((name) => timeline.newestOf(name)).filter((row) => row !== NO_ROW);
  const found: number[] = [];
  while (found.length < most && heads.length > 0) {
    let newest = 0;
    for (let chain = 1; chain < heads.length; chain++)
      if (timelines.isBefore(heads[newest] as number, heads[chain] as number)) newest = chain;
    const row = heads[newest] as number;
    const older = timeline.olderOf(row);
    if (rows.timestamp(row) <= after || older === NO_ROW) heads.splice(newest, 1);
    else heads[newest] = older;
    if (rows.timestamp(row) > after) found.push(row);
  }
  return found.reverse();
}

function sameNames(left: readonly number[], right: readonly number[]): boolean {
  return left === right || (left.length === right.length && left.every((name, index) => name === right[index]));
}

function findRows(timeline: Timeline, names: readonly number[], after: Instant): FoundRows {
  const { rows, timelines, look, until: outer } = timeline;
  timeline.until = NEVER;
  const found: number[] = [];
  let chains = 0;
  for (const name of names) {
    const before = found.length;
    for (let row = timeline.newestOf(name); row !== NO_ROW && rows.timestamp(row) > after; row = timeline.olderOf(row)) found.push(row);
    if (found.length > before) chains++;
  }
  // One name's events are in order already, newest first.
  const inOrder = chains === 1 ? found.reverse() : found.sort((left, right) => (timelines.isBefore(left, right) ? -1 : 1));
  const { until } = timeline;
  timeline.until = outer;
  return { look, names, after, rows: inOrder, until };
}
