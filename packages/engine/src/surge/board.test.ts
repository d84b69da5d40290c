import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachSurgeCount } from '../simulation/surge-counts.js';
import { Board } from './board.js';
import { Buckets } from './calendar.js';
import { type FoundSurge, ratioOf } from './found-surge.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5) / HOUR;
const judgement = { buckets: new Buckets(HOUR), directions: ['rise', 'fall'], isRelative: false, falseAlarmsPerMonth: 1 } as const;
const board = (most = 1_000, isRelative = false): Board => new Board({ ...judgement, isRelative }, most, (left, right) => left < right);

interface World {
  readonly days: number;
  readonly levels: readonly number[];
  readonly times?: (value: number, hour: number) => number;
  readonly seed?: number;
}

function counted({ days, levels, times = () => 1, seed = 1 }: World): [number, number, number][] {
  const counts: [number, number, number][] = [];
  const world = { seed, days, levels, times, restlessDays: 0.1, restlessHours: 0.17 };
  eachSurgeCount(world, (value, hour, count) => counts.push([value, START + hour, count]));
  return counts;
}

function judged(world: World, isRelative = false): Board {
  const made = board(1_000, isRelative);
  for (const [value, bucket, count] of counted(world)) made.add(value, bucket, count);
  made.judge((START + world.days * 24) * HOUR);
  return made;
}

