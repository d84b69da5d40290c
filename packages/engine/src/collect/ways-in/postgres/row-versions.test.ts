import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointValue, readCheckpoint } from './checkpoint.js';
import { comparable, MOST_SEEN, nextHorizon, readSnapshot, shortNumber, wholeNumber } from './row-versions.js';

const transaction = fc.integer({ min: 3, max: 2 ** 45 });

describe('row versions', () => {
  test('a number of 32 bits is read as the whole one, across the end of a cycle', () => {
    fc.assert(
      fc.property(transaction, fc.integer({ min: 1, max: 2 ** 32 - 1 }), (next, ago) => {
        fc.pre(next - ago >= 0);
        expect(wholeNumber(shortNumber(next - ago), next)).toBe(next - ago);
      }),
    );
  });

  test('one that is older than a cycle looks younger, never older: its row is read again and not missed', () => {
    fc.assert(
      fc.property(transaction, transaction, (a, b) => {
        const [written, next] = [Math.min(a, b), Math.max(a, b) + 1];
        const read = wholeNumber(shortNumber(written), next);
        expect(read).toBeGreaterThanOrEqual(written);
        expect(read).toBeLessThan(next);
      }),
    );
  });

  test('what was seen is remembered for as long as it is not older than the horizon, and not longer', () => {
    const first = nextHorizon(undefined, { oldest: 100, next: 120 }, [90, 100, 110]);
    expect(first).toEqual({ oldest: 100, next: 120, seen: [100, 110] });
    const second = nextHorizon(first, { oldest: 105, next: 130 }, [125, 104]);
    expect(second).toEqual({ oldest: 105, next: 130, seen: [110, 125] });
  });

  test('more than can be remembered costs the oldest, whose rows are read again', () => {
    const found = Array.from({ length: MOST_SEEN + 5 }, (_, n) => 1_000 + n);
    const { seen } = nextHorizon(undefined, { oldest: 1_000, next: 10 ** 6 }, found);
    expect([seen.length, seen[0]]).toEqual([MOST_SEEN, 1_005]);
  });

  test('a server that went back, or came round, cannot be compared with', () => {
    const before = { oldest: 100, next: 120, seen: [] };
    expect(comparable(before, { oldest: 100, next: 120 })).toBe(true);
    expect(comparable(before, { oldest: 90, next: 130 })).toBe(false);
    expect(comparable(before, { oldest: 110, next: 119 })).toBe(false);
    expect(comparable(before, { oldest: 2 ** 31, next: 2 ** 31 + 100 })).toBe(false);
  });

  test('a snapshot is read, and nothing else', () => {
    expect(readSnapshot('754:760:754,757')).toEqual({ oldest: 754, next: 760 });
    expect(() => readSnapshot('754')).toThrow(TypeError);
  });

  test('a checkpoint comes back as it was written; anything else is none', () => {
    const checkpoint = { place: 'p', horizon: { oldest: 1, next: 2, seen: [1] }, cursor: null, sweptAt: 5 };
    expect(readCheckpoint(JSON.parse(JSON.stringify(checkpointValue(checkpoint))))).toEqual(checkpoint);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => readCheckpoint(value as never)).not.toThrow();
      }),
    );
    expect(readCheckpoint({ place: 'p', cursor: null, sweptAt: 5, horizon: { oldest: -1, next: 2, seen: [] } })).toBeUndefined();
  });
});
