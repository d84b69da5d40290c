import { type BlockOf, NO_BLOCK } from './blocking-rule.js';
import { GrowingInts } from './growing-array.js';

/** Ends a chain of rows. */
const NOBODY = -1;
const FIRST_SLOTS = 1_024;
/** Share of the slots that may be taken before they are doubled. */
const FULL = 0.6;

/** The rows of one rule's blocks: open addressing over typed arrays, and a chain of rows both ways for each block. */
export class BlockIndex {
  readonly blockOf: BlockOf;
  /** By slot: the block's number, its newest row, how many it has. */
  #blocks = new Int32Array(FIRST_SLOTS);
  #newest = new Int32Array(FIRST_SLOTS);
  #sizes = new Int32Array(FIRST_SLOTS);
  /** Slots that have a block, be it an empty one. */
  #taken = 0;
  /** By row: the rows before and after it in its block. */
  readonly #before = new GrowingInts();
  readonly #after = new GrowingInts();

  constructor(blockOf: BlockOf) {
    this.blockOf = blockOf;
  }

  /** Puts a row into a block. @returns how many the block has now */
  add(row: number, block: number): number {
    while (this.#before.length <= row) {
      this.#before.push(NOBODY);
      this.#after.push(NOBODY);
    }
    if (this.#taken > FULL * this.#blocks.length) this.#grow();
    const slot = slotOf(this.#blocks, block);
    if (this.#blocks[slot] === 0) {
      this.#blocks[slot] = block;
      this.#newest[slot] = NOBODY;
      this.#taken += 1;
    }
    const newest = this.#newest[slot] as number;
    if (newest !== NOBODY) this.#after.set(newest, row);
    this.#before.set(row, newest);
    this.#after.set(row, NOBODY);
    this.#newest[slot] = row;
    return this.#resize(slot, 1);
  }

  /** Takes a row out of the block that it is in. @returns how many the block has now */
  remove(row: number, block: number): number {
    const slot = slotOf(this.#blocks, block);
    const [before, after] = [this.#before.at(row), this.#after.at(row)];
    if (before !== NOBODY) this.#after.set(before, after);
    if (after !== NOBODY) this.#before.set(after, before);
    else this.#newest[slot] = before;
    return this.#resize(slot, -1);
  }

  /** How many rows a block has. */
  sizeOf(block: number): number {
    return this.#sizes[slotOf(this.#blocks, block)] as number;
  }

  /** Calls back for each row of a block. */
  forEachIn(block: number, visit: (row: number) => void): void {
    const slot = slotOf(this.#blocks, block);
    if (this.#blocks[slot] === 0) return;
    for (let row = this.#newest[slot] as number; row !== NOBODY; row = this.#before.at(row)) visit(row);
  }

  /** Whether two rows are in one block that has at most `most`. */
  areTogether(a: number, b: number, most: number): boolean {
    const block = this.blockOf(a);
    return block !== NO_BLOCK && block === this.blockOf(b) && this.sizeOf(block) <= most;
  }

  #resize(slot: number, by: number): number {
    const size = (this.#sizes[slot] as number) + by;
    this.#sizes[slot] = size;
    return size;
  }

  /** Makes room: empty blocks lose their slots, and there are more slots when that is not enough. */
  #grow(): void {
    const [blocks, newest, sizes] = [this.#blocks, this.#newest, this.#sizes];
    const inUse = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0);
    const slots = inUse > (FULL / 2) * blocks.length ? 2 * blocks.length : blocks.length;
    [this.#blocks, this.#newest, this.#sizes] = [new Int32Array(slots), new Int32Array(slots), new Int32Array(slots)];
    this.#taken = inUse;
    for (let old = 0; old < blocks.length; old++) {
      if (sizes[old] === 0) continue;
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
