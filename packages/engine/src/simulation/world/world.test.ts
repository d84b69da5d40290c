import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEVER } from '../../vocabulary/instant.js';
import type { TimedCall } from '../tracking-call.js';
import { DAY, type WorldOptions } from './options.js';
import { createWorld } from './world.js';

const START = Date.UTC(2026, 5, 1);
const SMALL: WorldOptions = { seed: 'small', customers: 120, start: START, end: START + 20 * DAY };

function told(options: WorldOptions, stretch?: { readonly from?: number; readonly to?: number }): TimedCall[] {
  return [...createWorld(options).events(stretch)];
}

function digest(calls: readonly TimedCall[]): string {
  return createHash('sha256').update(JSON.stringify(calls)).digest('hex');
}

describe('a world', () => {
  it('is the same for the same seed, byte for byte, and another for another', () => {
    expect(digest(told(SMALL))).toBe(digest(told(SMALL)));
    expect(digest(told(SMALL))).not.toBe(digest(told({ ...SMALL, seed: 'other' })));
    expect(digest(told(SMALL))).not.toBe(digest(told({ ...SMALL, start: START + DAY, end: START + 21 * DAY })));
  });

  it('is told in time order, within its bounds, with messageIds that are unique and short enough', () => {
    const calls = told(SMALL);
    expect(calls.length).toBeGreaterThan(1_000);
    const unordered = calls.filter((after, index) => {
      const before = calls[index - 1];
      return before && !(before.at < after.at || (before.at === after.at && before.call.messageId < after.call.messageId));
    });
    expect(unordered).toEqual([]);
    expect(calls.every(({ at }) => at >= SMALL.start && at < SMALL.end)).toBe(true);
    expect(new Set(calls.map(({ call }) => call.messageId)).size).toBe(calls.length);
    expect(Math.max(...calls.map(({ call }) => call.messageId.length))).toBeLessThanOrEqual(100);
  });

  it('tells any stretch as it tells the whole', () => {
    const whole = told(SMALL);
    const instant = fc.integer({ min: START - DAY, max: SMALL.end + DAY });
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        expect(told(SMALL, { from, to })).toEqual(whole.filter(({ at }) => at >= from && at < to));
      }),
      { numRuns: 25 },
    );
  });

  it('holds, when busy, everything that it holds when quiet, and begins no sooner', () => {
    const from = START + 5 * DAY + 1_234_567;
    const busy = told({ ...SMALL, busy: [{ from, to: null, factor: 12 }] });
    const known = new Map(busy.map((timed) => [timed.call.messageId, timed]));
    const quiet = told(SMALL);
    for (const timed of quiet) expect(known.get(timed.call.messageId)).toEqual(timed);
    expect(busy.filter(({ at }) => at < from)).toEqual(quiet.filter(({ at }) => at < from));
    const count = (calls: readonly TimedCall[]): number => calls.filter(({ at }) => at >= from).length;
    expect(count(busy) / count(quiet)).toBeGreaterThan(8);
  });

  it('goes on without an end when it has none, and knows no last customer then', () => {
    const endless = createWorld({ ...SMALL, end: NEVER });
    const later = START + 200 * DAY;
    const first = endless.events({ from: later }).next().value;
    expect(first?.at).toBeGreaterThanOrEqual(later);
    expect(() => [...endless.truth.customers()]).toThrow(RangeError);
  });

  it('comes to the promised number of customers and to 50 to 80 calls for each in 90 days', () => {
    const options = { ...SMALL, customers: 600, end: START + 90 * DAY };
    const world = createWorld(options);
    const customers = [...world.truth.customers()];
    expect(Math.abs(customers.length - 600)).toBeLessThan(40);
    let calls = 0;
    for (const _ of world.events()) calls++;
    expect(calls / 600).toBeGreaterThan(50);
    expect(calls / 600).toBeLessThan(80);
  });

  it('finds the customer behind each identifier that it sends, and behind no other', () => {
    const world = createWorld(SMALL);
    for (const { call } of told(SMALL)) {
      if (call.anonymousId !== undefined) expect(world.truth.find(`anonymousId:${call.anonymousId}`)).toBeDefined();
      if (call.userId === undefined) continue;
      const owner = world.truth.find(`userId:${call.userId}`);
      expect(owner?.userId).toBe(call.userId);
      if (call.anonymousId !== undefined) expect(owner?.devices.some((device) => device.anonymousId === call.anonymousId)).toBe(true);
    }
    for (const stranger of ['userId:shopper-999999', 'userId:17850', 'email:a@mail.example', 'anonymousId:', '__proto__', '']) {
      expect(world.truth.find(stranger)).toBeUndefined();
    }
  });
});
