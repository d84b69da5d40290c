import { type BlockOf, NO_BLOCK } from './blocking-rule.js';

/** Rows of each block together. */
export interface BlockGroups {
  /** By row its group; -1 for none. */
  readonly groupOf: Int32Array;
  /** Where each group begins in `rows`; one more than there are groups. */
  readonly starts: Int32Array;
  /** Rows, those of a group together and in order. */
  readonly rows: Int32Array;
}

/** Puts rows 0 to `count` into their blocks. Time and memory in proportion to the rows. */
export function groupRows(count: number, blockOf: BlockOf): BlockGroups {
  const groupOf = new Int32Array(count).fill(-1);
  const sizes = numberGroups(count, blockOf, groupOf);
  const starts = new Int32Array(sizes.length + 1);
  for (let group = 0; group < sizes.length; group++) starts[group + 1] = (starts[group] as number) + (sizes[group] as number);
  const next = starts.slice();
  const rows = new Int32Array(starts[sizes.length] as number);
  for (let row = 0; row < count; row++) {
    const group = groupOf[row] as number;
    if (group < 0) continue;
    rows[next[group] as number] = row;
    next[group] = (next[group] as number) + 1;
  }
  return { groupOf, starts, rows };
}

/** Open addressing: a slot holds a block's number and its group. @returns sizes of groups */
function numberGroups(count: number, blockOf: BlockOf, groupOf: Int32Array): Int32Array {
  const slots = 1 << Math.max(4, Math.ceil(Math.log2(2 * count + 1)));
  const blocks = new Int32Array(slots);
  const groups = new Int32Array(slots);
  const sizes = new Int32Array(count);
  let groupCount = 0;
  for (let row = 0; row < count; row++) {
    const block = blockOf(row);
    if (block === NO_BLOCK) continue;
    let slot = (block >>> 0) & (slots - 1);
    while (blocks[slot] !== 0 && blocks[slot] !== block) slot = (slot + 1) & (slots - 1);
    if (blocks[slot] === 0) {
      blocks[slot] = block;
      groups[slot] = groupCount++;
    }
    const group = groups[slot] as number;
    groupOf[row] = group;
    sizes[group] = (sizes[group] as number) + 1;
  }
  return sizes.subarray(0, groupCount);
}

/** Pairs of rows that share a block: what comparing them would cost, oversized blocks left out. */
export function pairsWithin({ starts }: BlockGroups, largest: number): number {
  let pairs = 0;
  for (let group = 0; group + 1 < starts.length; group++) {
    const size = (starts[group + 1] as number) - (starts[group] as number);
    if (size <= largest) pairs += (size * (size - 1)) / 2;
  }
  return pairs;
}

/** Rows in blocks with more than `largest`. */
export function rowsBeyond({ starts }: BlockGroups, largest: number): number {
  let rows = 0;
  for (let group = 0; group + 1 < starts.length; group++) {
    const size = (starts[group + 1] as number) - (starts[group] as number);
    if (size > largest) rows += size;
  }
  return rows;
}
