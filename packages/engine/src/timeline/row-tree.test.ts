import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_ROW } from './event-rows.js';
import { type Chain, RowTree, type Summary } from './row-tree.js';

/** A chain over numbers that are both a row's time and its place; the row is the index. */
class Numbers implements Chain {
  readonly times: number[] = [];
  readonly #previous: number[] = [];

  add(time: number): number {
    this.#previous.push(NO_ROW);
    return this.times.push(time) - 1;
  }
  readonly previous = (row: number): number => this.#previous[row] as number;
  readonly setPrevious = (row: number, previous: number): void => {
    this.#previous[row] = previous;
  };
  readonly timestamp = (row: number): number => this.times[row] as number;
  readonly isBefore = (left: number, right: number): boolean =>
    this.timestamp(left) < this.timestamp(right) || (this.timestamp(left) === this.timestamp(right) && left < right);
}

interface Total {
  count: number;
  sum: number;
}
const total = (chain: Numbers, heavy: boolean): Summary<Total> => ({
  heavy,
  empty: () => ({ count: 0, sum: 0 }),
  add: (into, row) => {
    into.count++;
    into.sum += chain.timestamp(row);
  },
  join: (into, other) => {
    into.count += other.count;
    into.sum += other.sum;
  },
});

/** Rows in their order, newest first. */
function plain(chain: Numbers): number[] {
  return chain.times.map((_, row) => row).sort((left, right) => (chain.isBefore(left, right) ? 1 : -1));
}

function walked(chain: Numbers, newest: number): number[] {
  const rows: number[] = [];
  for (let row = newest; row !== NO_ROW; row = chain.previous(row)) rows.push(row);
  return rows;
}

/** Times that mostly rise, some of them by far too late, many alike. */
const times = (seed: number, count: number, lateness: number): number[] => {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, index) => (random(10) < lateness ? random(index + 1) : index) - (index % 3));
};

const cases = fc.record({ seed: fc.nat(), count: fc.integer({ min: 1, max: 20_000 }), lateness: fc.integer({ min: 0, max: 10 }) });

describe('a tree over a chain', () => {
  test('keeps the order that the plain chain has, and finds the same rows', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(20_000), { maxLength: 10 }), ({ seed, count, lateness }, instants) => {
        const chain = new Numbers();
        const given = times(seed, count, lateness);
        const tree = new RowTree(chain, chain.add(given[0] as number));
        for (const time of given.slice(1)) tree.insert(chain.add(time));
        const rows = plain(chain);
        expect(walked(chain, tree.newest)).toEqual(rows);
        expect([tree.newest, tree.oldest]).toEqual([rows[0], rows.at(-1)]);
        for (const now of instants) {
          expect(tree.newestUpTo(now)).toBe(rows.find((row) => chain.timestamp(row) <= now) ?? NO_ROW);
          expect(tree.oldestAfter(now)).toBe(rows.findLast((row) => chain.timestamp(row) > now) ?? NO_ROW);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('summarizes what the plain chain gives, whatever came since it was last asked', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ seed, count, lateness }, heavy) => {
        const chain = new Numbers();
        const given = times(seed, count, lateness);
        const tree = new RowTree(chain, chain.add(given[0] as number));
        const summary = total(chain, heavy);
        const check = (after: number, upTo: number): void => {
          const inSpan = chain.times.filter((time) => time > after && time <= upTo);
          expect(tree.summarize(summary, after, upTo)).toEqual({ count: inSpan.length, sum: inSpan.reduce((sum, time) => sum + time, 0) });
        };
        given.slice(1).forEach((time, index) => {
          tree.insert(chain.add(time));
          if (index % 997 !== 0) return;
          check(-Infinity, Infinity);
          check(index >>> 2, index);
          check(index - 300, index - 100);
          check(-Infinity, index >>> 1);
          check(index, index >>> 1);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('made of a chain that is there, it is like one that grew', () => {
    const chain = new Numbers();
    const given = times(1, 5_000, 3);
    const grown = new RowTree(chain, chain.add(given[0] as number));
    for (const time of given.slice(1)) grown.insert(chain.add(time));
    const made = new RowTree(chain, grown.newest);
    const summary = total(chain, false);
    for (const [after, upTo] of [
      [-Infinity, Infinity],
      [100, 4_000],
      [4_990, 4_995],
    ] as const)
      expect(made.summarize(summary, after, upTo)).toEqual(grown.summarize(summary, after, upTo));
    expect(made.newestUpTo(2_500)).toBe(grown.newestUpTo(2_500));
  });

  test('a visit goes through the rows one by one where a run is not wanted as a whole, and ends when told', () => {
    const chain = new Numbers();
    const tree = new RowTree(chain, chain.add(0));
    for (let time = 1; time < 3_000; time++) tree.insert(chain.add(time));
    const seen: number[] = [];
    tree.visit(
      -Infinity,
      Infinity,
      (row) => {
        seen.push(row);
        return seen.length < 700;
      },
      () => false,
      total(chain, false),
    );
    expect(seen).toEqual(Array.from({ length: 700 }, (_, index) => 2_999 - index));
  });
});
