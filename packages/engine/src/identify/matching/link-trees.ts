import type { Link } from './clusters.js';
import { compareKeys } from './key-order.js';

/**
 * The links that hold clusters together: of each the maximum spanning tree, over links within it. Among equals the one with the smaller keys is taken, so that it follows from the records alone.
 * A cluster is joined along links from the threshold of links on, and so hangs together by these.
 * @param links From the threshold of links on; those between two clusters are passed over.
 * @param clusterOf By row what its cluster is called by.
 * @param keyOf By row its key.
 */
export function linkTrees(links: readonly Link[], clusterOf: (row: number) => number, keyOf: (row: number) => string): readonly Link[] {
  const within = links.filter(({ a, b }) => clusterOf(a) === clusterOf(b));
  const sorted = within.sort((one, other) => other.bits - one.bits || compareLinks(one, other, keyOf));
  const above = new Map<number, number>();
  return sorted.filter(({ a, b }) => {
    const [topA, topB] = [topOf(above, a), topOf(above, b)];
    if (topA === topB) return false;
    above.set(topB, topA);
    return true;
  });
}

/** Orders links by their smaller keys, then by the larger ones. */
function compareLinks(one: Link, other: Link, keyOf: (row: number) => string): number {
  const [left, right] = keysInOrder(one, keyOf);
  const [otherLeft, otherRight] = keysInOrder(other, keyOf);
  return compareKeys(left, otherLeft) || compareKeys(right, otherRight);
}

/** The keys of a link, the smaller by UTF-8 bytes first. */
export function keysInOrder({ a, b }: Pick<Link, 'a' | 'b'>, keyOf: (row: number) => string): readonly [string, string] {
  const [one, other] = [keyOf(a), keyOf(b)];
  return compareKeys(one, other) <= 0 ? [one, other] : [other, one];
}

/** The topmost row of a tree, with the way there made shorter. */
function topOf(above: Map<number, number>, row: number): number {
  let top = row;
  for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
  for (let at = row; at !== top; ) {
    const next = above.get(at) as number;
    above.set(at, top);
    at = next;
  }
  return top;
}
