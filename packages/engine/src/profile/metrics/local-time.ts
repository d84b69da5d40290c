import { CustomerZone } from '../../timeline/customer-zone.js';
import type { Compilation } from '../../timeline/compilation.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { TimeZone } from '../../timeline/time-zones.js';
import type { Instant } from '../../vocabulary/instant.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** What a metric may take of an event's local time, by its path. */
const READINGS: Readonly<Record<string, (local: number) => number>> = {
  /** 0 to 23. */
  'time.hour': (local) => Math.floor((((local % DAY) + DAY) % DAY) / HOUR),
  /** 1 is Monday, 7 is Sunday; the first of January 1970 was a Thursday. */
  'time.weekday': (local) => ((((Math.floor(local / DAY) + 3) % 7) + 7) % 7) + 1,
};

/** The paths into an event's local time. */
export const LOCAL_TIME_PATHS: readonly string[] = Object.keys(READINGS);

/** Reads the local time of events by the customer's clock: the zone is that of calendar words. */
export interface LocalTime {
  /** The number of the name of the events that may change it: customers tell their time zone. */
  readonly name: number;
  /** What an instant reads as for the timeline's customer. */
  reader(timeline: Timeline): (at: Instant) => number;
}

/** What a path into local time reads at an instant in a zone. @throws RangeError for any other path */
export function readingAt(path: string, at: Instant, zone: TimeZone): number {
  const read = Object.hasOwn(READINGS, path) ? READINGS[path] : undefined;
  if (read === undefined) throw new RangeError(`${path} is no path into local time`);
  return read(zone.localAt(at));
}

/** @returns undefined when the path is not one of {@link LOCAL_TIME_PATHS} */
export function localTime(path: string, compilation: Compilation): LocalTime | undefined {
  if (!LOCAL_TIME_PATHS.includes(path)) return undefined;
  const customers = CustomerZone.of(compilation);
  return {
    name: customers.identify,
    reader: (timeline) => {
      const zone = customers.at(timeline);
      return (at) => readingAt(path, at, zone);
    },
  };
}
