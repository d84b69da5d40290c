import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ratioOf } from './found-surge.js';

it('an interval holds its own estimate, however little was expected, and is wider when that is less sure', () => {
  const count = fc.integer({ min: 0, max: 5_000 });
  const expected = fc.double({ min: 0.01, max: 5_000, noNaN: true });
  fc.assert(
    fc.property(count, expected, fc.double({ min: 0, max: 0.5, noNaN: true }), (observed, mean, uncertainty) => {
      const { ratio, interval } = ratioOf({ observed, expected: mean, uncertainty });
      expect(ratio).toBe(observed / mean);
      expect(interval[0]).toBeLessThanOrEqual(ratio);
      expect(interval[1]).toBeGreaterThan(ratio);
      const less = ratioOf({ observed, expected: mean, uncertainty: uncertainty + 0.1 }).interval;
      expect(less[0]).toBeLessThanOrEqual(interval[0]);
      expect(less[1]).toBeGreaterThan(interval[1]);
    }),
  );
});

it('covers the true ratio as often as it says', () => {
  // Of a Poisson count of mean 40 when 20 were expected: the shares of counts whose interval holds 2, by their probabilities.
  let covered = 0;
  for (let count = 0, probability = Math.exp(-40); count < 200; count++, probability *= 40 / count) {
    const [low, high] = ratioOf({ observed: count, expected: 20, uncertainty: 0 }).interval;
    if (low <= 2 && 2 <= high) covered += probability;
  }
  expect(covered).toBeGreaterThan(0.94);
  expect(covered).toBeLessThan(0.96);
});
