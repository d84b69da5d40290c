import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missRate, qValues, weightsOf } from './false-discovery.js';
import { asNormal, deviationsFor, twoSided, upperTail } from './normal-distribution.js';

test('q-values are those of Benjamini and Hochberg’s example', () => {
  // Table 1 of the 1995 paper: at 5 % the four smallest of these fifteen are rejected.
  const pValues = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
  const rates = qValues(pValues.map((pValue) => ({ pValue, weight: 1 })));
  expect(rates.filter((rate) => rate <= 0.05)).toHaveLength(4);
  expect(rates[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
});

test('q-values never fall as p-values rise, and are never below them when all weigh the same', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000),
        { minLength: 1, maxLength: 30 },
      ),
      (drawn) => {
        const pValues = drawn.toSorted((left, right) => left - right);
        const rates = qValues(pValues.map((pValue) => ({ pValue, weight: 1 })));
        rates.forEach((rate, index) => {
          expect(rate).toBeGreaterThanOrEqual((pValues[index] as number) - 1e-12);
          expect(rate).toBeGreaterThanOrEqual(rates[index - 1] ?? 0);
        });
      },
    ),
  );
});

test('weights are 1 on average and fall with what mining has seen; intervals of what is found miss in proportion', () => {
  const weights = weightsOf(Array.from({ length: 20 }, (_, place) => 20 - place));
  const [most, second, least] = weightsOf([5, 3, 2]);
  expect(weightsOf([2, 5, 3])).toEqual([least, most, second]);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(20, 9);
  expect([...weights].sort((left, right) => right - left)).toEqual(weights);
  expect(missRate(0.05, 1, 2, 20)).toBeCloseTo(0.005, 12);
  expect(missRate(0.05, 9, 20, 20)).toBe(0.05);
});

test('the normal distribution, and Student’s as a normal deviate', () => {
  // R: 2 * pnorm(-c(1.959964, 3, 6)), and pt(-3, 10) * 2.
  expect(twoSided(1.959964)).toBeCloseTo(0.05, 6);
  expect(twoSided(-3)).toBeCloseTo(0.002699796, 8);
  expect(twoSided(6) / 1.973175e-9).toBeCloseTo(1, 4);
  expect(upperTail(-1)).toBeCloseTo(0.8413447, 6);
  expect(deviationsFor(0.05)).toBeCloseTo(1.959964, 5);
  expect(twoSided(asNormal(3, 10)) / 0.01334366).toBeCloseTo(1, 1);
});
