import type { TimeZone } from '../timeline/time-zones.js';
import type { QuietHours } from '../vocabulary/campaign.js';
import type { Instant } from '../vocabulary/instant.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * The end of the quiet hours that an instant lies in, by the clocks of a place.
 * @returns undefined when it lies in none
 */
export function quietUntil({ from, until }: QuietHours, zone: TimeZone, instant: Instant): Instant | undefined {
  const begin = minutesOf(from);
  const end = minutesOf(until);
  const isQuiet = (at: Instant): boolean => {
    const minute = Math.floor(timeOfDay(zone, at) / MINUTE);
    return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
  };
  if (!isQuiet(instant)) return undefined;
  let at = nextAt(end, zone, instant);
  // Clocks that are set back repeat an hour of the night; it is over when its second half is.
  for (let step = 0; isQuiet(at) && step < 2 * 24 * 60; step++) at += MINUTE;
  return at;
}

/** When a full hour (0 to 23) of the day next begins by the clocks of a place; the instant itself within that hour. */
export function nextHour(hour: number, zone: TimeZone, instant: Instant): Instant {
  return Math.floor(timeOfDay(zone, instant) / (60 * MINUTE)) === hour ? instant : nextAt(hour * 60, zone, instant);
}

/** The first instant after this one at which the clocks show so many minutes after midnight, or the first beyond a gap that leaves them out. */
function nextAt(minutes: number, zone: TimeZone, instant: Instant): Instant {
  const local = zone.localAt(instant);
  const today = local - timeOfDay(zone, instant) + minutes * MINUTE;
  const target = today > local ? today : today + DAY;
  // The offset may change on the way: it is that of there that counts.
  const guess = target - (local - instant);
  return target - (zone.localAt(guess) - guess);
}

function timeOfDay(zone: TimeZone, instant: Instant): number {
  const local = zone.localAt(instant);
  return local - Math.floor(local / DAY) * DAY;
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}
