import type { Instant, Milliseconds } from '../../vocabulary/instant.js';

/**
 * Days, weeks and years where people live, by the platform's own calendar and by trying: slow, and nothing to do with how the engine
 * works them out. Right where no clock goes back across midnight by other than whole quarters of an hour.
 */

/** The spans that calendar windows are made of. */
export const CALENDAR_SPANS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type CalendarSpan = (typeof CALENDAR_SPANS)[number];

const QUARTER_HOUR: Milliseconds = 15 * 60_000;
const DAY: Milliseconds = 86_400_000;
/** No zone is farther from UTC. */
const FARTHEST: Milliseconds = 15 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const clocks = new Map<string, Intl.DateTimeFormat>();
const firstInstants = new Map<string, Instant>();
const dates = new Map<string, string>();
const shown = new Map<string, string>();
const nextStarts = new Map<string, Instant>();

/** Whether the platform knows a time zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    return name !== '' && formatOf(name) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The first instant of the day, ISO week, month, quarter or year that an instant lies in, where a zone's clocks hang. */
export function startOf(span: CalendarSpan, instant: Instant, zone: string): Instant {
  return firstInstantOf(firstDateOf(span, localDate(instant, zone)), zone);
}

/** The first instant of the span that follows the one that an instant lies in. */
export function startOfNext(span: CalendarSpan, instant: Instant, zone: string): Instant {
  const date = localDate(instant, zone);
  const key = `${span} ${zone} ${date}`;
  const known = nextStarts.get(key);
  if (known !== undefined) return known;
  // A day at a time until the date belongs to another span.
  let next = nextDate(date);
  while (firstDateOf(span, next) === firstDateOf(span, date)) next = nextDate(next);
  const start = firstInstantOf(next, zone);
  remember(nextStarts, key, start);
  return start;
}

/** The first instant of the span before the one that an instant lies in. */
export function startOfPrevious(span: CalendarSpan, instant: Instant, zone: string): Instant {
  const first = firstDateOf(span, localDate(instant, zone));
  return firstInstantOf(firstDateOf(span, dateBefore(first)), zone);
}

/** What clocks on a zone's walls show at an instant: the hour, 0 to 23, and the day of the week, 1 for Monday. */
export function onTheWall(instant: Instant, zone: string): { readonly hour: number; readonly weekday: number } {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(instant);
  return { hour: Number(hour), weekday: new Date(`${localDate(instant, zone)}T00:00:00Z`).getUTCDay() || 7 };
}

/** The time of day that clocks on a zone's walls show at an instant: `18:05`. */
export function clockAt(instant: Instant, zone: string): string {
  const key = `${zone} ${instant}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  let format = clocks.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(zone, format);
  }
  const clock = format.format(instant);
  remember(shown, key, clock);
  return clock;
}

/** The instants after one and up to another at which clocks show a time of day (whole quarters of an hour), or are moved. */
export function turnsOfClock(times: readonly string[], from: Instant, to: Instant, zone: string): readonly Instant[] {
  const found: Instant[] = [];
  let [hour, minute] = [0, 0];
  for (let at = Math.floor(from / QUARTER_HOUR) * QUARTER_HOUR; at <= to; at += QUARTER_HOUR) {
    const wall = clockAt(at, zone);
    minute += 15;
    if (minute === 60) [hour, minute] = [(hour + 1) % 24, 0];
    const awaited = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    if (times.includes(wall) || wall !== awaited) found.push(at);
    [hour, minute] = [Number(wall.slice(0, 2)), Number(wall.slice(3))];
  }
  return found;
}

/** The date on the wall at an instant, `2026-03-29`. */
function localDate(instant: Instant, zone: string): string {
  const key = `${zone} ${instant}`;
  const known = dates.get(key);
  if (known !== undefined) return known;
  const parts = formatOf(zone).formatToParts(instant);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  const date = `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`;
  remember(dates, key, date);
  return date;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format;
}

function firstDateOf(span: CalendarSpan, date: string): string {
  const [year, month] = [date.slice(0, 4), Number(date.slice(5, 7))];
  switch (span) {
    case 'day':
      return date;
    case 'week':
      return mondayOf(date);
    case 'month':
      return `${date.slice(0, 7)}-01`;
    case 'quarter':
      return `${year}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
    default:
      return `${year}-01-01`;
  }
}

function mondayOf(date: string): string {
  let day = date;
  while (new Date(`${day}T00:00:00Z`).getUTCDay() !== 1) day = dateBefore(day);
  return day;
}

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

function dateBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY).toISOString().slice(0, 10);
}

/** The first instant at which a zone's wall shows this date, or a later one where the date was left out. */
function firstInstantOf(date: string, zone: string): Instant {
  const key = `${zone} ${date}`;
  const known = firstInstants.get(key);
  if (known !== undefined) return known;
  let instant = Date.parse(`${date}T00:00:00Z`) - FARTHEST;
  while (localDate(instant, zone) < date) instant += QUARTER_HOUR;
  remember(firstInstants, key, instant);
  return instant;
}

/** A memory that does not grow for ever. */
function remember<V>(memory: Map<string, V>, key: string, value: V): void {
  if (memory.size > 200_000) memory.clear();
  memory.set(key, value);
}
