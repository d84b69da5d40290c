import type { PairShape } from './pair-levels.js';

/** Different outcomes of comparisons, each with how often it was seen: what expectation maximisation runs over, however many pairs there are. */
export class Patterns {
  readonly shape: PairShape;
  /** By pattern: how many pairs. */
  readonly counts: number[] = [];
  /** By pattern: bits by which the rarity of the values that agree raises it; half bits, so that there are few. */
  readonly rarities: number[] = [];
  readonly #levels: number[] = [];
  readonly #numbers = new Map<number | string, number>();

  constructor(shape: PairShape) {
    this.shape = shape;
  }

  /** @param rarity bits */
  add(levels: Uint8Array, rarity: number): void {
    const bits = Math.round(2 * Math.max(-LARGEST_RARITY, Math.min(LARGEST_RARITY, rarity))) / 2;
    const code = codeOf(levels, bits);
    let number = this.#numbers.get(code);
    if (number === undefined) {
      number = this.counts.length;
      this.#numbers.set(code, number);
      this.counts.push(0);
      this.rarities.push(bits);
      for (const level of levels) this.#levels.push(level);
    }
    this.counts[number] = (this.counts[number] as number) + 1;
  }

  get length(): number {
    return this.counts.length;
  }

  /** The level of a slot in a pattern. */
  level(pattern: number, slot: number): number {
    return this.#levels[pattern * this.shape.slots + slot] as number;
  }
}

const LARGEST_RARITY = 60;
/** Slots whose levels fit into one number exactly, sixteen levels each, beside the rarity in half bits. */
const SLOTS_IN_NUMBER = 10;

function codeOf(levels: Uint8Array, rarity: number): number | string {
  if (levels.length > SLOTS_IN_NUMBER) return `${levels.join(' ')} ${rarity}`;
  let code = 2 * (rarity + LARGEST_RARITY);
  for (const level of levels) code = code * 16 + level;
  return code;
}
