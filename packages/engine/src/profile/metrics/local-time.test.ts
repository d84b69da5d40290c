import { describe, expect, test } from 'vitest';
import { readingAt } from './local-time.js';
import { timeZone, UTC } from '../../timeline/time-zones.js';

const at = (path: string, instant: string, zone = 'UTC'): number => readingAt(path, Date.parse(instant), timeZone(zone) ?? UTC);

describe('the local time of events', () => {
  test('the hour is what the clock on the wall shows, also on the days on which it is changed', () => {
    expect(at('time.hour', '2026-11-22T23:59:59.999Z')).toBe(23);
    expect(at('time.hour', '2026-11-22T23:59:59.999Z', 'Asia/Tokyo')).toBe(8);
    expect(at('time.hour', '2026-11-22T00:15:00Z', 'Asia/Kolkata')).toBe(5);
    // Berlin, 25 October 2026: 02:30 comes twice.
    expect(at('time.hour', '2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe(2);
    expect(at('time.hour', '2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe(2);
    // And on 29 March 02:30 does not come at all.
    expect(at('time.hour', '2026-03-29T00:59:59Z', 'Europe/Berlin')).toBe(1);
    expect(at('time.hour', '2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe(3);
  });

  test('the week begins on Monday, by the local date', () => {
    expect(at('time.weekday', '2026-11-22T12:00:00Z')).toBe(7);
    expect(at('time.weekday', '2026-11-22T23:30:00Z', 'Europe/Berlin')).toBe(1);
    expect(at('time.weekday', '2026-11-23T01:00:00Z', 'America/New_York')).toBe(7);
  });

  test('also before 1970, as the calendar of the platform says', () => {
    for (let day = -800; day < 800; day += 13) {
      const instant = day * 86_400_000 + 3_723_000;
      const date = new Date(instant);
      expect(readingAt('time.hour', instant, UTC)).toBe(date.getUTCHours());
      expect(readingAt('time.weekday', instant, UTC)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    }
  });
});
