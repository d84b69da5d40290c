import { assert, integer, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAWN_WHOLE, FOCUS_KEPT, shownRows } from './shown-rows.js';

const million = { startIndex: 500_000, endIndex: 500_020, overscan: 5, count: 1_000_000 };

describe('which rows of a list are drawn', () => {
  it('a short list whole, a long one in sight and a little around', () => {
    expect(shownRows({ startIndex: 0, endIndex: 9, overscan: 2, count: DRAWN_WHOLE })).toHaveLength(DRAWN_WHOLE);
    expect(shownRows({ startIndex: 0, endIndex: 9, overscan: 2, count: DRAWN_WHOLE + 1 })).toEqual([...Array(12).keys()]);
    expect(shownRows({ startIndex: 0, endIndex: 0, overscan: 2, count: 0 })).toEqual([]);
    expect(shownRows(million)).toHaveLength(31);
  });

  it('the row that has the focus stays while it is near, and is let go when it is far', () => {
    expect(shownRows(million, 499_960)[0]).toBe(499_960);
    expect(shownRows(million, 500_060).at(-1)).toBe(500_060);
    expect(shownRows(million, 3)).toHaveLength(31);
    expect(shownRows(million, 1_000_005)).toHaveLength(31);
  });

  it('never has a gap, never leaves the list, and never grows with it', () => {
    const seen = record({
      start: integer({ min: 0, max: 2_000 }),
      length: integer({ min: 0, max: 40 }),
      beyond: integer({ min: 1, max: 500 }),
    });
    assert(
      property(seen, option(integer({ min: 0, max: 3_000 }), { nil: undefined }), ({ start, length, beyond }, focused) => {
        const count = start + length + beyond;
        const shown = shownRows({ startIndex: start, endIndex: start + length, overscan: 8, count }, focused);
        shown.forEach((row, place) => expect(row).toBe((shown[0] ?? 0) + place));
        expect(shown[0]).toBeGreaterThanOrEqual(0);
        expect(shown.at(-1)).toBeLessThan(count);
        expect(shown).toContain(start);
        expect(shown.length).toBeLessThanOrEqual(Math.max(DRAWN_WHOLE, length + 1 + 16 + FOCUS_KEPT));
      }),
    );
  });
});
