import { NO_ROW } from '../../timeline/event-rows.js';
import type { Prefix } from '../../timeline/long-timeline.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Timelines } from '../../timeline/timelines.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { advance, type Run, unwind } from './run.js';
import type { Pattern } from './steps.js';

/** So many events are folded between two states that are kept. */
const APART = 512;
/** Beyond so many late events the states behind the first of them are given up. */
const MOST_LATE = 64;

/** How far runs have come by an event, inclusive. */
interface State {
  /** {@link NO_ROW} before the first. */
  readonly row: number;
  readonly runs: readonly (Run | undefined)[];
  /** The run that was completed last. */
  readonly latest: Run | undefined;
}

/**
 * The runs of a pattern in a long timeline. It keeps the state that the fold has reached, and one every so many events, so that a
 * new event is folded onto what was there, and a late one only from the state before it to where nothing differs any more.
 */
export class LongRun implements Prefix {
  readonly #timelines: Timelines;
  readonly #pattern: Pattern;
  readonly #within: Milliseconds;
  readonly #start: State;
  readonly #kept: State[] = [];
  /** Where the last question has left off. */
  #cursor: State;
  /** Events that came behind a kept state. */
  #late: number[] = [];

  constructor(timelines: Timelines, pattern: Pattern, within: Milliseconds) {
    this.#timelines = timelines;
    this.#pattern = pattern;
    this.#within = within;
    this.#start = { row: NO_ROW, runs: pattern.steps.map(() => undefined), latest: undefined };
    this.#cursor = this.#start;
  }

  changedAt(row: number): void {
    if (!this.#pattern.names.includes(this.#timelines.rows.name(row))) return;
    if (this.#isBy(row, this.#cursor)) this.#cursor = this.#start;
    const last = this.#kept.at(-1);
    if (last !== undefined && this.#isBy(row, last)) this.#late.push(row);
  }

  /** The rows of the complete run that ends latest, by the events up to an instant; oldest first. */
  latestUpTo(timeline: Timeline, upTo: Instant): readonly number[] | undefined {
    if (this.#late.length > 0) this.#mend(timeline);
    const { rows } = this.#timelines;
    const isReached = ({ row }: State): boolean => row === NO_ROW || rows.timestamp(row) <= upTo;
    let from = this.#kept.findLast(isReached) ?? this.#start;
    if (isReached(this.#cursor) && this.#isAfter(this.#cursor, from)) from = this.#cursor;
    this.#cursor = this.#fold(timeline, from, upTo);
    return this.#cursor.latest === undefined ? undefined : unwind(this.#cursor.latest);
  }

  /** Goes on from a state with all events up to an instant, keeping a state every so many events. */
  #fold(timeline: Timeline, from: State, upTo: Instant): State {
    const events = this.#between(timeline, from, (name) => this.#newestUpTo(timeline, name, upTo));
    let state = from;
    for (let done = 0; done < events.length; done += APART) {
      state = this.#advance(state, events, done, Math.min(done + APART, events.length));
      if (this.#isFarEnough(state, done + APART <= events.length)) this.#kept.push(state);
    }
    return state;
  }

  /** Whether a state is worth keeping: one that single events lead to is, when the last that is kept is long ago. */
  #isFarEnough(state: State, isWhole: boolean): boolean {
    const last = this.#kept.at(-1);
    if (last !== undefined && !this.#isAfter(state, last)) return false;
    if (isWhole) {
      this.#sinceKept = 0;
      return true;
    }
    this.#sinceKept++;
    if (this.#sinceKept < APART) return false;
    this.#sinceKept = 0;
    return true;
  }
  /** How many times the fold went on since a state was kept. */
  #sinceKept = 0;

  #advance({ runs: before, latest: known, row: first }: State, events: readonly number[], from: number, to: number): State {
    const runs = [...before];
    let latest = known;
    let row = first;
    for (let index = from; index < to; index++) {
      row = events[index] as number;
      latest = advance(this.#timelines.rows, this.#pattern.steps, runs, row, this.#within) ?? latest;
    }
    return { row, runs, latest };
  }

  /** Makes the kept states right again after late events. */
  #mend(timeline: Timeline): void {
    const late = this.#late.sort((left, right) => (this.#timelines.isBefore(left, right) ? -1 : 1));
    this.#late = [];
    const firstAfter = (row: number): number => this.#kept.findIndex((state) => this.#isBy(row, state));
    if (late.length > MOST_LATE) {
      this.#kept.length = firstAfter(late[0] as number);
      return;
    }
    let mended = -1;
    for (const row of late) {
      for (let index = Math.max(firstAfter(row), mended + 1); index < this.#kept.length; index++) {
        const known = this.#kept[index] as State;
        const before = this.#kept[index - 1] ?? this.#start;
        const events = this.#between(timeline, before, (name) => this.#newestBy(timeline, name, known.row));
        const state = this.#advance(before, events, 0, events.length);
        this.#kept[index] = state;
        mended = index;
        if (sameState(known, state)) break;
      }
    }
  }

  /** The events that matter behind a state, from a newest one of each name on, oldest first. */
  #between(timeline: Timeline, from: State, newestOf: (name: number) => number): number[] {
    const timelines = this.#timelines;
    const chains = this.#pattern.names.map((name) => {
      const found: number[] = [];
      for (let row = newestOf(name); row !== NO_ROW && !this.#isBy(row, from); row = timeline.olderOf(row)) found.push(row);
      return found;
    });
    return merged(chains, (left, right) => timelines.isBefore(left, right));
  }

  #newestUpTo(timeline: Timeline, name: number, upTo: Instant): number {
    const tree = timeline.treeOf(name);
    if (tree !== undefined) return tree.newestUpTo(upTo);
    const { rows } = this.#timelines;
    let row = this.#timelines.newestOf(timeline.customer, name);
    while (row !== NO_ROW && rows.timestamp(row) > upTo) row = timeline.olderOf(row);
    return row;
  }

  /** The newest event of a name that is not after a row. */
  #newestBy(timeline: Timeline, name: number, last: number): number {
    let row = this.#newestUpTo(timeline, name, this.#timelines.rows.timestamp(last));
    while (row !== NO_ROW && row !== last && this.#timelines.isBefore(last, row)) row = timeline.olderOf(row);
    return row;
  }

  /** Whether an event is, or would be, among those that a state was reached by. */
  #isBy(row: number, { row: last }: State): boolean {
    return row === last || (last !== NO_ROW && this.#timelines.isBefore(row, last));
  }

  #isAfter({ row }: State, other: State): boolean {
    return row !== NO_ROW && !this.#isBy(row, other);
  }
}

function sameState(left: State, right: State): boolean {
  return sameRun(left.latest, right.latest) && left.runs.every((run, index) => sameRun(run, right.runs[index]));
}

function sameRun(left: Run | undefined, right: Run | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left === right || (left.row === right.row && left.start === right.start && sameRun(left.before, right.before));
}

/** One list, oldest first, of several that are newest first. */
function merged(chains: readonly number[][], isBefore: (left: number, right: number) => boolean): number[] {
  const some = chains.filter((chain) => chain.length > 0);
  if (some.length === 1) return (some[0] as number[]).reverse();
  const found: number[] = [];
  for (;;) {
    let oldest: number[] | undefined;
    for (const chain of some)
      if (chain.length > 0 && (oldest === undefined || isBefore(chain.at(-1) as number, oldest.at(-1) as number))) oldest = chain;
    if (oldest === undefined) return found;
    found.push(oldest.pop() as number);
  }
}
