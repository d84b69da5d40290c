import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectScale } from './effect-scale.js';

const interval = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }))
  .map(([low, more]) => [low, low + more] as const);

test('every interval is on the line, in its order, and no effect always has its place', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), (intervals) => {
      const { place, ticks } = effectScale(intervals);
      for (const value of [0, ...intervals.flat()]) {
        expect(place(value)).toBeGreaterThanOrEqual(0);
        expect(place(value)).toBeLessThanOrEqual(1);
      }
      for (const [low, high] of intervals) expect(place(low)).toBeLessThanOrEqual(place(high));
      expect(ticks.some((tick) => tick === 0)).toBe(true);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  );
});

test('ticks are round', () => {
  expect(effectScale([[-0.031, 0.012]]).ticks).toEqual([-0.02, 0]);
  expect(effectScale([[-3, 41]]).ticks).toEqual([0, 20, 40]);
  expect(effectScale([]).ticks).toEqual([0]);
});
