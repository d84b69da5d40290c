import { NO_ROW } from '../../timeline/event-rows.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { GuardAnswers } from './guard.js';
import { newestRowsOf, rowsOf } from './run.js';
import { Search } from './search.js';
import type { Pattern, Step } from './steps.js';

/** One way in which a pattern came true: when it was complete, and the events that it took, oldest first. */
export interface Match {
  readonly at: Instant;
  readonly rows: readonly number[];
}

/**
 * Of a customer with very many events that matter, so many of the newest are looked at first, and many times as many when nothing is found
 * among them. The search tries later events first, step by step the same whatever lies before them: what it finds among the newest is what it
 * would find among all.
 */
const FEW_EVENTS = 64;
const MANY_TIMES = 8;

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
 * @param onGivenUp is told of each completion whose search was given up: it is no match. Each is searched for on its own, so the others are
 * what they would be without it, and the same timeline always gives the same
 */
export function foldMatches(
  timeline: Timeline,
  pattern: Pattern,
  times: PatternTimes,
  after: Instant = Number.NEGATIVE_INFINITY,
  onGivenUp: () => void = () => undefined,
): readonly Match[] {
  // What is silent depends on the matches before it, and so on from the first on.
  const earliest = times.cooldown > 0 ? Number.NEGATIVE_INFINITY : after - times.within - 1;
  const events = rowsOf(timeline, pattern.names, earliest);
  const search = new Search({ rows: timeline.rows, events, pattern, within: times.within, guards: new GuardAnswers(timeline), onGivenUp });
  const candidates = pattern.trailing.length === 0 ? endingAtEach(search, events) : startingAtEach(search, events, timeline);
  return cooledDown(candidates, times.cooldown);
}

function endingAtEach(search: Search, events: readonly number[]): Match[] {
  return events.flatMap((_, index) => search.endingAt(index) ?? []);
}

/** Matches of a pattern that ends with `without`: complete when `within` after the first event has passed. */
function startingAtEach(search: Search, events: readonly number[], timeline: Timeline): Match[] {
  const found = new Map<Instant, Match>();
  events.forEach((_, first) => {
    const at = search.completionOf(first);
    if (at === undefined) return;
    if (at > timeline.now) timeline.changesAt(at);
    else {
      const match = search.startingAt(first, at);
      if (match !== undefined) found.set(at, match);
    }
  });
  return [...found.values()];
}

/**
 * The match that the newest relevant event completes, if it does: what {@link foldMatches} would add for it.
 * For patterns that do not end with `without`.
 */
export function matchEndingAt(
  timeline: Timeline,
  row: number,
  pattern: Pattern,
  within: Milliseconds,
  onGivenUp: () => void,
): Match | undefined {
  const { rows } = timeline;
  const earliest = rows.timestamp(row) - within - 1;
  if (!mayEndAt(timeline, row, pattern, earliest)) return undefined;
  const guards = new GuardAnswers(timeline);
  for (let most = FEW_EVENTS; ; most *= MANY_TIMES) {
    const events = newestRowsOf(timeline, pattern.names, earliest, most);
    const isAll = events.length < most;
    let isGivenUp = false;
    const search = new Search({ rows, events, pattern, within, guards, onGivenUp: () => (isGivenUp = true) });
    const match = events.length < pattern.steps.length ? undefined : search.endingAt(events.length - 1);
    // Among more events more steps are allowed.
    if (isGivenUp && isAll) onGivenUp();
    if (match !== undefined || isAll) return match;
  }
}

/** Tells most events apart that complete nothing: they are none that the last step takes, or an earlier step lacks its event. */
function mayEndAt(timeline: Timeline, row: number, { steps, begins }: Pattern, earliest: Instant): boolean {
  const { rows } = timeline;
  const last = steps[steps.length - 1] as Step;
  if (last.name !== rows.name(row) || !last.where.holds(row)) return false;
  for (const { name } of steps) if (timeline.newestOf(name) === NO_ROW) return false;
  return steps.length === 1 || begins.anyIn(timeline, earliest, rows.timestamp(row));
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
