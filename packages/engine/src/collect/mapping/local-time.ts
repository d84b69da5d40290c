import type { Instant, Milliseconds } from '../../vocabulary/instant.js';

/** How far local time is ahead of UTC at an instant. */
export type ZoneOffset = (instant: Instant) => Milliseconds;

/** Offsets change at most every quarter of an hour anywhere, so that one look-up serves all instants within one. */
const QUARTER: Milliseconds = 900_000;
const DAY: Milliseconds = 86_400_000;
const LARGEST_CACHE = 100_000;

/**
 * The offsets of an IANA time zone, by the rules that this Node ships.
 * @returns undefined when there is no such zone.
 */
export function zoneOffset(timeZone: string): ZoneOffset | undefined {
  if (timeZone === 'UTC') return () => 0;
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;
  const cache = new Map<number, Milliseconds>();
  return (instant) => {
    const quarter = Math.floor(instant / QUARTER);
    const known = cache.get(quarter);
    if (known !== undefined) return known;
    if (cache.size >= LARGEST_CACHE) cache.clear();
    const offset = offsetAt(format, quarter * QUARTER);
    cache.set(quarter, offset);
    return offset;
  };
}

/**
 * The instant at which clocks of a zone show a local time (given as if it were UTC).
 * A time that occurs twice is the first of the two; one that clocks skip is none: undefined.
 */
export function instantOfLocal(local: number, offset: ZoneOffset): Instant | undefined {
  const byOffsetBefore = local - offset(local - DAY);
  if (byOffsetBefore + offset(byOffsetBefore) === local) return byOffsetBefore;
  const byOffsetAfter = local - offset(local + DAY);
  return byOffsetAfter + offset(byOffsetAfter) === local ? byOffsetAfter : undefined;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function offsetAt(format: Intl.DateTimeFormat, instant: Instant): Milliseconds {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - instant;
}
