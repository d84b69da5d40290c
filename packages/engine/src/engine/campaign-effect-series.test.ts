import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaignEffectSeries, type CountedCustomer } from './campaign-effect-series.js';

const DAY = 86_400_000;
const ASKED = { asOf: 100 * DAY, method: 'sequential', alpha: 0.05 } as const;

/** So many customers a day, one in five held out; one in ten of the reached does it, and half of the held out. */
function customers(days: number, perDay: number): CountedCustomer[] {
  return Array.from({ length: days * perDay }, (_, index) => {
    const heldOut = index % 5 === 0;
    return { since: Math.floor(index / perDay) * DAY, heldOut, did: heldOut ? index % 2 === 0 : index % 10 === 1 };
  });
}

test('the interval narrows as customers come, and never counts who is still to come', () => {
  const series = campaignEffectSeries(customers(100, 20), ASKED);
  expect(series).toHaveLength(30);
  expect(series.map(({ n }) => n)).toEqual([...series.map(({ n }) => n)].sort((left, right) => left - right));
  expect(series.at(-1)).toMatchObject({ at: ASKED.asOf, n: 2_000 });
  const widths = series.flatMap(({ interval }) => (interval === null ? [] : [interval[1] - interval[0]]));
  expect(widths.at(-1)).toBeLessThan((widths[0] as number) / 3);
  expect(series.at(-1)?.interval?.[1]).toBeLessThan(0);
});

test('with too little to go by there is no interval, and without customers nothing at all', () => {
  expect(campaignEffectSeries([], ASKED)).toEqual([]);
  const few = campaignEffectSeries(customers(1, 10), ASKED);
  expect(few.every(({ interval }) => interval === null)).toBe(true);
  expect(campaignEffectSeries([{ since: 0, heldOut: false, did: true }], ASKED).every(({ estimate }) => estimate === null)).toBe(true);
});

test('the order in which customers are told makes no difference', () => {
  const all = customers(40, 10);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(campaignEffectSeries(shuffled, ASKED)).toEqual(campaignEffectSeries(all, ASKED));
    }),
    { numRuns: 10 },
  );
});
