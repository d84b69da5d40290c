import type { Rows } from '../../timeline/event-rows.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { GuardAnswers } from './guard.js';
import type { Match } from './matches.js';
import { type Forbidden, isForbidden, type Pattern, type Step, takes } from './steps.js';

/** The last step may take any event. */
const NONE = -1;

/**
 * Most steps of the search for one completion of a pattern whose steps compare with earlier ones, beside going through all events once for
 * each of its steps: a few milliseconds. What is not found by then is given up. Others need no bound, for they take no more than that.
 */
export const MOST_STEPS_A_SEARCH = 10_000;
/** After so many steps it is worked out which events can lead to the end at all. Most searches are over before. */
const WITHOUT_LOOKING_AHEAD = 500;

export interface SearchInput {
  readonly rows: Rows;
  /** The events that the pattern's steps name, oldest first. */
  readonly events: readonly number[];
  readonly pattern: Pattern;
  readonly within: Milliseconds;
  readonly guards: GuardAnswers;
  /** A search was given up: see {@link MOST_STEPS_A_SEARCH}. */
  readonly onGivenUp: () => void;
}

/** The events among which one completion is looked for, by their places. */
interface Range {
  readonly lowest: number;
  readonly highest: number;
  /** The event that the last step must take, or {@link NONE}. */
  readonly end: number;
}

/** That a search has taken too many steps. */
const TOO_FAR = 'too far';
type Found = boolean | typeof TOO_FAR;

/**
 * Looks for tuples of events, trying later events before earlier ones at every place: the first complete tuple is the
 * lexicographically latest. What it finds for a completion follows from the events up to it alone.
 */
export class Search {
  readonly #input: SearchInput;
  readonly #steps: readonly Step[];
  readonly #taken: number[] = [];
  /** The rows of the taken events. */
  readonly #takenRows: number[] = [];
  /** Places of the taken events that later steps compare with. */
  readonly #compared: readonly number[];
  /** From where the rest cannot be found: without remembering, a pattern of many like steps would try every combination. */
  readonly #deadEnds = new Set<string>();
  /** For each place, the events from which the end can be reached, comparisons aside; undefined until it is worked out. */
  #hopeful: readonly Uint8Array[] | undefined;
  #range: Range = { lowest: 0, highest: 0, end: NONE };
  #stepsLeft = 0;

  constructor(input: SearchInput) {
    this.#input = input;
    this.#steps = input.pattern.steps;
    this.#compared = [...new Set(this.#steps.flatMap((step) => step.comparisons.map(({ place }) => place)))];
  }

  /** The match whose last event is the one at `end`, if there is one. */
  endingAt(end: number): Match | undefined {
    const last = this.#steps[this.#steps.length - 1] as Step;
    if (!this.#isNamed(last, end)) return undefined;
    const at = this.#time(end);
    const lowest = this.#firstWith((time) => at - time <= this.#input.within);
    return this.#find({ lowest, highest: end - this.#steps.length + 1 }, { lowest, highest: end, end }, at);
  }

  /** When a match that begins with the event at `first` would be complete, for patterns that end with `without`. */
  completionOf(first: number): Instant | undefined {
    return this.#isNamed(this.#steps[0] as Step, first) ? this.#time(first) + this.#input.within : undefined;
  }

  /** The match that begins with the event at `first` and is complete at an instant, if there is one. */
  startingAt(first: number, at: Instant): Match | undefined {
    const highest = this.#firstWith((time) => time > at) - 1;
    return this.#find({ lowest: first, highest: first }, { lowest: first, highest, end: NONE }, at);
  }

  #find(firsts: Pick<Range, 'lowest' | 'highest'>, range: Range, at: Instant): Match | undefined {
    this.#range = range;
    this.#hopeful = undefined;
    let found = this.#findAmong(firsts, WITHOUT_LOOKING_AHEAD);
    if (found === TOO_FAR) {
      this.#hopeful = this.#lookAhead();
      found = this.#findAmong(firsts, this.#mostSteps());
    }
    if (found === TOO_FAR) this.#input.onGivenUp();
    return found === true ? { at, rows: [...this.#takenRows] } : undefined;
  }

  /** Going through all events once for each step of the pattern is always allowed. */
  #mostSteps(): number {
    const { lowest, highest } = this.#range;
    return this.#compared.length === 0 ? Number.POSITIVE_INFINITY : MOST_STEPS_A_SEARCH + (highest - lowest + 1) * this.#steps.length;
  }

  #findAmong({ lowest, highest }: Pick<Range, 'lowest' | 'highest'>, most: number): Found {
    this.#deadEnds.clear();
    this.#stepsLeft = most;
    for (let first = highest; first >= lowest; first--) {
      const found = this.#extend(0, first);
      if (found !== false) return found;
    }
    return false;
  }

