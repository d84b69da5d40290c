import { describe, expect, test } from 'vitest';
import { Buckets } from './calendar.js';
import { groundOf, isSameGround, type Totals } from './ground.js';

const buckets = new Buckets(3_600_000);

/** Totals from a function of the hour, from hour 0 on. */
function totals(of: (hour: number) => number, values = 3): Totals {
  return { total: (bucket) => (bucket < 0 ? 0 : of(bucket)), firstDay: 0, valuesBefore: () => values };
}

/** Ten times as busy by day as by night, and twice as busy on two days of the week. */
const season = (hour: number): number => (hour % 24 >= 8 && hour % 24 < 20 ? 200 : 20) * (Math.floor(hour / 24) % 7 >= 5 ? 2 : 1);

describe('what all values together say about a day', () => {
  test('without history the week is flat; with two days too', () => {
    for (const day of [0, 1, 3]) expect(new Set(groundOf(day, totals(season), buckets).shape)).toEqual(new Set([1]));
  });

  test('with some days, days have a shape; with weeks, weekdays too', () => {
    const ratio = (day: number, one: number, other: number): number => {
      const { shape } = groundOf(day, totals(season), buckets);
      return (shape[one] as number) / (shape[other] as number);
    };
    expect(ratio(6, 12, 2)).toBeGreaterThan(5);
    expect(ratio(6, 5 * 24 + 12, 12)).toBeCloseTo(1, 1);
    expect(ratio(30, 5 * 24 + 12, 12)).toBeGreaterThan(1.8);
    expect(ratio(30, 5 * 24 + 12, 12)).toBeLessThan(2.2);
  });

  test('one day that stands out, or a first day of one hour, does not shape the week', () => {
    const usual = groundOf(30, totals(season), buckets);
    const holiday = groundOf(
      30,
      totals((hour) => (Math.floor(hour / 24) === 17 ? (hour % 24 === 3 ? 9_000 : 0) : season(hour))),
      buckets,
    );
    const late = groundOf(
      23,
      totals((hour) => (hour < 23 ? 0 : season(hour))),
      buckets,
    );
    for (const [slot, share] of usual.shape.entries()) {
      expect(Math.abs(Math.log((holiday.shape[slot] as number) / share))).toBeLessThan(0.35);
      expect(Math.abs(Math.log((late.shape[slot] as number) / share))).toBeLessThan(0.35);
    }
  });

  test('one more customer among thousands changes nothing; another number of values does when it doubles', () => {
    const usual = groundOf(30, totals(season), buckets);
    expect(
      isSameGround(
        usual,
        groundOf(
          30,
          totals((hour) => season(hour) + (hour === 300 ? 1 : 0)),
          buckets,
        ),
      ),
    ).toBe(true);
    expect(isSameGround(usual, groundOf(30, totals(season, 4), buckets))).toBe(true);
    expect(isSameGround(usual, groundOf(30, totals(season, 5), buckets))).toBe(false);
  });

  test('who is closed on a day of the week is not expected then', () => {
    const { shape } = groundOf(
      40,
      totals((hour) => (Math.floor(hour / 24) % 7 === 2 ? 0 : season(hour))),
      buckets,
    );
    expect(shape[2 * 24 + 12]).toBeLessThan((shape[24 + 12] as number) / 5);
  });
});
