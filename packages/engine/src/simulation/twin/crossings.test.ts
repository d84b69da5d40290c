import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../vocabulary/json.js';
import { crossings, growsByItself } from './crossings.js';
import { BARE_GROUND } from './ground.js';
import { eventAt, second } from './history.js';
import { twinMetric } from './metric.js';

const history = [eventAt(0, 'A'), eventAt(3, 'A'), eventAt(5, 'B'), eventAt(9, 'A')];
const POINTS = [0, 3, 5, 9].map(second);
const METRICS: readonly JsonObject[] = [
  { ratio: [{ recency: 'A' }, { interval: 'A' }] },
  { ratio: [{ recency: 'A' }, { recency: 'B' }] },
  { ratio: [{ count: 'A' }, { difference: [{ recency: 'B' }, { interval: 'A' }] }] },
  { sum: [{ recency: 'A' }, { recency: 'B' }] },
  { difference: [{ interval: 'A' }, { recency: 'B' }] },
];

describe('crossings', () => {
  it('holds every instant at which a metric passes a bound', () => {
    fc.assert(
      fc.property(fc.constantFrom(...METRICS), fc.constantFrom(0, 1, 2, 0.5, 2_000, 4_500), (value, bound) => {
        const side = (at: number): number | undefined => {
          const metric = twinMetric(value, history, at);
          return typeof metric === 'number' ? Math.sign(metric - bound) : undefined;
        };
        const found = new Set(crossings({ value, bounds: [bound] }, POINTS, history, BARE_GROUND));
        const missing: number[] = [];
        for (let at = second(0) + 1; at < second(14); at++) if (side(at) !== side(at - 1) && !found.has(at)) missing.push(at);
        expect(missing).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('is asked of what is made of a time since something', () => {
    expect(METRICS.every(growsByItself)).toBe(true);
    expect(growsByItself({ recency: 'A' })).toBe(false);
    expect(growsByItself({ sum: [{ count: 'A' }, { interval: 'A' }] })).toBe(false);
  });
});
