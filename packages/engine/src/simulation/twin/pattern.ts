import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../../vocabulary/json.js';
import { meetsWhere, type NamedEvents } from './operators.js';
import { objectOf, textOf } from './reading.js';

/** A way in which events of a timeline match a pattern. */
export interface PatternMatch {
  /** The events taken, in order; a repeated step takes several. */
  readonly events: readonly CustomerEvent[];
  readonly named: NamedEvents;
}

/** Whether a condition holds for the customer at an instant. */
export type Asked = (condition: JsonObject, at: Instant) => boolean;

/** For patterns without guards. */
export const NEVER_ASKED: Asked = () => {
  throw new TypeError('a step has a guard, and nobody can tell whether it holds');
};

/** The calls that are events by name. */
const NAMED_CALLS: readonly string[] = ['track', 'page', 'screen'];

/** Whether an event is an instance of a step, a condition or a metric: `performed: E`, `without: E`, `count: E`, …, with its `where`. */
export function isOf(event: CustomerEvent, step: JsonObject, key: string, named: NamedEvents): boolean {
  return NAMED_CALLS.includes(event.type) && event.event === textOf(step, key) && meetsWhere(event, objectOf(step, 'where'), named);
}

/** Whether the condition of a step holds at its event: by what has happened up to then, whenever that is asked. */
export function isLet(event: CustomerEvent, step: JsonObject, asked: Asked): boolean {
  return !Object.hasOwn(step, 'if') || asked(objectOf(step, 'if'), event.timestamp);
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
  asked: Asked = NEVER_ASKED,
): readonly PatternMatch[] {
  return matchesFrom({ events: [], named: {} }, singleEvents(steps), { timeline, within, asked }, 0);
}

interface Among {
  readonly timeline: readonly CustomerEvent[];
  readonly within: Milliseconds;
  readonly asked: Asked;
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

function matchesFrom(match: PatternMatch, takes: readonly Take[], among: Among, position: number): readonly PatternMatch[] {
  const { timeline, within, asked } = among;
  const [take, ...rest] = takes;
  if (take === undefined) return [match];
  return timeline.flatMap((event, index) => {
    if (index < position || !isOf(event, take.step, 'performed', match.named) || !isLet(event, take.step, asked)) return [];
    if (event.timestamp - (match.events[0] ?? event).timestamp > within) return [];
    const between = match.events.length === 0 ? [] : timeline.slice(position, index);
    const isForbidden = (other: CustomerEvent): boolean =>
      take.forbidden.some((without) => isOf(other, without, 'without', match.named) && isLet(other, without, asked));
    if (between.some(isForbidden)) return [];
    const named = Object.hasOwn(take.step, 'as') ? { ...match.named, [textOf(take.step, 'as')]: event } : match.named;
    return matchesFrom({ events: [...match.events, event], named }, rest, among, index + 1);
  });
}
