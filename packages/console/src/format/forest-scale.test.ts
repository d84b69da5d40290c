import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forestScale } from './forest-scale.js';

const ratio = fc.double({ min: 0, max: 1_000, noNaN: true });
const interval = fc.tuple(ratio, ratio).map(([one, other]): [number, number] => (one < other ? [one, other] : [other, one]));

describe('the scale of a forest plot', () => {
  it('shows twice and half as often equally far from the same', () => {
    const { place } = forestScale([[0.4, 3]]);
    expect(place(2) - place(1)).toBeCloseTo(place(1) - place(0.5));
  });

  it('keeps everything inside, in order, with 1 always to be seen', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), ratio, ratio, (intervals, one, other) => {
        const { place, ticks } = forestScale(intervals);
        expect(ticks).toContain(1);
        for (const each of [one, other, ...ticks]) {
          expect(place(each)).toBeGreaterThanOrEqual(0);
          expect(place(each)).toBeLessThanOrEqual(1);
        }
        if (one <= other) expect(place(one)).toBeLessThanOrEqual(place(other));
      }),
    );
  });
});
