import type { StreamMessage } from '@cusp/engine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, KEPT, NOTHING_YET, SECONDS_KEPT, withBatch } from './recent.js';

const event = (position: number): StreamMessage => ({
  type: 'event',
  position: String(position),
  value: {
    messageId: `m${position}`,
    customerId: 'c',
    type: 'track',
    event: 'E',
    timestamp: '',
    receivedAt: '',
    source: 's',
    properties: {},
  },
});

describe('what is kept of the stream', () => {
  it('keeps the newest first, and no more than it may', () => {
    const batch = Array.from({ length: KEPT + 5 }, (_, index) => event(index));
    const recent = withBatch(withBatch(NOTHING_YET, batch, 10), [event(1_000)], 10);
    expect(recent.events.length).toBe(KEPT);
    expect(recent.events[0]?.position).toBe('1000');
    expect(recent.events[1]?.position).toBe(String(KEPT + 4));
  });

  it('counts every event of a batch, also those that are not kept', () => {
    const batch = Array.from({ length: KEPT * 3 }, (_, index) => event(index));
    expect(withBatch(NOTHING_YET, batch, 10).perSecond).toEqual([{ second: 10, events: KEPT * 3 }]);
  });

  it('fills silent seconds with zero', () => {
    expect(counted([{ second: 10, events: 2 }], 13, 1)).toEqual([
      { second: 10, events: 2 },
      { second: 11, events: 0 },
      { second: 12, events: 0 },
      { second: 13, events: 1 },
    ]);
  });

  it('has no gaps, is bounded, and loses no event of the seconds that it keeps, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.nat(5)), { minLength: 1 }), (arrivals) => {
        const counts = arrivals.reduce((sofar, [second, events]) => counted(sofar, second, events), [] as ReturnType<typeof counted>);
        expect(counts.length).toBeLessThanOrEqual(SECONDS_KEPT);
        counts.slice(1).forEach((item, index) => expect(item.second).toBe((counts[index]?.second ?? 0) + 1));
        const total = arrivals.reduce((sum, [, events]) => sum + events, 0);
        const kept = counts.reduce((sum, item) => sum + item.events, 0);
        expect(kept).toBeLessThanOrEqual(total);
        if (Math.max(...arrivals.map(([second]) => second)) - (arrivals[0]?.[0] ?? 0) < SECONDS_KEPT) expect(kept).toBe(total);
      }),
    );
  });

  it('gives the very same counts when nothing changed', () => {
    const counts = counted([], 5, 1);
    expect(counted(counts, 5, 0)).toBe(counts);
  });
});
