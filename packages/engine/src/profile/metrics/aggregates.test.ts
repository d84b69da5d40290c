import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../vocabulary/json.js';
import { AGGREGATES } from './aggregates.js';

const NOTHING = { values: [], count: 0, sinceNewest: undefined, spanned: undefined };
const of = (name: string, matched: Partial<Parameters<(typeof AGGREGATES)[string]['of']>[0]>): Json =>
  AGGREGATES[name]?.of({ ...NOTHING, ...matched }) ?? null;

describe('shares', () => {
  test('are of all values, the most frequent first, and of equals the one that came last', () => {
    const newestFirst = ['kettles', 'knives', 'toasters', 'kettles', 'toasters', 'kettles'];
    expect(of('shares', { values: newestFirst })).toEqual([
      { value: 'kettles', share: 3 / 6 },
      { value: 'toasters', share: 2 / 6 },
      { value: 'knives', share: 1 / 6 },
    ]);
    expect(of('shares', { values: ['b', 'a'] })).toEqual([
      { value: 'b', share: 0.5 },
      { value: 'a', share: 0.5 },
    ]);
    expect(of('shares', {})).toBeNull();
  });

  test('begin with the most frequent value, and name at most twenty', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom('1', '2', true, '__proto__')), { minLength: 1 }),
        (values) => {
          const shares = of('shares', { values }) as { value: Json; share: number }[];
          expect(shares[0]?.value).toEqual(of('top', { values }));
          expect(shares.length).toBe(Math.min(of('distinct', { values }) as number, 20));
          for (const { value, share } of shares) expect(share).toBe(values.filter((other) => other === value).length / values.length);
          expect(shares.map(({ share }) => share)).toEqual(shares.map(({ share }) => share).toSorted((left, right) => right - left));
        },
      ),
    );
  });
});

describe('interval', () => {
  test('is the mean of the steps, and nothing where there is no step', () => {
    expect(of('interval', { count: 4, sinceNewest: 5, spanned: 90 })).toBe(30);
    expect(of('interval', { count: 2, sinceNewest: 5, spanned: 0 })).toBe(0);
    expect(of('interval', { count: 1, sinceNewest: 5, spanned: 0 })).toBeNull();
    expect(of('interval', {})).toBeNull();
  });
});
