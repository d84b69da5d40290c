import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

const rates = fc.record({ count: fc.integer({ min: 1, max: 200 }), per: fc.constantFrom(1_000, 60_000, 3_600_000) });

it('lets no more through in any stretch of time than the rate and one second of burst, also when the clock jumps', () => {
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 200 }), (rate, steps) => {
      const bucket = new TokenBucket(rate);
      let now = 0;
      const turns = steps.map((step) => bucket.take((now += step))).sort((left, right) => left - right);
      const burst = Math.max(rate.count / (rate.per / 1_000), 1);
      turns.forEach((from, first) => {
        for (let last = first; last < turns.length; last++) {
          const most = burst + (((turns[last] as number) - from) * rate.count) / rate.per + 1;
          expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6);
        }
      });
    }),
    { numRuns: 60 },
  );
});

it('never gives a turn in the past, and gives turns in the order in which they are asked for', () => {
  const bucket = new TokenBucket({ count: 2, per: 1_000 });
  expect([0, 0, 0, 0, 100].map((now) => bucket.take(now))).toEqual([0, 0, 500, 1_000, 1_500]);
  expect(bucket.take(1_000_000)).toBe(1_000_000);
});