describe('surges in counts', () => {
  test('where nothing is the matter, nothing is found in two months of fifty values', () => {
    const levels = Array.from({ length: 50 }, (_, value) => 0.05 * 1.12 ** value);
    expect([...judged({ days: 67, levels }).found()]).toEqual([]);
  });

  test('a planted rise and fall are found soon, with where they began and ended, by how much, and their peak', () => {
    const [from, until] = [30 * 24 + 9, 32 * 24 + 9];
    const times = (value: number, hour: number): number => (hour < from || hour >= until ? 1 : ([4, 0.1, 1][value] as number));
    const made = judged({ days: 40, levels: [20, 20, 20], times });
    const [[rise], [fall], none] = [made.surgesOf(0), made.surgesOf(1), made.surgesOf(2)];
    expect(none).toEqual([]);
    for (const [surge, direction] of [
      [rise, 'rise'],
      [fall, 'fall'],
    ] as const) {
      if (surge === undefined) throw new Error(`no ${direction}`);
      expect(surge.direction).toBe(direction);
      expect(surge.found - START - from).toBeLessThan(12);
      expect(Math.abs(surge.from - START - from)).toBeLessThan(12);
      expect(Math.abs((surge.until ?? 0) - START - until)).toBeLessThan(12);
      const { ratio, interval } = ratioOf(surge);
      const planted = direction === 'rise' ? 4 : 0.1;
      expect(Math.abs(Math.log(ratio / planted))).toBeLessThan(0.5);
      expect(interval[0]).toBeLessThan(planted * 1.2);
      expect(interval[1]).toBeGreaterThan(planted / 1.2);
      expect(surge.peak.bucket).toBeGreaterThanOrEqual(surge.from);
    }
  });

  test('a promotion of days is not learned as usual, and what stays for weeks is', () => {
    const promotion = judged({ days: 50, levels: [20], times: (_, hour) => (hour >= 720 && hour < 888 ? 3 : 1) });
    expect(promotion.surgesOf(0).map(({ direction }) => direction)).toEqual(['rise']);
    const staying = judged({ days: 75, levels: [20], times: (_, hour) => (hour >= 720 ? 3 : 1) });
    expect(staying.surgesOf(0).map(({ direction, becameUsual }) => [direction, becameUsual])).toEqual([['rise', true]]);
  });

  test('what is sure already is told before its bucket is over; a fall is not', () => {
    const made = board();
    for (const [value, bucket, count] of counted({ days: 30, levels: [10, 10] })) made.add(value, bucket, count);
    const running = START + 30 * 24;
    made.add(0, running, 90);
    made.judge(running * HOUR + HOUR / 4);
    expect(made.surgesOf(0).map(({ from, until }) => [from, until])).toEqual([[running, null]]);
    expect(made.surgesOf(1)).toEqual([]);
    // It was a mistake: it is taken back.
    made.add(0, running, -90);
    made.judge(running * HOUR + HOUR / 2);
    expect(made.surgesOf(0)).toEqual([]);
  });

  test('by share, a sale of everything moves none, and what stands out in it does', () => {
    const sale = (hour: number): boolean => hour >= 720 && hour < 792;
    const levels = Array.from({ length: 12 }, (_, value) => 4 + value);
    const everything = { days: 45, levels, times: (_: number, hour: number) => (sale(hour) ? 6 : 1) };
    expect([...judged(everything).found()].length).toBe(12);
    expect([...judged(everything, true).found()]).toEqual([]);
    const some = { ...everything, times: (value: number, hour: number) => (sale(hour) ? ([18, 1.2][value] ?? 6) : 1) };
    const found = judged(some, true);
    expect([...found.found()].map(([value, [surge]]) => [value, surge?.direction])).toEqual([
      [0, 'rise'],
      [1, 'fall'],
    ]);
    const { ratio } = ratioOf(found.surgesOf(0)[0] as FoundSurge);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(4);
  });

  test('by share, nothing is found where nothing is the matter, also where days and hours of all are off alike', () => {
    const levels = Array.from({ length: 50 }, (_, value) => 0.05 * 1.12 ** value);
    const off = (_: number, hour: number): number => 1 + 0.9 * Math.sin(hour / 31) + (Math.floor(hour / 24) % 11 === 3 ? 2 : 0);
    expect([...judged({ days: 67, levels }, true).found()]).toEqual([]);
    expect([...judged({ days: 67, levels, times: off }, true).found()]).toEqual([]);
    expect([...judged({ days: 67, levels, times: off }).found()].length).toBeGreaterThan(10);
  });

  test('by share, a single value is always all there is, also in hours without anybody', () => {
    const times = (_: number, hour: number): number => (hour >= 720 && hour < 792 ? 5 : 1);
    expect(judged({ days: 45, levels: [3], times }, true).surgesOf(0)).toEqual([]);
  });

  test('by share, the surge of one of two is a rise of the one and a fall of the other', () => {
    const times = (value: number, hour: number): number => (value === 0 && hour >= 720 && hour < 792 ? 6 : 1);
    const made = judged({ days: 45, levels: [10, 10], times }, true);
    expect([0, 1].map((value) => made.surgesOf(value)[0]?.direction)).toEqual(['rise', 'fall']);
  });

  test('a look at a series takes nothing from what is yet to be judged', () => {
    const counts = counted({ days: 40, levels: [6, 9, 12], times: (value, hour) => (value === 1 && hour >= 700 && hour < 760 ? 5 : 1) });
    const now = (START + 40 * 24) * HOUR;
    for (const isRelative of [false, true]) {
      const [looked, not] = [board(1_000, isRelative), board(1_000, isRelative)];
      for (const made of [looked, not]) {
        for (const [value, bucket, count] of counts) made.add(value, bucket, count);
        made.judge(now);
        // What comes late changes what was to be expected of all of them.
        for (let hour = 200; hour < 500; hour++) made.add(2, START + hour, 60);
        if (made === looked) made.series(0, START, now);
        expect(made.needsJudging(now)).toBe(true);
        made.judge(now);
      }
      expect([...looked.found()]).toEqual([...not.found()]);
    }
  });

  test('that nothing comes at all is no fall', () => {
    const made = board();
    for (const [value, bucket, count] of counted({ days: 30, levels: [50] })) made.add(value, bucket, count);
    made.judge((START + 60 * 24) * HOUR);
    expect(made.surgesOf(0)).toEqual([]);
  });

  test('a handful of customers makes no surge, however rare the value is; a value without a past has to stand out among all', () => {
    const made = board();
    for (const [value, bucket, count] of counted({ days: 30, levels: [5, 5, 5] })) made.add(value, bucket, count);
    const running = START + 30 * 24;
    made.add(7, running - 2, 4);
    made.add(8, running - 2, 9);
    made.add(9, running - 2, 400);
    made.add(0, running, 1);
    made.judge(running * HOUR);
    expect([7, 8, 9].map((value) => made.surgesOf(value).length)).toEqual([0, 0, 1]);
  });

  test('of more values than may be judged, those with the most customers are, and how many are left out is known', () => {
    const made = board(2);
    const rise = (_: number, hour: number): number => (hour >= 20 * 24 && hour < 22 * 24 ? 6 : 1);
    for (const [value, bucket, count] of counted({ days: 30, levels: [20, 5, 10], times: rise })) made.add(value, bucket, count);
    made.judge((START + 30 * 24) * HOUR);
    expect(made.leftOut).toBe(1);
    expect([0, 1, 2].map((value) => made.surgesOf(value).length > 0)).toEqual([true, false, true]);
  });

  test.each([false, true])(
    'property: in parts, in any order, with counts taken back and judged in between, the same comes out as at once (relative: %s)',
    (isRelative) => {
      const times = (value: number, hour: number): number => (value === 2 && hour >= 300 && hour < 340 ? 8 : 1);
      const counts = counted({ days: 20, levels: [2, 4, 1], times });
      const now = (START + 20 * 24) * HOUR;
      const atOnce = board(1_000, isRelative);
      for (const [value, bucket, count] of counts) atOnce.add(value, bucket, count);
      atOnce.judge(now);
      const key = fc.tuple(fc.constantFrom(1, 2, 5), fc.integer({ min: 1, max: 997 }), fc.integer({ min: 0, max: 50 }));
      fc.assert(
        fc.property(key, ([parts, step, wrong]) => {
          const made = board(1_000, isRelative);
          const order = counts.map((_, index) => (index * step) % counts.length);
          const shuffled =
            new Set(order).size === counts.length ? order.map((index) => counts[index] as [number, number, number]) : [...counts].reverse();
          const size = Math.ceil(shuffled.length / parts);
          for (let from = 0; from < shuffled.length; from += size) {
            for (const [value, bucket, count] of shuffled.slice(from, from + size)) made.add(value, bucket, count);
            made.add(3, START + wrong, 40);
            while (made.needsJudging(now)) made.judge(now, 200);
            made.add(3, START + wrong, -40);
          }
          made.judge(now);
          expect([...made.found()].sort(([left], [right]) => left - right)).toEqual([...atOnce.found()]);
        }),
        { numRuns: 12 },
      );
      expect(atOnce.surgesOf(2).length).toBeGreaterThan(0);
    },
  );

  test('a series ends with the bucket that is running, and what was observed is in its band most of the time', () => {
    const made = judged({ days: 30, levels: [20] });
    const series = made.series(0, START + 20 * 24, (START + 30 * 24) * HOUR);
    expect(series.length).toBe(10 * 24);
    expect(series.filter(({ running }) => running)).toEqual([series.at(-1)]);
    const within = series.filter(({ observed, expected, deviation }) => Math.abs(observed - expected) <= 2 * deviation);
    expect(within.length / series.length).toBeGreaterThan(0.85);
    expect(made.series(99, 0, 0)).toEqual([]);
  });
});
