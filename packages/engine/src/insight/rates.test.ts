import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalQuantile, tQuantile } from './quantiles.js';
import { differenceOf, intervalOf, meanOf, shareOf, toldFromZero } from './rates.js';

/** From scipy.stats 1.17: norm.ppf and t.ppf. */
test.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.999, 3.090232306167813],
  [1e-6, -4.753424308822899],
  [0.3, -0.5244005127080409],
])('normal quantile of %d', (probability, expected) => expect(normalQuantile(probability)).toBeCloseTo(expected, 12));

test.each([
  [5, 2.5705818356363146, 3],
  [10, 2.228138851986274, 4],
  [29, 2.045229642132703, 6],
  [200, 1.9718962236339088, 9],
])('t quantile with %d degrees', (degrees, expected, digits) => expect(tQuantile(0.975, degrees)).toBeCloseTo(expected, digits));

/** From statsmodels' proportion_confint(…, method='wilson'); 81 of 263 and 15 of 148 are also in R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I. */
test.each([
  [0, 10, 0, 0.27753279986288926],
  [1, 29, 0.006113214292762667, 0.17175521879320294],
  [81, 263, 0.2552885198782742, 0.36620957698280004],
  [15, 148, 0.06238639953073628, 0.16048724172330803],
  [10, 10, 0.7224672001371106, 1],
])('Wilson: %d of %d', (count, customers, low, high) => {
  const interval = intervalOf(shareOf(count, customers));
  expect(interval[0]).toBeCloseTo(low, 12);
  expect(interval[1]).toBeCloseTo(high, 12);
});

/** From statsmodels' confint_proportions_2indep(…, method='newcomb'); 56 of 70 and 48 of 80 are also in Newcombe, ibid. 873–890, table II: 0.0524 to 0.3339. */
test.each([
  [56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614],
  [9, 10, 3, 10, 0.1705227239345029, 0.809017973535488],
  [0, 10, 0, 20, -0.1611251580528194, 0.27753279986288926],
  [10, 10, 0, 10, 0.6075093504305241, 1],
])('Newcombe: %d of %d less %d of %d', (count, customers, otherCount, others, low, high) => {
  const { interval } = differenceOf(shareOf(count, customers), shareOf(otherCount, others));
  expect(interval[0]).toBeCloseTo(low, 12);
  expect(interval[1]).toBeCloseTo(high, 12);
});

test('what customers say twice alike makes a difference surer', () => {
  const [first, second] = [shareOf(30, 60), shareOf(20, 60)];
  const widthOf = (correlation: number): number => {
    const [low, high] = differenceOf(first, second, correlation).interval;
    return high - low;
  };
  expect(widthOf(0.6)).toBeLessThan(widthOf(0));
  expect(widthOf(-0.6)).toBeGreaterThan(widthOf(0));
});

test('a difference is as many deviations from 0 as its interval has to be wide to reach it', () => {
  const difference = differenceOf(shareOf(56, 70), shareOf(48, 80));
  expect(difference.deviations).toBeGreaterThan(1.96);
  expect(differenceOf(shareOf(5, 10), shareOf(5, 10)).deviations).toBe(0);
});

test('several days of one customer are not several customers', () => {
  // Ten customers with ten days each: half of them always, half never.
  const shares = Array.from({ length: 10 }, (_, customer) => customer % 2);
  const days = shares.map(() => 10);
  expect(meanOf(shares, days).weight).toBe(10);
  // All alike: as if every day were one of its own, and no more.
  expect(
    meanOf(
      shares.map((_, customer) => 0.5 + (customer % 2) / 1_000),
      days,
    ).weight,
  ).toBeCloseTo(100, 9);
  expect(meanOf([], []).weight).toBe(0);
});

test('intervals hold their share, and lie between 0 and 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (customers, part) => {
      const rate = shareOf(Math.round(part * customers), customers);
      const [low, high] = intervalOf(rate);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low <= rate.estimate && rate.estimate <= high).toBe(true);
    }),
  );
});

test('of many differences fewer are told: Holm', () => {
  const sure = differenceOf(shareOf(60, 100), shareOf(30, 100));
  const doubtful = differenceOf(shareOf(56, 70), shareOf(45, 70));
  const none = differenceOf(shareOf(5, 10), shareOf(5, 10));
  expect(toldFromZero([doubtful])).toEqual([true]);
  expect(toldFromZero([doubtful, sure, none])).toEqual([false, true, false]);
  expect(toldFromZero([])).toEqual([]);
});
