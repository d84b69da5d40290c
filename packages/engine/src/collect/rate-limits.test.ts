import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../runtime/clock.js';
import type { SourceLimits } from '../vocabulary/source.js';
import { RateLimits } from './rate-limits.js';

function limited(limits: SourceLimits | undefined): { clock: VirtualClock; limits: RateLimits } {
  const clock = new VirtualClock(0);
  return { clock, limits: new RateLimits(clock, (source) => (source === 'web' ? limits : undefined)) };
}

describe('a source with limits', () => {
  it('may send its burst at once, and then at its rate', () => {
    const { clock, limits } = limited({ eventsPerSecond: 10, burst: 30 });
    expect(limits.take('web', 30)).toBe(0);
    expect(limits.take('web', 5)).toBe(500);
    clock.advanceTo(499);
    expect(limits.take('web', 5)).toBe(1);
    clock.advanceTo(500);
    expect(limits.take('web', 5)).toBe(0);
    expect(limits.waitOf('web')).toBe(100);
  });

  it('has two seconds worth of burst unless told otherwise, and no less than one event', () => {
    const { limits } = limited({ eventsPerSecond: 10 });
    expect([limits.take('web', 20), limits.take('web', 1)]).toEqual([0, 100]);
    const { limits: slow } = limited({ eventsPerSecond: 0.1 });
    expect([slow.take('web', 1), slow.take('web', 1)]).toEqual([0, 10_000]);
  });

  it('may send a batch larger than its burst when nothing else came before, and pays for it afterwards', () => {
    const { clock, limits } = limited({ eventsPerSecond: 10, burst: 10 });
    expect(limits.take('web', 100)).toBe(0);
    expect(limits.take('web', 1)).toBe(9_100);
    clock.advanceTo(10_000);
    expect(limits.take('web', 100)).toBe(0);
  });

  it('keeps what it has while others send', () => {
    const { limits } = limited({ eventsPerSecond: 1, burst: 1 });
    expect(limits.take('other', 1_000_000)).toBe(0);
    expect(limits.take('web', 1)).toBe(0);
    expect(limits.take('other', 1_000_000)).toBe(0);
  });

  it('never sends more than burst and rate allow, and never waits in vain', () => {
    const asks = fc.array(fc.record({ passed: fc.integer({ min: 0, max: 2_000 }), items: fc.integer({ min: 1, max: 20 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 20, max: 100 }), (steps, eventsPerSecond, burst) => {
        const { clock, limits } = limited({ eventsPerSecond, burst });
        let taken = 0;
        for (const { passed, items } of steps) {
          clock.advanceTo(clock.now() + passed);
          const wait = limits.take('web', items);
          if (wait === 0) taken += items;
          else {
            clock.advanceTo(clock.now() + wait);
            expect(limits.take('web', items)).toBe(0);
            taken += items;
          }
          expect(taken).toBeLessThanOrEqual(burst + (clock.now() * eventsPerSecond) / 1000 + 1e-6);
        }
      }),
    );
  });
});
