import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterInput, clusters, type Link } from './clusters.js';

const AGAINST = -10;

/** Records whose pairs have the bits that are said, and speak against it otherwise. */
function input(records: number, said: readonly (readonly [number, number, number])[], over: Partial<ClusterInput> = {}): ClusterInput {
  const bits = new Map(said.flatMap(([a, b, value]) => [[`${a} ${b}`, value] as const, [`${b} ${a}`, value] as const]));
  const links = said.map(([a, b, value]): Link => ({ a, b, bits: value }));
  return { records, links, bitsOf: (a, b) => bits.get(`${a} ${b}`) ?? AGAINST, least: 0, ...over };
}

describe('clusters', () => {
  test('a bridge between two persons does not melt them together', () => {
    const one = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b > a).map((b) => [a, b, 20] as const));
    const other = [3, 4, 5].flatMap((a) => [3, 4, 5].filter((b) => b > a).map((b) => [a, b, 20] as const));
    expect([...clusters(input(6, [...one, ...other, [2, 3, 8]]))]).toEqual([0, 0, 0, 3, 3, 3]);
  });

  test('a chain of likenesses is cut where the evidence against it is stronger', () => {
    const chain = Array.from({ length: 9 }, (_, record) => [record, record + 1, 5] as const);
    const sizes = new Map<number, number>();
    for (const cluster of clusters(input(10, chain))) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBe(2);
  });

  test('two records that nothing speaks for are one by what others have in common with both', () => {
    const found = clusters(
      input(3, [
        [0, 1, 20],
        [1, 2, 20],
        [0, 2, -3],
      ]),
    );
    expect([...found]).toEqual([0, 0, 0]);
  });

  test('a source that holds nobody twice: only the surest of two is joined, however sure both are', () => {
    const apart = (record: number): string | undefined => (record === 1 || record === 2 ? 'loyalty' : undefined);
    const pairs = [
      [0, 1, 20],
      [0, 2, 25],
      [1, 2, 15],
    ] as const;
    expect([...clusters(input(3, pairs, { apart }))]).toEqual([0, 1, 0]);
    expect([...clusters(input(3, pairs))]).toEqual([0, 0, 0]);
  });

  test('what counts is the set of links and not their order; every record is in the cluster that it is called by', () => {
    const link = fc.tuple(fc.nat(11), fc.nat(11), fc.integer({ min: -12, max: 25 })).filter(([a, b]) => a < b);
    const links = fc.uniqueArray(link, { maxLength: 40, selector: ([a, b]) => `${a} ${b}` });
    fc.assert(
      fc.property(
        links.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const found = clusters(input(12, all));
          expect([...clusters(input(12, shuffled))]).toEqual([...found]);
          for (const [record, cluster] of found.entries()) {
            expect(cluster).toBeLessThanOrEqual(record);
            expect(found[cluster]).toBe(cluster);
          }
        },
      ),
    );
  });

  test('a cluster stays bounded', () => {
    const records = 1_200;
    const star = Array.from({ length: records - 1 }, (_, record): Link => ({ a: 0, b: record + 1, bits: 9 }));
    const sizes = new Map<number, number>();
    for (const cluster of clusters({ records, links: star, bitsOf: () => 9, least: 0 })) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(500);
  });
});
