import type { Because, Explanation } from '@cusp/engine/contract';
import { describe, expect, it } from 'vitest';
import { endingOf, remaining } from './countdown.js';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const iso = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const leaf = (parts: Partial<Because>): Because => ({
  kind: 'performed',
  words: '',
  holds: true,
  value: {},
  events: [],
  until: null,
  parts: [],
  ...parts,
});
const explanation = (because: Because, member = true): Explanation => ({
  segment: 's',
  version: 1,
  customerId: 'c',
  member,
  since: null,
  asOf: iso(10),
  because,
});
const looked = leaf({ events: [{ messageId: 'm', event: 'Product Viewed', timestamp: iso(0) }], until: iso(30) });

describe('the countdown', () => {
  it('is as long as the window, and ends where it ends', () => {
    expect(endingOf(explanation(looked))).toEqual({ until: START + 30_000, whole: 30_000 });
  });

  it('takes the earliest end among the parts when the whole says none', () => {
    const all = leaf({ kind: 'all', parts: [leaf({ until: iso(300) }), looked] });
    expect(endingOf(explanation(all))?.until).toBe(START + 30_000);
  });

  it('is none for those who are not members, for no end, and for an end far away', () => {
    expect(endingOf(explanation(looked, false))).toBeUndefined();
    expect(endingOf(explanation(leaf({})))).toBeUndefined();
    expect(endingOf(explanation(leaf({ until: iso(86_400) })))).toBeUndefined();
  });

  it('runs with the engine’s clock, and stops at zero', () => {
    const ending = { until: START + 30_000, whole: 30_000 };
    expect(remaining(ending, iso(10), 5_000, 5_000, 1)).toBe(20_000);
    expect(remaining(ending, iso(10), 5_000, 8_000, 1)).toBe(17_000);
    expect(remaining(ending, iso(10), 5_000, 6_000, 10)).toBe(10_000);
    expect(remaining(ending, iso(10), 5_000, 99_000, 1)).toBe(0);
  });
});
