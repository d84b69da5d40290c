import { type BlockOf, NO_BLOCK } from './blocking-rule.js';
import { GrowingInts } from './growing-array.js';

/** Ends a chain of rows. */
const NOBODY = -1;
const FIRST_SLOTS = 1_024;
/** Share of the slots that may be taken before they are doubled. */
const FULL = 0.6;

/** The rows of one rule's blocks, row by row as they come: open addressing over typed arrays, and a chain of rows for each block. */
export class BlockIndex {
  readonly #blockOf: BlockOf;
  /** By slot: the block's number, its newest row, how many it has. */
  #blocks = new Int32Array(FIRST_SLOTS);
  #newest = new Int32Array(FIRST_SLOTS);
  #sizes = new Int32Array(FIRST_SLOTS);
  #taken = 0;
  /** By row: the row before it in its block. */
  readonly #before = new GrowingInts();

  constructor(blockOf: BlockOf) {
    this.#blockOf = blockOf;
  }

  /** Puts the next row into its block. @returns how many rows the block has now; 0 when the row is in none */
  add(row: number): number {
    const block = this.#blockOf(row);
    if (block === NO_BLOCK) {
      this.#before.push(NOBODY);
      return 0;
    }
    if (this.#taken > FULL * this.#blocks.length) this.#grow();
    const slot = slotOf(this.#blocks, block);
    if (this.#blocks[slot] === 0) {
      this.#blocks[slot] = block;
      this.#newest[slot] = NOBODY;
      this.#taken += 1;
    }
    this.#before.push(this.#newest[slot] as number);
    this.#newest[slot] = row;
    this.#sizes[slot] = (this.#sizes[slot] as number) + 1;
    return this.#sizes[slot] as number;
  }

  /** Calls back for each row of a row's block, itself included; for none when the block has more than `most`. */
  forEachWith(row: number, most: number, visit: (other: number) => void): void {
    const slot = this.#slotWith(row);
    if (slot === undefined || (this.#sizes[slot] as number) > most) return;
    for (let other = this.#newest[slot] as number; other !== NOBODY; other = this.#before.at(other)) visit(other);
  }

  /** Whether two rows are in one block that has at most `most`. */
  areTogether(a: number, b: number, most: number): boolean {
    const block = this.#blockOf(a);
    if (block === NO_BLOCK || block !== this.#blockOf(b)) return false;
    return (this.#sizes[slotOf(this.#blocks, block)] as number) <= most;
  }

  #slotWith(row: number): number | undefined {
    const block = this.#blockOf(row);
    return block === NO_BLOCK ? undefined : slotOf(this.#blocks, block);
  }

  #grow(): void {
    const [blocks, newest, sizes] = [this.#blocks, this.#newest, this.#sizes];
    const slots = 2 * blocks.length;
    [this.#blocks, this.#newest, this.#sizes] = [new Int32Array(slots), new Int32Array(slots), new Int32Array(slots)];
    for (let old = 0; old < blocks.length; old++) {
      if (blocks[old] === 0) continue;
      const slot = slotOf(this.#blocks, blocks[old] as number);
      this.#blocks[slot] = blocks[old] as number;
      this.#newest[slot] = newest[old] as number;
      this.#sizes[slot] = sizes[old] as number;
    }
  }
}

/** The slot that a block has, or would get. */
function slotOf(blocks: Int32Array, block: number): number {
  const mask = blocks.length - 1;
  let slot = block & mask;
  while (blocks[slot] !== 0 && blocks[slot] !== block) slot = (slot + 1) & mask;
  return slot;
}
