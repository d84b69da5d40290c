import { NO_ROW, type Rows } from '../../timeline/event-rows.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { rowsOf } from './run.js';
import { type Forbidden, isForbidden, type Pattern, type Step, takes } from './steps.js';

/** One way in which a pattern came true: when it was complete, and the events that it took, oldest first. */
export interface Match {
  readonly at: Instant;
  readonly rows: readonly number[];
}

/** No particular event. */
const NONE = -1;

/** How a moment's pattern is bounded in time. */
export interface PatternTimes {
  /** From the first event to the last; infinite when unbounded. */
  readonly within: Milliseconds;
  /** After a match the pattern is silent for so long. */
  readonly cooldown: Milliseconds;
}

/**
 * Folds a customer's timeline into the matches of a pattern, in the order of their completion. Lowers `timeline.until` to the
 * next instant at which a pattern that ends with `without` may be complete.
 * @param after matches that are complete later than this are wanted; of others some may be left out
 */
export function foldMatches(
  timeline: Timeline,
  pattern: Pattern,
  times: PatternTimes,
  after: Instant = Number.NEGATIVE_INFINITY,
): readonly Match[] {
  // What is silent depends on the matches before it, and so on from the first on.
  const earliest = times.cooldown > 0 ? Number.NEGATIVE_INFINITY : after - times.within - 1;
  const events = rowsOf(timeline, pattern.names, earliest);
  const search = new Search(timeline.rows, events, pattern, times.within);
  const candidates = pattern.trailing.length === 0 ? search.endingAtEach() : search.startingAtEach(timeline);
  return cooledDown(candidates, times.cooldown);
}

/**
 * The match that the newest relevant event completes, if it does: what {@link foldMatches} would add for it.
 * For patterns that do not end with `without`.
 */
export function matchEndingAt(timeline: Timeline, row: number, pattern: Pattern, within: Milliseconds): Match | undefined {
  const { rows } = timeline;
  if (!mayEndAt(timeline, row, pattern.steps)) return undefined;
  const earliest = rows.timestamp(row) - within;
  const events = rowsOf(timeline, pattern.names, earliest - 1);
  if (events.length < pattern.steps.length) return undefined;
  return new Search(rows, events, pattern, within).endingAt(events.indexOf(row));
}

/** Tells most events apart that complete nothing: they are none that the last step takes, or an earlier step lacks its event. */
function mayEndAt(timeline: Timeline, row: number, steps: readonly Step[]): boolean {
  const last = steps[steps.length - 1] as Step;
  if (last.name !== timeline.rows.name(row) || !last.where.holds(row)) return false;
  for (const { name } of steps) if (timeline.newestOf(name) === NO_ROW) return false;
  return true;
}

function cooledDown(candidates: readonly Match[], cooldown: Milliseconds): readonly Match[] {
  const kept: Match[] = [];
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (const match of candidates) {
    if (match.at < silentUntil) continue;
    kept.push(match);
    silentUntil = match.at + cooldown;
  }
  return kept;
}

/**
 * Looks for tuples of events, trying later events before earlier ones at every place: the first complete tuple is the
 * lexicographically latest.
 */
class Search {
  readonly #rows: Rows;
  readonly #events: readonly number[];
  readonly #steps: readonly Step[];
  readonly #trailing: readonly Forbidden[];
  readonly #within: Milliseconds;
  readonly #taken: number[] = [];
  /** Places of the taken events that later steps compare with. */
  readonly #compared: readonly number[];
  /** From where the rest cannot be found: without remembering, a pattern of many like steps would try every combination. */
  readonly #deadEnds = new Set<string>();

  constructor(rows: Rows, events: readonly number[], pattern: Pattern, within: Milliseconds) {
    this.#rows = rows;
    this.#events = events;
    this.#steps = pattern.steps;
    this.#trailing = pattern.trailing;
    this.#within = within;
    this.#compared = [...new Set(pattern.steps.flatMap((step) => step.comparisons.map(({ place }) => place)))];
  }

  endingAtEach(): Match[] {
    return this.#events.flatMap((_, index) => this.endingAt(index) ?? []);
  }

  endingAt(end: number): Match | undefined {
    const last = this.#steps[this.#steps.length - 1] as Step;
    if (!this.#mayTake(last, end)) return undefined;
    this.#deadEnds.clear();
    const at = this.#time(end);
    for (let first = end - this.#steps.length + 1; first >= 0 && at - this.#time(first) <= this.#within; first--) {
      if (this.#extend(0, first, end, end)) return { at, rows: this.#takenRows() };
    }
    return undefined;
  }

  /** Matches of a pattern that ends with `without`: complete when `within` after the first event has passed. */
  startingAtEach(timeline: Timeline): Match[] {
    const found = new Map<Instant, Match>();
    for (let first = 0; first < this.#events.length; first++) {
      if (!this.#mayTake(this.#steps[0] as Step, first)) continue;
      const at = this.#time(first) + this.#within;
      this.#deadEnds.clear();
      if (at > timeline.now) timeline.changesAt(at);
      else if (this.#extend(0, first, this.#lastUpTo(at), NONE)) found.set(at, { at, rows: this.#takenRows() });
    }
    return [...found.values()];
  }

  /**
   * Takes the event at `index` for the step at `place` and looks for the rest.
   * @param latest no event after this index is taken
   * @param end the event that the last step must take, or {@link NONE}
   */
  #extend(place: number, index: number, latest: number, end: number): boolean {
    const step = this.#steps[place] as Step;
    this.#taken.length = place;
    if (!this.#mayTake(step, index) || !takes(step, this.#events[index] as number, this.#takenRows())) return false;
    if (place > 0 && this.#anyBetween(step.forbidden, this.#taken[place - 1] as number, index)) return false;
    this.#taken.push(index);
    if (place === this.#steps.length - 1) return end === NONE ? !this.#anyBetween(this.#trailing, index, latest + 1) : index === end;
    const state = place === 0 ? undefined : this.#stateAt(place, index);
    if (state !== undefined && this.#deadEnds.has(state)) return false;
    const remaining = this.#steps.length - 2 - place;
    const highest = latest - remaining;
    const lowest = end !== NONE && remaining === 0 ? end : index + 1;
    for (let next = highest; next >= lowest; next--) {
      this.#taken.length = place + 1;
      if (this.#extend(place + 1, next, latest, end)) return true;
    }
    if (state !== undefined) this.#deadEnds.add(state);
    return false;
  }

  /** All that the rest of the search depends on once a place has been taken. */
  #stateAt(place: number, index: number): string {
    return [place, index, ...this.#compared.map((compared) => (compared < place ? this.#taken[compared] : -1))].join();
  }

  #mayTake(step: Step, index: number): boolean {
    return step.name === this.#rows.name(this.#events[index] as number);
  }

  #anyBetween(forbidden: readonly Forbidden[], after: number, before: number): boolean {
    if (forbidden.length === 0) return false;
    for (let index = after + 1; index < before; index++) {
      const row = this.#events[index] as number;
      if (isForbidden(forbidden, row, this.#rows.name(row))) return true;
    }
    return false;
  }

  #lastUpTo(instant: Instant): number {
    let index = this.#events.length - 1;
    while (index >= 0 && this.#time(index) > instant) index--;
    return index;
  }

  #time(index: number): Instant {
    return this.#rows.timestamp(this.#events[index] as number);
  }

  #takenRows(): number[] {
    return this.#taken.map((index) => this.#events[index] as number);
  }
}