  /** Takes the event at `index` for the step at `place` and looks for the rest. */
  #extend(place: number, index: number): Found {
    this.#taken.length = place;
    this.#takenRows.length = place;
    if (--this.#stepsLeft < 0) return TOO_FAR;
    if (!this.#mayTake(place, index)) return false;
    this.#taken.push(index);
    this.#takenRows.push(this.#row(index));
    const { end, highest } = this.#range;
    if (place === this.#steps.length - 1)
      return end === NONE ? !this.#anyBetween(this.#input.pattern.trailing, index, highest + 1) : index === end;
    const state = place === 0 ? undefined : this.#stateAt(place, index);
    if (state !== undefined && this.#deadEnds.has(state)) return false;
    const found = this.#goOn(place, index);
    if (found === false && state !== undefined) this.#deadEnds.add(state);
    return found;
  }

  /** Tries the events after the one at `index` for the next step, later ones first. */
  #goOn(place: number, index: number): Found {
    const { end, highest } = this.#range;
    const remaining = this.#steps.length - 2 - place;
    const lowest = end !== NONE && remaining === 0 ? end : index + 1;
    const last = this.#lastBefore((this.#steps[place + 1] as Step).forbidden, index, highest - remaining);
    for (let next = last; next >= lowest; next--) {
      const found = this.#extend(place + 1, next);
      if (found !== false) return found;
    }
    return false;
  }

  #mayTake(place: number, index: number): boolean {
    if (this.#hopeful !== undefined && this.#hopeful[place]?.[index - this.#range.lowest] !== 1) return false;
    const step = this.#steps[place] as Step;
    const row = this.#row(index);
    return this.#isNamed(step, index) && takes(step, row, this.#takenRows) && this.#input.guards.lets(step.guard, row);
  }

  /**
   * Works out, for each place, from which events of the range the end can be reached if nothing were compared: one pass for each step, so
   * that what cannot succeed is not tried.
   */
  #lookAhead(): readonly Uint8Array[] {
    const { lowest, highest, end } = this.#range;
    const { trailing } = this.#input.pattern;
    const hopeful = this.#steps.map(() => new Uint8Array(Math.max(0, highest - lowest + 1)));
    for (let place = this.#steps.length - 1; place >= 0; place--) {
      const here = hopeful[place] as Uint8Array;
      const after = hopeful[place + 1];
      const forbidden = this.#steps[place + 1]?.forbidden ?? trailing;
      // Of the last step: whether nothing forbidden follows. Of the others: whether an event that can go on follows, and nothing forbidden before it.
      let canGoOn = after === undefined;
      for (let index = highest; index >= lowest; index--) {
        const isPossible = after === undefined && end !== NONE ? index === end : canGoOn;
        if (isPossible && this.#takesAlone(place, index)) here[index - lowest] = 1;
        const canHere = after?.[index - lowest] === 1;
        if (this.#isForbidden(forbidden, index)) canGoOn = canHere;
        else canGoOn ||= canHere;
      }
    }
    return hopeful;
  }

  /** Whether a step takes an event, comparisons aside. */
  #takesAlone(place: number, index: number): boolean {
    const step = this.#steps[place] as Step;
    const row = this.#row(index);
    return this.#isNamed(step, index) && step.where.holds(row) && this.#input.guards.lets(step.guard, row);
  }

  /** All that the rest of the search depends on once a place has been taken. */
  #stateAt(place: number, index: number): string {
    return [place, index, ...this.#compared.map((compared) => (compared < place ? this.#taken[compared] : -1))].join();
  }

  #isNamed(step: Step, index: number): boolean {
    return step.name === this.#input.rows.name(this.#row(index));
  }

  #isForbidden(forbidden: readonly Forbidden[], index: number): boolean {
    const row = this.#row(index);
    return isForbidden(forbidden, row, this.#input.rows.name(row), this.#input.guards);
  }

  #anyBetween(forbidden: readonly Forbidden[], after: number, before: number): boolean {
    return forbidden.length > 0 && this.#lastBefore(forbidden, after, before) < before;
  }

  /** The last event up to `highest` before which, and after the one at `index`, none of these came. */
  #lastBefore(forbidden: readonly Forbidden[], index: number, highest: number): number {
    if (forbidden.length === 0) return highest;
    for (let last = index + 1; last < highest; last++) if (this.#isForbidden(forbidden, last)) return last;
    return highest;
  }

  /** The first event whose time is of a kind that all later ones are of. */
  #firstWith(isThere: (time: Instant) => boolean): number {
    let low = 0;
    let high = this.#input.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isThere(this.#time(middle))) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #row(index: number): number {
    return this.#input.events[index] as number;
  }

  #time(index: number): Instant {
    return this.#input.rows.timestamp(this.#row(index));
  }
}
