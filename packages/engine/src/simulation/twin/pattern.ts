import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../../vocabulary/json.js';
import { meetsWhere, type NamedEvents } from './operators.js';
import { objectOf, textOf } from './reading.js';

/** A way in which events of a timeline match a pattern. */
export interface PatternMatch {
  /** The events taken, in order; a repeated step takes several. */
  readonly events: readonly CustomerEvent[];
  readonly named: NamedEvents;
}

/** The calls that are events by name. */
const NAMED_CALLS: readonly string[] = ['track', 'page', 'screen'];

/** Whether an event is an instance of a step, a condition or a metric: `performed: E`, `without: E`, `count: E`, …, with its `where`. */
export function isOf(event: CustomerEvent, step: JsonObject, key: string, named: NamedEvents): boolean {
  return NAMED_CALLS.includes(event.type) && event.event === textOf(step, key) && meetsWhere(event, objectOf(step, 'where'), named);
}

/** The steps without those at the end that forbid something. */
export function withoutTrailing(steps: readonly JsonObject[]): readonly JsonObject[] {
  const last = steps.findLastIndex((step) => Object.hasOwn(step, 'performed'));
  return steps.slice(0, last + 1);
}

/**
 * Every way in which the timeline matches the steps in order, the last event at most `within` after the first, by trying all.
 * A `without` step forbids an instance of it strictly between its neighbours.
 */
export function allMatches(
  timeline: readonly CustomerEvent[],
  steps: readonly JsonObject[],
  within: Milliseconds,
): readonly PatternMatch[] {
  return matchesFrom({ events: [], named: {} }, singleEvents(steps), timeline, 0, within);
}

/** One event that a match takes, and what may not happen between the event before and it. */
interface Take {
  readonly step: JsonObject;
  readonly forbidden: readonly JsonObject[];
}

/** The steps spelled out: a step that takes k events becomes k, and a `without` goes to the event that follows it. */
function singleEvents(steps: readonly JsonObject[]): readonly Take[] {
  const takes: Take[] = [];
  let forbidden: JsonObject[] = [];
  for (const step of steps) {
    if (Object.hasOwn(step, 'without')) {
      forbidden.push(step);
      continue;
    }
    for (let count = 0; count < timesOf(step); count++) takes.push({ step, forbidden: count === 0 ? forbidden : [] });
    forbidden = [];
  }
  return takes;
}

function timesOf(step: JsonObject): number {
  const atLeast = ownValue(objectOf(step, 'times'), 'atLeast');
  return typeof atLeast === 'number' ? atLeast : 1;
}

function matchesFrom(
  match: PatternMatch,
  takes: readonly Take[],
  timeline: readonly CustomerEvent[],
  position: number,
  within: Milliseconds,
): readonly PatternMatch[] {
  const [take, ...rest] = takes;
  if (take === undefined) return [match];
  return timeline.flatMap((event, index) => {
    if (index < position || !isOf(event, take.step, 'performed', match.named)) return [];
    if (event.timestamp - (match.events[0] ?? event).timestamp > within) return [];
    const between = match.events.length === 0 ? [] : timeline.slice(position, index);
    if (between.some((other) => take.forbidden.some((without) => isOf(other, without, 'without', match.named)))) return [];
    const named = Object.hasOwn(take.step, 'as') ? { ...match.named, [textOf(take.step, 'as')]: event } : match.named;
    return matchesFrom({ events: [...match.events, event], named }, rest, timeline, index + 1, within);
  });
}
