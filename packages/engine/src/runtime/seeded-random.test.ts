import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.js';

test('random numbers are the same for the same seed, others for another, and fill their range evenly', () => {
  const drawn = (seed: number): readonly number[] => Array.from({ length: 10_000 }, seededRandom(seed));
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  const tenths = new Array<number>(10).fill(0);
  for (const number of drawn(7)) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] as number) + 1;
  for (const each of tenths) expect(Math.abs(each - 1_000)).toBeLessThan(150);
});
