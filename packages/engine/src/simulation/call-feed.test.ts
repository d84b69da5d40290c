import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_CALLS, CallFeed } from './call-feed.js';
import type { TimedCall } from './tracking-call.js';

function call(at: number, messageId: string, text = ''): TimedCall {
  return { at, call: { messageId, type: 'track', anonymousId: 'a', event: 'Seen', properties: { text }, context: {} } };
}

function drain(feed: CallFeed, until: number): { ids: string[]; through: number }[] {
  const batches: { ids: string[]; through: number }[] = [];
  for (let batch = feed.takeBatch(until); batch !== undefined; batch = feed.takeBatch(until)) {
    batches.push({ ids: batch.items.map((item) => (JSON.parse(item) as { messageId: string }).messageId), through: batch.through });
  }
  return batches;
}

const instants = fc
  .array(fc.integer({ min: 0, max: 300 }), { maxLength: 2_500 })
  .map((values) => values.sort((left, right) => left - right));

describe('CallFeed', () => {
  it('gives every call once, in time order, and parts no millisecond between two batches', () => {
    fc.assert(
      fc.property(instants, instants, (foreseen, added) => {
        const feed = new CallFeed(foreseen.map((at, index) => call(at, `f${index}`)));
        feed.add(added.map((at, index) => call(at, `a${index}`)));
        const all = new Map<string, number>([
          ...foreseen.map((at, i) => [`f${i}`, at] as const),
          ...added.map((at, i) => [`a${i}`, at] as const),
        ]);
        const batches = drain(feed, Number.POSITIVE_INFINITY);
        expect(batches.flatMap(({ ids }) => ids).length).toBe(all.size);
        expect(new Set(batches.flatMap(({ ids }) => ids)).size).toBe(all.size);
        let before = Number.NEGATIVE_INFINITY;
        for (const { ids, through } of batches) {
          const times = ids.map((id) => all.get(id) as number);
          expect(Math.min(...times)).toBeGreaterThan(before);
          expect(Math.max(...times)).toBe(through);
          before = through;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('takes nothing from the future, and closes a batch by calls and by bytes', () => {
    const feed = new CallFeed([1, 2, 3].map((at) => call(at, `m${at}`)));
    expect(drain(feed, 2)).toEqual([{ ids: ['m1', 'm2'], through: 2 }]);
    expect(feed.nextAt).toBe(3);
    const many = new CallFeed(Array.from({ length: 1_200 }, (_, index) => call(index, `m${index}`)));
    expect(drain(many, 5_000).map(({ ids }) => ids.length)).toEqual([BATCH_CALLS, BATCH_CALLS, 200]);
    const large = new CallFeed(Array.from({ length: 30 }, (_, index) => call(index, `m${index}`, 'ü'.repeat(15_000))));
    const sizes = drain(large, 100).map(({ ids }) => ids.length * 30_000);
    expect(Math.max(...sizes)).toBeLessThan(490_000);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it('writes the instant as the timestamp', () => {
    const batch = new CallFeed([call(Date.UTC(2026, 0, 2, 3, 4, 5, 6), 'm')]).takeBatch(Number.POSITIVE_INFINITY);
    expect(JSON.parse(batch?.items[0] ?? '')).toMatchObject({ messageId: 'm', event: 'Seen', timestamp: '2026-01-02T03:04:05.006Z' });
  });
});
