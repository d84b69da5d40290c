import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('Random', () => {
  it('repeats itself for the same seed and for no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(draws(Random.of(one), 8)).toEqual(draws(Random.of(one), 8));
        if (one !== other) expect(draws(Random.of(one), 8)).not.toEqual(draws(Random.of(other), 8));
      }),
    );
  });

  it('forks by name, whatever was drawn before', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat(20), (seed, name, drawn) => {
        const used = Random.of(seed);
        draws(used, drawn);
        expect(draws(used.fork(name), 4)).toEqual(draws(Random.of(seed).fork(name), 4));
      }),
    );
  });

  it('gives different streams to different places', () => {
    const root = Random.of('places');
    const first = new Set<number>();
    for (let one = 0; one < 60; one++) for (let other = 0; other < 60; other++) first.add(root.forkAt(one, other).next());
    // 3,600 draws of 32 bits: more than one collision would be a fault.
    expect(first.size).toBeGreaterThanOrEqual(3_599);
  });

  it('is uniform: no twentieth of the range is favoured', () => {
    const counts = Array.from({ length: 20 }, () => 0);
    for (const value of draws(Random.of('uniform'), 40_000)) counts[Math.floor(value * 20)] = (counts[Math.floor(value * 20)] ?? 0) + 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
    // The 99.99 % point of 19 degrees of freedom; the seed is fixed.
    expect(chiSquare).toBeLessThan(50.8);
  });

  it('has the means that it promises', () => {
    const random = Random.of('means');
    const many = (draw: () => number): number => mean(Array.from({ length: 20_000 }, draw));
    expect(many(() => random.poisson(0.4))).toBeCloseTo(0.4, 1);
    expect(Math.abs(many(() => random.poisson(75)) - 75)).toBeLessThan(0.5);
    expect(Math.abs(many(() => random.exponential(5)) - 5)).toBeLessThan(0.2);
    expect(Math.abs(many(() => random.normal()))).toBeLessThan(0.05);
    expect(Math.abs(many(() => (random.logNormal(12, 0.6) < 12 ? 1 : 0)) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(many(() => random.weighted([1, 3])) - 0.75)).toBeLessThan(0.02);
  });

  it('draws whole numbers from both ends, and samples without repeating', () => {
    const random = Random.of('whole');
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(30), (items, count) => {
        const sample = random.sample(items, count);
        expect(sample.length).toBe(Math.min(count, items.length));
        expect(new Set(sample).size).toBe(sample.length);
        expect(sample.every((item) => items.includes(item))).toBe(true);
      }),
    );
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
