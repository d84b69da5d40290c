import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsText } from './bits.js';
import { sizeBins } from './size-bins.js';
import { waterfallCourse } from './waterfall-course.js';

it('bits have their sign, and what is nothing has none', () => {
  expect([3.24, -1.46, 0.04, -0.04, 12].map(bitsText)).toEqual(['+3.2', '−1.5', '0', '0', '+12.0']);
});

describe('bars of sizes', () => {
  it('are one for each small size, then wider and wider', () => {
    const bins = sizeBins([
      { identifiers: 1, customers: 90 },
      { identifiers: 3, customers: 4 },
      { identifiers: 6, customers: 2 },
      { identifiers: 8, customers: 1 },
      { identifiers: 9, customers: 1 },
    ]);
    expect(bins.map(({ from, to, customers }) => [from, to, customers])).toEqual([
      [1, 1, 90],
      [2, 2, 0],
      [3, 3, 4],
      [4, 4, 0],
      [5, 8, 3],
      [9, 16, 1],
    ]);
    expect(sizeBins([])).toEqual([]);
  });

  it('hold every customer once', () => {
    const size = fc.record({ identifiers: fc.integer({ min: 1, max: 5_000 }), customers: fc.integer({ min: 1, max: 1_000 }) });
    fc.assert(
      fc.property(fc.uniqueArray(size, { selector: ({ identifiers }) => identifiers }), (sizes) => {
        const total = (counts: readonly { readonly customers: number }[]) => counts.reduce((sum, { customers }) => sum + customers, 0);
        expect(total(sizeBins(sizes))).toBe(total(sizes));
      }),
    );
  });
});

describe('the course of a waterfall', () => {
  it('goes from each sum to the next, and the whole fits between 0 and 1', () => {
    const course = waterfallCourse([-10, 6, 0, 8, -1]);
    expect(course.bars).toHaveLength(6);
    expect(course.bars[0]).toEqual({ from: 0, to: course.zero });
    expect(course.bars[1]).toEqual({ from: 0, to: 0.6 * course.zero });
    expect(course.bars[2]?.from).toBe(course.bars[2]?.to);
    // The last is the sum, from zero.
    expect(course.bars[5]?.from).toBeCloseTo(course.zero);
    expect(course.bars[5]?.to).toBeCloseTo(course.zero + 3 / 14);
  });

  it('stays within its bounds, also where nothing is said', () => {
    const bits = fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(bits, (steps) => {
        const { bars, zero } = waterfallCourse(steps);
        expect(bars).toHaveLength(steps.length + 1);
        for (const place of [zero, ...bars.flatMap(({ from, to }) => [from, to])]) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(1);
        }
        for (const { from, to } of bars) expect(from).toBeLessThanOrEqual(to);
      }),
    );
  });
});
