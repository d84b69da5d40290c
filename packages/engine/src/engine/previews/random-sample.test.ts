import { expect, test } from 'vitest';
import { seededRandom } from '../../runtime/seeded-random.js';
import { RandomSample } from './random-sample.js';

function sampled(size: number, of: number, random: () => number): readonly number[] {
  const sample = new RandomSample(size, random);
  for (let one = 0; one < of; one++) sample.offer(one);
  expect(sample.seen).toBe(of);
  return sample.drawn.toSorted((left, right) => left - right);
}

test('every three of six are drawn as often as every other three: the interval of an estimate rests on it', () => {
  const random = seededRandom(1);
  const times = new Map<string, number>();
  for (let round = 0; round < 20_000; round++) {
    const drawn = sampled(3, 6, random).join(' ');
    times.set(drawn, (times.get(drawn) ?? 0) + 1);
  }
  // All 20 sets and no other, such as one with somebody twice.
  expect(times.size).toBe(20);
  // 1,000 times each, give or take 31; chi-square of 19 degrees of freedom is above 43.8 once in a thousand times.
  const chiSquare = [...times.values()].reduce((sum, each) => sum + (each - 1_000) ** 2 / 1_000, 0);
  expect(chiSquare).toBeLessThan(43.8);
});

test('of fewer than it may hold, a sample is all, in whatever number they come', () => {
  for (const of of [0, 1, 4, 5]) expect(sampled(5, of, seededRandom(2))).toEqual(Array.from({ length: of }, (_, one) => one));
});
