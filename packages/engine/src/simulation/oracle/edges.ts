import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { type CalendarSpan, startOf, startOfNext } from '../twin/calendar.js';
import { objectsOf } from '../twin/reading.js';
import { CALENDAR_WORDS, isCalendarWord } from '../twin/window.js';

/** A length of time that decides about two events: how far the second may be from the first. */
interface Reach {
  readonly from: string;
  readonly to: string;
  readonly length: Milliseconds;
}

/** Where definitions draw lines through time. */
export interface Edges {
  readonly reaches: readonly Reach[];
  /** All durations. */
  readonly lengths: readonly Milliseconds[];
  /** The calendar's periods, in each zone that they may be counted in. */
  readonly periods: readonly { readonly span: CalendarSpan; readonly zone: string }[];
}

/** So many of an event's or an instant's edges are exactly met, missed by a millisecond, or passed by one. */
const BESIDE: readonly Milliseconds[] = [0, 0, 1, 1, -1];

/** @param zones of which customers may be, beside those that definitions name */
export function edgesOf(definitions: readonly object[], zones: readonly string[]): Edges {
  const reaches: Reach[] = [];
  const lengths = new Set<Milliseconds>();
  const periods = new Map<string, Edges['periods'][number]>();
  const visit = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isJsonObject(value)) return;
    reaches.push(...reachesOf(value));
    for (const key of ['within', 'since', 'cooldown']) {
      const length = durationAt(value, key);
      if (length !== undefined) lengths.add(length);
      const word = value[key];
      if (typeof word !== 'string' || !isCalendarWord(word)) continue;
      const [span] = CALENDAR_WORDS[word] as [CalendarSpan, string];
      for (const zone of typeof value.timeZone === 'string' ? [value.timeZone] : zones) periods.set(`${span} ${zone}`, { span, zone });
    }
    Object.values(value).forEach(visit);
  };
  visit(definitions as unknown as Json);
  return { reaches, lengths: [...lengths], periods: [...periods.values()] };
}

/** From the first event of a pattern to its last, to what may not come after it, and from one moment to the next. */
function reachesOf(spec: JsonObject): readonly Reach[] {
  const steps = [...objectsOf(spec, 'sequence'), ...objectsOf(spec, 'pattern')];
  const taken = steps.flatMap(({ performed }) => (typeof performed === 'string' ? [performed] : []));
  const [first] = taken;
  const last = taken.at(-1);
  if (first === undefined || last === undefined) return [];
  const within = durationAt(spec, 'within');
  const cooldown = durationAt(spec, 'cooldown');
  const forbidden = steps.at(-1)?.without;
  return [
    ...(within === undefined || taken.length < 2 ? [] : [{ from: first, to: last, length: within }]),
    ...(within === undefined || typeof forbidden !== 'string' ? [] : [{ from: first, to: forbidden, length: within }]),
    ...(cooldown === undefined ? [] : [{ from: last, to: last, length: cooldown }]),
  ];
}

function durationAt(spec: JsonObject, key: string): Milliseconds | undefined {
  const text = spec[key];
  return typeof text === 'string' ? parseDuration(text) : undefined;
}

/**
 * One person's events with some of them moved to edges, where they stay. Those of one messageId stay together, and nothing leaves the span
 * of time.
 */
export function onEdges(
  history: readonly CustomerEvent[],
  { reaches, periods }: Edges,
  [from, to]: readonly [Instant, Instant],
  random: Random,
): readonly CustomerEvent[] {
  let moved = history;
  const placed = new Set<string>();
  const free = (name?: string): readonly CustomerEvent[] =>
    moved.filter(({ event, messageId }) => (name ?? event) === event && !placed.has(messageId));
  const move = (messageId: string, timestamp: Instant): boolean => {
    if (timestamp < from || timestamp > to) return false;
    moved = moved.map((event) => (event.messageId === messageId ? { ...event, timestamp } : event));
    placed.add(messageId);
    return true;
  };
  for (const { from: first, to: second, length } of random.sample(reaches, reaches.length)) {
    const [one] = random.sample(
      moved.filter(({ event }) => event === first),
      1,
    );
    const [other] = random.sample(
      free(second).filter(({ messageId }) => messageId !== one?.messageId),
      1,
    );
    if (one === undefined || other === undefined || !random.chance(0.8)) continue;
    if (move(other.messageId, one.timestamp + length + random.pick(BESIDE))) placed.add(one.messageId);
  }
  for (const event of random.sample(free(), 5)) {
    const [period] = random.sample(periods, 1);
    if (period !== undefined) move(event.messageId, turnOf(period, event.timestamp, random) + random.pick(BESIDE));
  }
  return moved;
}

/** Where the period that an instant lies in begins or ends. */
function turnOf({ span, zone }: Edges['periods'][number], instant: Instant, random: Random): Instant {
  return random.chance(0.5) ? startOf(span, instant, zone) : startOfNext(span, instant, zone);
}

/** An instant at which one of the events leaves a window, or a period turns; or just beside it. */
export function instantOnEdge(history: readonly CustomerEvent[], { lengths, periods }: Edges, random: Random): Instant | undefined {
  const [event] = random.sample(history, 1);
  if (event === undefined) return undefined;
  const [period] = random.chance(0.3) ? random.sample(periods, 1) : [];
  const edge = period === undefined ? event.timestamp + random.pick([0, ...lengths]) : turnOf(period, event.timestamp, random);
  return edge + random.pick(BESIDE);
}
