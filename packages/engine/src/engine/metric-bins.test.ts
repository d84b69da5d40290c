import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binsOf } from './metric-bins.js';

const of = (...numbers: number[]) => binsOf(Float64Array.from(numbers).sort()).map(({ from, to, customers }) => [from, to, customers]);

test('few whole numbers have a bin each, one number one bin', () => {
  expect(of(1, 3, 3)).toEqual([
    [1, 1, 1],
    [2, 2, 0],
    [3, 3, 2],
  ]);
  expect(of(0.5, 0.5)).toEqual([[0.5, 0.5, 2]]);
});

test('a number far away does not squeeze the others', () => {
  const bins = binsOf(Float64Array.from([...Array.from({ length: 240 }, (_, index) => index / 2), 1_000_000]));
  expect(bins).toHaveLength(12);
  expect(bins[0]?.customers).toBeGreaterThan(10);
  expect(bins.at(-1)).toMatchObject({ to: 1_000_000 });
});

test('whole numbers are never cut between', () => {
  const counts = [...Array.from({ length: 90 }, (_, index) => index % 5), 15, 15];
  expect(of(...counts).map(([from, to]) => [from, to])).toEqual([...Array.from({ length: 11 }, (_, value) => [value, value]), [11, 15]]);
  expect(binsOf(Float64Array.from({ length: 1_000 }, (_, index) => index)).every(({ from }) => Number.isInteger(from))).toBe(true);
});

test('every number is in exactly one bin, and bins follow each other', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(numbers, (values) => {
      const sorted = Float64Array.from(values).sort();
      const bins = binsOf(sorted);
      expect(bins.length).toBeLessThanOrEqual(12);
      expect(bins.reduce((sum, { customers }) => sum + customers, 0)).toBe(values.length);
      // −0 and 0 are one number.
      expect(Number(bins[0]?.from) + 0).toBe(Number(sorted[0]) + 0);
      expect(Number(bins.at(-1)?.to) + 0).toBe(Number(sorted.at(-1)) + 0);
      for (const [index, { from, to }] of bins.entries()) {
        expect(to).toBeGreaterThanOrEqual(from);
        if (index > 0) expect(from).toBeGreaterThanOrEqual(bins[index - 1]?.to ?? Number.NaN);
      }
    }),
  );
});
