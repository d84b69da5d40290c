import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countInterval, type SampledCount } from './count-interval.js';

/** The chance of finding so many, by multiplying fractions: slow, and another way than the tested one. */
function chance(found: number, having: number, { population, drawn }: Pick<SampledCount, 'population' | 'drawn'>): number {
  const choices = (of: number, chosen: number): number => {
    if (chosen < 0 || chosen > of) return 0;
    let product = 1;
    for (let index = 1; index <= chosen; index++) product *= (of - chosen + index) / index;
    return product;
  };
  return (choices(having, found) * choices(population - having, drawn - found)) / choices(population, drawn);
}

const sampled = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(60), fc.nat(60))
  .map(([population, drawn, found]) => ({ population, drawn: 1 + (drawn % population), found }))
  .map(({ population, drawn, found }) => ({ population, drawn, found: found % (drawn + 1) }));

test('whatever the truth is, the interval misses it in at most 5 of 100 samples', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), fc.nat(60), (population, n, k) => {
      const drawn = 1 + (n % population);
      const having = k % (population + 1);
      let covered = 0;
      for (let found = Math.max(0, drawn - (population - having)); found <= Math.min(drawn, having); found++) {
        const [low, high] = countInterval({ population, drawn, found });
        if (low <= having && having <= high) covered += chance(found, having, { population, drawn });
      }
      expect(covered).toBeGreaterThanOrEqual(0.95 - 1e-9);
    }),
    { numRuns: 500 },
  );
});

test('it holds what was found, is possible, and is a point when everybody was drawn', () => {
  fc.assert(
    fc.property(sampled, ({ population, drawn, found }) => {
      const [low, high] = countInterval({ population, drawn, found });
      expect(low).toBeGreaterThanOrEqual(found);
      expect(high).toBeLessThanOrEqual(population - (drawn - found));
      expect((found / drawn) * population).toBeGreaterThanOrEqual(low - 1);
      expect((found / drawn) * population).toBeLessThanOrEqual(high + 1);
      if (drawn === population) expect([low, high]).toEqual([found, found]);
      const others = countInterval({ population, drawn, found: drawn - found });
      expect(others).toEqual([population - high, population - low]);
    }),
    { numRuns: 500 },
  );
});

test('for ten million customers it is as wide as the normal distribution says, and stands at its ends', () => {
  const population = 10_000_000;
  const drawn = 10_000;
  for (const found of [500, 5_000, 9_900]) {
    const [low, high] = countInterval({ population, drawn, found });
    const share = found / drawn;
    const width = 2 * 1.96 * Math.sqrt((share * (1 - share)) / drawn) * population;
    expect((high - low) / width).toBeGreaterThan(0.98);
    expect((high - low) / width).toBeLessThan(1.08);
  }
  // Of nobody found in n, about 3.69 in n may be: 1 - 0.025 ** (1 / n).
  expect(countInterval({ population, drawn, found: 0 })[0]).toBe(0);
  expect(countInterval({ population, drawn, found: 0 })[1]).toBeCloseTo(3_687, -2);
  expect(countInterval({ population, drawn, found: drawn })[1]).toBe(population);
});
