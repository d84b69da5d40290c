import moment from 'moment-timezone';
import type { Instant } from '../vocabulary/instant.js';
import { type CalendarUnit, dayNumber, firstDayAfter, firstDayBefore, firstDayOf } from './calendar-units.js';

const DAY = 86_400_000;
/** No clock on Earth has ever been further from UTC than this. */
const FURTHEST_OFFSET = 16 * 3_600_000;

/** A calendar period as instants: it begins at `start`, the next one at `end`, and the one before it at `before`. */
export interface Period {
  readonly before: Instant;
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * The clock of a place: where its days begin. A day begins at the first instant at which the local date is that day or a later one, so
 * that days never overlap: an hour that is repeated across midnight belongs to the later day, and a day that was left out is empty.
 */
export class TimeZone {
  readonly name: string;
  /** From when on each offset counts; the first from ever. */
  readonly #from: Float64Array;
  /** Local time minus UTC, in milliseconds. */
  readonly #offsets: Int32Array;
  /** The period of each unit that was asked for last: most questions are about the present one. */
  readonly #last = new Map<CalendarUnit, Period>();

  /** @param ends until when each offset counts, the last for ever @param offsets local time minus UTC, in milliseconds */
  constructor(name: string, ends: readonly Instant[], offsets: readonly number[]) {
    this.name = name;
    this.#from = Float64Array.of(Number.NEGATIVE_INFINITY, ...ends.slice(0, -1));
    this.#offsets = Int32Array.from(offsets);
  }

  /** The period that contains an instant. */
  period(unit: CalendarUnit, instant: Instant): Period {
    const last = this.#last.get(unit);
    if (last !== undefined && last.start <= instant && instant < last.end) return last;
    const first = firstDayOf(unit, this.#dayAt(instant));
    const period = {
      before: this.#startOf(firstDayBefore(unit, first)),
      start: this.#startOf(first),
      end: this.#startOf(firstDayAfter(unit, first)),
    };
    this.#last.set(unit, period);
    return period;
  }

  /** What the clocks there show at an instant, as milliseconds since 1970-01-01T00:00 of their own. */
  localAt(instant: Instant): number {
    return instant + (this.#offsets[this.#segmentAt(instant)] as number);
  }

  /** Until when (exclusive) the clocks there go on as they do at an instant, without being moved. */
  offsetEnds(instant: Instant): Instant {
    return this.#from[this.#segmentAt(instant) + 1] ?? Number.POSITIVE_INFINITY;
  }

  /** The local day (days since 1970-01-01) that an instant belongs to. */
  #dayAt(instant: Instant): number {
    let day = dayNumber(this.localAt(instant));
    while (this.#startOf(day + 1) <= instant) day++;
    return day;
  }

  /** The first instant at which the local date is this day or a later one. */
  #startOf(day: number): Instant {
    const midnight = day * DAY;
    for (let segment = this.#segmentAt(midnight - FURTHEST_OFFSET); ; segment++) {
      const start = Math.max(this.#from[segment] as number, midnight - (this.#offsets[segment] as number));
      if (segment === this.#from.length - 1 || start < (this.#from[segment + 1] as number)) return start;
    }
  }

  /** Which offset counts at an instant: the last that began at or before it. */
  #segmentAt(instant: Instant): number {
    let low = 0;
    let high = this.#from.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#from[middle] as number) <= instant) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const known = new Map<string, TimeZone>();
let names: ReadonlySet<string> | undefined;

/** The names of all zones, as the IANA database has them. */
export function timeZoneNames(): ReadonlySet<string> {
  return (names ??= new Set(moment.tz.names()));
}

/**
 * The zone of this name (`Europe/Berlin`), by the rules that Cusp ships: those of the platform differ from version to version.
 * @returns undefined when there is none of exactly this name
 */
export function timeZone(name: string): TimeZone | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  const rules = timeZoneNames().has(name) ? moment.tz.zone(name) : null;
  if (rules === null) return undefined;
  // The library counts in minutes to the west, with fractions for local mean times.
  const offsets = rules.offsets.map((west) => Math.round(west * -60_000));
  const zone = new TimeZone(name, rules.untils, offsets);
  known.set(name, zone);
  return zone;
}

/** The zone where nothing else is said. */
export const UTC = new TimeZone('UTC', [Number.POSITIVE_INFINITY], [0]);
