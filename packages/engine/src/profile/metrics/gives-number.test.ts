import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../vocabulary/json.js';
import { AGGREGATES } from './aggregates.js';
import { givesNumber } from './gives-number.js';

const matched = (values: Json[]) => ({ values, count: values.length, sinceNewest: 5, spanned: 9 });

test('an aggregate that is said to give numbers gives nothing else, and the others do', () => {
  const values = fc.array(fc.jsonValue() as fc.Arbitrary<Json>, { maxLength: 6 });
  for (const [key, aggregate] of Object.entries(AGGREGATES)) {
    const isNumberOrNone = (given: Json[]): boolean => ['number', 'object'].includes(typeof aggregate.of(matched(given)));
    const isSaid = givesNumber({ [key]: 'Bought', of: 'properties.city' });
    expect([key, isSaid]).toEqual([key, aggregate.givesNumber === true]);
    if (isSaid) {
      fc.assert(
        fc.property(values, (given) => {
          const value = aggregate.of(matched(given));
          expect(value === null || typeof value === 'number').toBe(true);
        }),
      );
    } else expect(key === 'shares' || !isNumberOrNone(['Rome'])).toBe(true);
  }
});

test('combinations give numbers; what is no way to compute a metric gives none', () => {
  for (const value of [{ ratio: [] }, { difference: [] }, { sum: [] }, { interval: 'Bought' }]) expect(givesNumber(value)).toBe(true);
  for (const value of [{}, { last: 'Bought' }, { constructor: 'x' }]) expect(givesNumber(value)).toBe(false);
});
