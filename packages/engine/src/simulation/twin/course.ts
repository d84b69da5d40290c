import type { ConditionSpec } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, ownValue } from '../../vocabulary/json.js';
import { type CalendarSpan, isTimeZone, startOfNext, turnsOfClock } from './calendar.js';
import { boundsOf, type Crossed, crossings, growsByItself } from './crossings.js';
import { BARE_GROUND, type TwinGround } from './ground.js';
import { twinMember } from './holds.js';
import { measuredOperators } from './lengths.js';
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
  for (const at of turningPoints(condition, events, to, ground, from)) {
    if (twinMember(condition, events, at, ground) === member) continue;
    member = !member;
    turns.push({ at, entered: member });
  }
  return turns;
}

/**
 * The instants after `from`, up to `to`, at which a condition may change, ascending: whenever something happens, whenever an event leaves
 * a rolling window that is mentioned anywhere in what the condition rests on, and a millisecond later (a time since an event that is
 * greater than a duration is so a millisecond after it), and whenever a calendar's span that is mentioned begins.
 */
export function turningPoints(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  to: Instant,
  ground: TwinGround = BARE_GROUND,
  from: Instant = Number.NEGATIVE_INFINITY,
): readonly Instant[] {
  let known = pointsOf.get(events);
  if (known === undefined) pointsOf.set(events, (known = new Map<ConditionSpec, KnownPoints>()));
  let points = known.get(condition);
  if (points?.ground !== ground) known.set(condition, (points = { ground, ...allTurningPoints(condition, events, ground) }));
  const between = points.instants.filter((instant) => instant > from && instant <= to);
  const [first] = points.instants;
  if (first === undefined || first > to || points.timesOfDay.length === 0) return between;
  const shown = points.zones.flatMap((zone) => turnsOfClock(points.timesOfDay, Math.max(first, from), to, zone));
  return ascending([...between, ...shown.filter((instant) => instant > from)]);
}

interface KnownPoints {
  readonly ground: TwinGround;
  /** Those that are known without asking the clock. */
  readonly instants: readonly Instant[];
  /** Times of day that are mentioned; clocks come to them for ever. */
  readonly timesOfDay: readonly string[];
  readonly zones: readonly string[];
}

/** Turning points that were asked for, so that they are not looked for at every question. */
const pointsOf = new WeakMap<readonly CustomerEvent[], Map<ConditionSpec, KnownPoints>>();

function allTurningPoints(condition: ConditionSpec, events: readonly CustomerEvent[], ground: TwinGround): Omit<KnownPoints, 'ground'> {
  const { texts, restsOnMoments, growing } = mentionedIn(condition, ground);
  const windows = durationsIn(texts);
  const occurred = instantsOf(events, ground);
  // A moment that waits happens when its waiting ends, and leaves a window after that.
  const happened = restsOnMoments ? [...occurred, ...later(occurred, windows)] : occurred;
  const instants = new Set([...happened, ...later(happened, windows), ...instantsIn(texts)]);
  // What breaks a silence does so a millisecond later.
  for (const at of [...happened, ...later(happened, windows)]) instants.add(at + 1);
  for (const span of spansIn(texts)) {
    for (const zone of zonesIn(texts, events, ground)) {
      for (const at of happened) {
        const next = startOfNext(span, at, zone);
        instants.add(next).add(startOfNext(span, next, zone));
      }
    }
  }
  const points = ascending(instants);
  const crossed = growing.flatMap((one) => crossings(one, points, events, ground));
  return {
    instants: crossed.length === 0 ? points : ascending([...points, ...crossed]),
    timesOfDay: [...texts].filter((text) => /^\d\d:\d\d$/.test(text)),
    zones: zonesIn(texts, events, ground),
  };
}

function ascending(instants: Iterable<Instant>): readonly Instant[] {
  return [...new Set(instants)].sort((left, right) => left - right);
}

function later(instants: readonly Instant[], windows: readonly Milliseconds[]): readonly Instant[] {
  return instants.flatMap((at) => windows.map((window) => at + window));
}

/** When something happened: an event, a choice that counts from its arrival because that was earlier, or somebody's decision. */
function instantsOf(events: readonly CustomerEvent[], { links }: TwinGround): readonly Instant[] {
  const happened = events.flatMap(({ timestamp, receivedAt }) => (receivedAt < timestamp ? [receivedAt, timestamp] : [timestamp]));
  return [...new Set([...happened, ...links.map(({ at }) => at)])];
}

/** What a condition mentions, wherever it stands, and the definitions that it rests on do. */
interface Mentioned {
  readonly texts: ReadonlySet<string>;
  readonly restsOnMoments: boolean;
  /** Metrics made of others that grow by themselves, with what they are compared with. */
  readonly growing: readonly Crossed[];
}

function mentionedIn(condition: ConditionSpec, { definitions }: TwinGround): Mentioned {
  const texts = new Set<string>();
  const seen = new Set<object>();
  const growing: Crossed[] = [];
  const visit = (value: Json): void => {
    if (typeof value === 'string') texts.add(value);
    if (Array.isArray(value)) value.forEach(visit);
    if (!isJsonObject(value)) return;
    Object.values(value).forEach(visit);
    const { segment, metric, moment, consent, permits } = value;
    const compared = definitions.metrics.get(metric as string)?.value;
    if (compared !== undefined && growsByItself(compared))
      growing.push({ value: compared, bounds: boundsOf(measuredOperators(compared, value)) });
    for (const rested of [
      definitions.segments.get(segment as string),
      definitions.metrics.get(metric as string),
      definitions.moments.get(moment as string),
      definitions.purposes.get(consent as string),
      definitions.purposes.get(permits as string),
    ]) {
      if (rested === undefined || seen.has(rested)) continue;
      seen.add(rested);
      visit(rested as unknown as Json);
    }
  };
  visit(condition);
  return {
    texts,
    restsOnMoments: [...definitions.moments.values()].some((moment) => seen.has(moment)),
    growing,
  };
}

function spansIn(texts: ReadonlySet<string>): ReadonlySet<CalendarSpan> {
  return new Set([...texts].filter(isCalendarWord).map((word) => (CALENDAR_WORDS[word] as [CalendarSpan, string])[0]));
}

function durationsIn(texts: ReadonlySet<string>): readonly Milliseconds[] {
  return [...texts].map(parseDuration).filter((duration) => duration !== undefined);
}

/** Instants that are named, as those from which on everybody is asked anew. */
function instantsIn(texts: ReadonlySet<string>): readonly Instant[] {
  return [...texts]
    .filter((text) => /^\d{4}-\d\d-\d\dT/.test(text))
    .map((text) => Date.parse(text))
    .filter(Number.isFinite);
}

/** Every zone that may matter: those that are mentioned, the workspace's, and what customers say. */
function zonesIn(texts: ReadonlySet<string>, events: readonly CustomerEvent[], { definitions }: TwinGround): readonly string[] {
  const traits = events.map(({ traits }) => ownValue(traits, 'timezone'));
  const said = [...texts, ...traits].filter((text) => typeof text === 'string');
  return [...new Set([definitions.timeZone, ...said.filter((text) => (text.includes('/') || text === 'UTC') && isTimeZone(text))])];
}
