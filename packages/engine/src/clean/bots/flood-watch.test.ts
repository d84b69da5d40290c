import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FloodWatch } from './flood-watch.js';

const LIMIT = { events: 5, within: 60_000 };
const START = Date.UTC(2026, 10, 22, 12);
const seen = (watch: FloodWatch, identifier: string, timestamp: number, messageId: string, source = 'web'): boolean =>
  watch.isFlood({ source, identifier, messageId, timestamp }, LIMIT);

describe('a flood', () => {
  it('is what lies beyond the limit, within an aligned window of event time', () => {
    const watch = new FloodWatch();
    const answers = Array.from({ length: 8 }, (_, index) => seen(watch, 'userId:a', START + index, `m${index}`));
    expect(answers).toEqual([false, false, false, false, false, true, true, true]);
    expect(seen(watch, 'userId:a', START + 60_000, 'next window')).toBe(false);
    expect(seen(watch, 'userId:a', START + 59_999, 'same window')).toBe(true);
    expect(seen(watch, 'userId:b', START, 'm0')).toBe(false);
    expect(seen(watch, 'userId:a', START, 'elsewhere', 'app')).toBe(false);
  });

  it('is no queue that a phone sends late, all at once: its events are spread in the time in which they happened', () => {
    const watch = new FloodWatch();
    const queue = Array.from({ length: 1_000 }, (_, index) => seen(watch, 'anonymousId:phone', START - index * 15_000, `m${index}`));
    expect(queue).not.toContain(true);
  });

  it('is the same whatever the order in which a late queue comes', () => {
    const events = fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(events, fc.integer(), (ids, seed) => {
        const [one, other] = [new FloodWatch(), new FloodWatch()];
        const at = (id: number): number => START + (id % 7) * 20_000;
        const shuffled = ids.toSorted((left, right) => ((left * 7919) ^ seed) - ((right * 7919) ^ seed));
        const count = (watch: FloodWatch, order: readonly number[]): number =>
          order.filter((id) => seen(watch, 'userId:a', at(id), String(id))).length;
        expect(count(one, ids)).toBe(count(other, shuffled));
      }),
    );
  });

  it('does not come of sending again: a message counts once, and is answered as it was the first time', () => {
    const watch = new FloodWatch();
    const send = (): boolean[] => Array.from({ length: 8 }, (_, index) => seen(watch, 'userId:a', START, `m${index}`));
    const first = send();
    for (let retry = 0; retry < 50; retry++) expect(send()).toEqual(first);
    expect(first.filter(Boolean)).toHaveLength(3);
  });

  it('agrees with exact counting as long as there is room', () => {
    const traffic = fc.array(fc.tuple(fc.nat(5), fc.nat(4)), { minLength: 50, maxLength: 200 });
    fc.assert(
      fc.property(traffic, (events) => {
        const watch = new FloodWatch();
        const counts = new Map<string, number>();
        events.forEach(([who, minute], index) => {
          const key = `${who}/${minute}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
          expect(seen(watch, `userId:${who}`, START + minute * 60_000, `m${index}`)).toBe((counts.get(key) as number) > LIMIT.events);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('is still seen among hundreds of thousands of others, who are not taken for one', () => {
    const watch = new FloodWatch();
    let flooded = 0;
    for (let index = 0; index < 300_000; index++) {
      if (seen(watch, `userId:${index}`, START, `m${index}`)) flooded++;
      if (index % 10_000 === 0) seen(watch, 'userId:flood', START, `f${index}`);
    }
    expect(flooded).toBe(0);
    expect(seen(watch, 'userId:flood', START, 'last')).toBe(true);
  });
});
