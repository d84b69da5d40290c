import type { ConditionSpec } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, ownValue } from '../../vocabulary/json.js';
import { type CalendarSpan, isTimeZone, startOfNext } from './calendar.js';
import { BARE_GROUND, type TwinGround } from './ground.js';
import { twinMember } from './holds.js';
import { CALENDAR_WORDS, isCalendarWord } from './window.js';

/**
 * Since when the customer has been a member without a break; null when they are none at `now`.
 * All instants at which membership can change are tried, see {@link turningPoints}.
 */
export function twinSince(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround = BARE_GROUND,
): Instant | null {
  return twinMember(condition, events, now, ground) ? (twinUnchangedSince(condition, events, now, ground) ?? now) : null;
}

/** Since when membership has been what it is at `now`; undefined when the customer never was a member. */
export function twinUnchangedSince(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround = BARE_GROUND,
): Instant | undefined {
  const member = twinMember(condition, events, now, ground);
  let since: Instant | undefined;
  for (const instant of turningPoints(condition, events, now, ground).toReversed()) {
    if (twinMember(condition, events, instant, ground) !== member) return since;
    since = instant;
  }
  return member ? since : undefined;
}

/** One instant at which membership changes. */
export interface TwinTurn {
  readonly at: Instant;
  readonly entered: boolean;
}

/** Every change of membership after `from`, up to `to`, if nothing more arrives. */
export function twinTurns(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  from: Instant,
  to: Instant,
  ground: TwinGround = BARE_GROUND,
): readonly TwinTurn[] {
  let member = twinMember(condition, events, from, ground);
  const turns: TwinTurn[] = [];
  for (const at of turningPoints(condition, events, to, ground)) {
    if (at <= from || twinMember(condition, events, at, ground) === member) continue;
    member = !member;
    turns.push({ at, entered: member });
  }
  return turns;
}

/**
 * The instants up to `to` at which a condition may change, ascending: whenever something happens, whenever an event leaves a rolling window
 * that is mentioned anywhere in what the condition rests on, and a millisecond later (a time since an event that is greater than a
 * duration is so a millisecond after it), and whenever a calendar's span that is mentioned begins.
 */
export function turningPoints(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  to: Instant,
  ground: TwinGround = BARE_GROUND,
): readonly Instant[] {
  const mentioned = textsIn(condition, ground);
  const windows = durationsIn(mentioned);
  const happened = instantsOf(events, ground);
  const instants = new Set(happened.flatMap((at) => [at, ...windows.flatMap((window) => [at + window, at + window + 1])]));
  const spans = new Set([...mentioned].filter(isCalendarWord).map((word) => (CALENDAR_WORDS[word] as [CalendarSpan, string])[0]));
  for (const span of spans) {
    for (const zone of zonesIn(mentioned, events, ground)) {
      for (const at of happened) {
        const next = startOfNext(span, at, zone);
        instants.add(next).add(startOfNext(span, next, zone));
      }
    }
  }
  return [...instants].filter((instant) => instant <= to).sort((left, right) => left - right);
}

/** When something happened: an event, or a choice that counts from its arrival because that was earlier. */
function instantsOf(events: readonly CustomerEvent[], { links }: TwinGround): readonly Instant[] {
  const all = [...events, ...links.map(({ event }) => event)];
  return [...new Set(all.flatMap(({ timestamp, receivedAt }) => (receivedAt < timestamp ? [receivedAt, timestamp] : [timestamp])))];
}

/** Every text that a condition mentions, wherever it stands, and the definitions that it rests on do. */
function textsIn(condition: ConditionSpec, { definitions }: TwinGround): ReadonlySet<string> {
  const texts = new Set<string>();
  const seen = new Set<object>();
  const rest = (definition: object | undefined): void => {
    if (definition === undefined || seen.has(definition)) return;
    seen.add(definition);
    visit(definition as Json);
  };
  const visit = (value: Json): void => {
    if (typeof value === 'string') texts.add(value);
    if (Array.isArray(value)) value.forEach(visit);
    if (!isJsonObject(value)) return;
    const { segment, metric, moment } = value;
    if (typeof segment === 'string') rest(definitions.segments.get(segment));
    if (typeof metric === 'string') rest(definitions.metrics.get(metric));
    if (typeof moment === 'string') rest(definitions.moments.get(moment));
    Object.values(value).forEach(visit);
  };
  visit(condition);
  return texts;
}

function durationsIn(texts: ReadonlySet<string>): readonly Milliseconds[] {
  return [...texts].map(parseDuration).filter((duration) => duration !== undefined);
}

/** Every zone that may matter: those that are mentioned, the workspace's, and what customers say. */
function zonesIn(texts: ReadonlySet<string>, events: readonly CustomerEvent[], { definitions }: TwinGround): readonly string[] {
  const traits = events.map(({ traits }) => ownValue(traits, 'timezone'));
  const said = [...texts, ...traits].filter((text) => typeof text === 'string');
  return [...new Set([definitions.timeZone, ...said.filter((text) => (text.includes('/') || text === 'UTC') && isTimeZone(text))])];
}
