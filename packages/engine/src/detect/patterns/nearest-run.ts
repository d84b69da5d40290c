import type { Timeline } from '../../timeline/timeline.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import { GuardAnswers } from './guard.js';
import { MOST_STEPS_A_SEARCH } from './search.js';
import { type Forbidden, isForbidden, type Pattern, type Step, takes } from './steps.js';

/** The nearest that a customer came to completing a pattern. */
export interface NearestRun {
  /** What the first steps took, oldest first; empty when not even the first step took anything. */
  readonly rows: readonly number[];
  /** Events that may not have come where they came, oldest first; they end the run. */
  readonly blockedBy: readonly number[];
}

/** Of more events than so many the oldest are left out: they say nothing about why a pattern is not complete now. */
const MOST_EVENTS = 500;

/**
 * Looks among the events that matter to a pattern, oldest first, for the longest run of its first steps, in order and
 * within `within` of the first. Of equally long ones it prefers one that nothing forbidden ended, and then the latest.
 */
export function nearestRun(timeline: Timeline, relevant: readonly number[], pattern: Pattern, within: Milliseconds): NearestRun {
  const events = relevant.slice(-MOST_EVENTS);
  const among: Among = { timeline, events, pattern, within, guards: new GuardAnswers(timeline) };
  const open = new RunSearch(among, true).longest();
  const any = new RunSearch(among, false).longest();
  const rows = any.length > open.length ? any : open;
  return { rows, blockedBy: blockers(among, rows) };
}

/** What is searched. */
interface Among {
  readonly timeline: Timeline;
  readonly events: readonly number[];
  readonly pattern: Pattern;
  readonly within: Milliseconds;
  readonly guards: GuardAnswers;
}

/** Looks for the longest run of first steps, trying later events before earlier ones. */
class RunSearch {
  readonly #among: Among;
  /** Whether what may not come ends a run. */
  readonly #strict: boolean;
  /** Places of the taken events that later steps compare with. */
  readonly #compared: readonly number[];
  readonly #seen = new Set<string>();
  readonly #taken: number[] = [];
  #best: readonly number[] = [];
  /** What was found by then has to do. */
  #stepsLeft = MOST_STEPS_A_SEARCH;

  constructor(among: Among, strict: boolean) {
    this.#among = among;
    this.#strict = strict;
    this.#compared = [...new Set(among.pattern.steps.flatMap((step) => step.comparisons.map(({ place }) => place)))];
  }

  longest(): readonly number[] {
    for (let first = this.#among.events.length - 1; first >= 0 && !this.#isOver(); first--) {
      this.#seen.clear();
      this.#take(first);
    }
    return this.#best;
  }

  #isOver(): boolean {
    return this.#stepsLeft <= 0 || this.#best.length === this.#among.pattern.steps.length;
  }

  /** Takes the event at `index` for the next step, if it can, and goes on from there. */
  #take(index: number): void {
    this.#stepsLeft--;
    const { timeline, events, pattern, guards } = this.#among;
    const place = this.#taken.length;
    const step = pattern.steps[place] as Step;
    const row = events[index] as number;
    if (step.name !== timeline.rows.name(row) || !takes(step, row, this.#taken) || !guards.lets(step.guard, row)) return;
    this.#taken.push(row);
    if (!this.#wasHereBefore(place, index)) {
      this.#remember();
      this.#goOn(index);
    }
    this.#taken.pop();
  }

  #goOn(index: number): void {
    const next = this.#among.pattern.steps[this.#taken.length];
    if (next === undefined) return;
    for (let later = this.#lastReachable(index, next); later > index && !this.#isOver(); later--) this.#take(later);
  }

  /** The last event that may follow the one at `index`: within the window, and not after what may not come between. */
  #lastReachable(index: number, next: Step): number {
    const { timeline, events, within } = this.#among;
    const { rows } = timeline;
    const end = rows.timestamp(this.#taken[0] as number) + within;
    let last = index;
    while (last + 1 < events.length && rows.timestamp(events[last + 1] as number) <= end) {
      last++;
      if (this.#strict && isOneOf(next.forbidden, this.#among, events[last] as number)) break;
    }
    return last;
  }

  #remember(): void {
    if (this.#taken.length <= this.#best.length) return;
    if (this.#strict && blockers(this.#among, this.#taken).length > 0) return;
    this.#best = [...this.#taken];
  }

  /** Whether the search has gone on from here already, with all that the rest depends on the same. */
  #wasHereBefore(place: number, index: number): boolean {
    const state = [place, index, ...this.#compared.map((compared) => (compared < place ? this.#taken[compared] : -1))].join();
    if (this.#seen.has(state)) return true;
    this.#seen.add(state);
    return false;
  }
}

/** What may not have come between the events of a run, nor after the last of them. */
function blockers(among: Among, taken: readonly number[]): number[] {
  if (taken.length === 0) return [];
  const { timeline, events, within } = among;
  const { steps, trailing } = among.pattern;
  const { timelines, rows } = timeline;
  const end = rows.timestamp(taken[0] as number) + within;
  return events.filter((row) => {
    const place = taken.filter((other) => other !== row && timelines.isBefore(other, row)).length;
    if (place === 0 || taken.includes(row) || rows.timestamp(row) > end) return false;
    return isOneOf(steps[place]?.forbidden ?? trailing, among, row);
  });
}

function isOneOf(forbidden: readonly Forbidden[], { timeline, guards }: Among, row: number): boolean {
  return isForbidden(forbidden, row, timeline.rows.name(row), guards);
}
