import { expect, test } from 'vitest';
import { median, quantile, rounded } from './figure.js';

test('the median is the middle, whatever the order', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('quantiles interpolate and refuse nothing', () => {
  expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('figures are rounded to what they can carry', () => {
  expect(rounded(0.123456)).toBe(0.123);
  expect(rounded(98765)).toBe(98800);
});
