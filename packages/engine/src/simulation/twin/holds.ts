import type { ConditionSpec } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { isOf, allMatches } from './pattern.js';
import { satisfies } from './operators.js';
import { durationOf, inWindow, objectOf, objectsOf, textOf } from './reading.js';
import { twinExists, twinTimeline } from './timeline.js';

/**
 * Whether a condition holds at `now`, worked out from nothing but one customer's events. `events` is everything that ever arrived,
 * in order of arrival. Knows `performed`, `sequence`, `trait`, `all`, `any`, `not`.
 */
export function twinHolds(condition: ConditionSpec, events: readonly CustomerEvent[], now: Instant): boolean {
  if (Object.hasOwn(condition, 'all')) return objectsOf(condition, 'all').every((part) => twinHolds(part, events, now));
  if (Object.hasOwn(condition, 'any')) return objectsOf(condition, 'any').some((part) => twinHolds(part, events, now));
  if (Object.hasOwn(condition, 'not')) return !twinHolds(objectOf(condition, 'not'), events, now);
  const timeline = twinTimeline(events, now);
  if (Object.hasOwn(condition, 'performed')) return performedHolds(condition, timeline, now);
  if (Object.hasOwn(condition, 'sequence')) return sequenceHolds(condition, timeline, now);
  if (Object.hasOwn(condition, 'trait')) return traitHolds(condition, timeline);
  throw new TypeError(`the twin does not know ${Object.keys(condition).join(', ')}`);
}

/** Whether the customer is a member at `now` of a segment with this condition: they exist, and it holds. */
export function twinMember(condition: ConditionSpec, events: readonly CustomerEvent[], now: Instant): boolean {
  return twinExists(events, now) && twinHolds(condition, events, now);
}

/**
 * Since when the customer has been a member without a break; null when they are none at `now`.
 * Membership changes only when an event happens, or when one leaves a window: all these instants are tried.
 */
export function twinSince(condition: ConditionSpec, events: readonly CustomerEvent[], now: Instant): Instant | null {
  if (!twinMember(condition, events, now)) return null;
  let since = now;
  for (const instant of turningPoints(condition, events, now)) {
    if (!twinMember(condition, events, instant)) return since;
    since = instant;
  }
  return since;
}

/** Since when membership has been what it is at `now`; undefined when the customer never was a member. */
export function twinUnchangedSince(condition: ConditionSpec, events: readonly CustomerEvent[], now: Instant): Instant | undefined {
  const member = twinMember(condition, events, now);
  let since: Instant | undefined;
  for (const instant of turningPoints(condition, events, now)) {
    if (twinMember(condition, events, instant) !== member) return since;
    since = instant;
  }
  return member ? since : undefined;
}

/** The instants up to `now` at which a condition may change, latest first. */
export function turningPoints(condition: ConditionSpec, events: readonly CustomerEvent[], now: Instant): readonly Instant[] {
  const windows = [0, ...windowsIn(condition)];
  const instants = new Set(events.flatMap(({ timestamp }) => windows.map((window) => timestamp + window)));
  return [...instants].filter((instant) => instant <= now).sort((left, right) => right - left);
}

/**
 * The newest value of a trait by event time; undefined when there is none, or the newest is null. A customer is a bot from the
 * earliest marked event on, unless a newer identify call speaks of it.
 */
export function twinTrait(name: string, events: readonly CustomerEvent[], now: Instant): Json | undefined {
  const timeline = twinTimeline(events, now);
  const newest = timeline.findLastIndex((event) => event.type === 'identify' && Object.hasOwn(event.traits, name));
  if (name === 'bot' && timeline.findIndex(isMarked) > newest) return true;
  const identify = timeline[newest];
  return identify === undefined ? undefined : (ownValue(identify.traits, name) ?? undefined);
}

/** Whether an event of any type is marked as a bot's. */
function isMarked({ traits, context }: CustomerEvent): boolean {
  return traits.bot === true && typeof context.bot === 'object' && context.bot !== null && !Array.isArray(context.bot);
}

function performedHolds(condition: JsonObject, timeline: readonly CustomerEvent[], now: Instant): boolean {
  const within = durationOf(condition, 'within');
  const instances = timeline.filter((event) => inWindow(event.timestamp, now, within) && isOf(event, condition, 'performed', {}));
  return fits(instances.length, objectOf(condition, 'times'));
}

/** Whether a number fits `times`; absent means at least one. */
function fits(count: number, times: JsonObject): boolean {
  const { atLeast, atMost, exactly } = times;
  if (atLeast === undefined && atMost === undefined && exactly === undefined) return count >= 1;
  if (typeof atLeast === 'number' && count < atLeast) return false;
  if (typeof atMost === 'number' && count > atMost) return false;
  return typeof exactly !== 'number' || count === exactly;
}

function sequenceHolds(condition: JsonObject, timeline: readonly CustomerEvent[], now: Instant): boolean {
  const since = durationOf(condition, 'since');
  const matches = allMatches(timeline, objectsOf(condition, 'sequence'), durationOf(condition, 'within'));
  return matches.some(({ events }) => inWindow((events.at(-1) as CustomerEvent).timestamp, now, since));
}

function traitHolds(condition: JsonObject, timeline: readonly CustomerEvent[]): boolean {
  const { trait: _, ...operators } = condition;
  return satisfies(twinTrait(textOf(condition, 'trait'), timeline, Number.POSITIVE_INFINITY), operators);
}

/** Every duration that a condition mentions, wherever it stands. */
function windowsIn(value: Json): readonly Milliseconds[] {
  if (Array.isArray(value)) return value.flatMap(windowsIn);
  if (isJsonObject(value)) return Object.values(value).flatMap(windowsIn);
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  return duration === undefined ? [] : [duration];
}
