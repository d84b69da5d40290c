import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactSum as twinSum } from '../simulation/twin/exact-sum.js';
import { ExactSum, exactSum } from './exact-sum.js';

const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, 0.2, 0.3, 1e16, -1e16, 1, 5e-324, 2 ** 53, 1e-17, 1e308, -1e308),
);

test('sums are exact and rounded once, as whole numbers of arbitrary size say', () => {
  fc.assert(
    fc.property(fc.array(double, { maxLength: 30 }), (numbers) => {
      expect(exactSum(numbers) + 0).toBe(twinSum(numbers) + 0);
    }),
    { numRuns: 1_000 },
  );
});

test('the order does not matter', () => {
  fc.assert(
    fc.property(fc.array(double, { maxLength: 20 }), fc.func(fc.nat()), (numbers, key) => {
      const shuffled = numbers.map((number, index) => ({ number, key: key(index) })).sort((left, right) => left.key - right.key);
      expect(exactSum(shuffled.map(({ number }) => number))).toBe(exactSum(numbers));
    }),
  );
});

test('sums of parts add up to the sum of all', () => {
  fc.assert(
    fc.property(fc.array(double, { maxLength: 20 }), fc.nat(20), (numbers, cut) => {
      const parts = [numbers.slice(0, cut), numbers.slice(cut)].map((part) => {
        const sum = new ExactSum();
        for (const number of part) sum.add(number);
        return sum;
      });
      const total = new ExactSum();
      for (const part of parts) total.addAll(part);
      expect(total.value).toBe(exactSum(numbers));
    }),
  );
});

test.each([
  [[], 0],
  [[1e308, 1e308, -1e308], 1e308],
  [[1e308, 1, 1e308, -1e308, -1e308], 1],
  [[0.1, 0.2, 0.3], 0.6],
  [Array.from({ length: 10 }, () => 0.1), 1],
  [[1e16, 1, -1e16], 1],
  [[2 ** 53, 1, 2 ** -60], 2 ** 53 + 2],
])('%j is %d', (numbers, sum) => expect(exactSum(numbers)).toBe(sum));
