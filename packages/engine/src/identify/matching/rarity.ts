import { COMPARISONS } from './comparisons/all.js';
import { EXCHANGED, NOTHING_TO_COMPARE, type PairComparer } from './pair-levels.js';
import type { RecordTable } from './record-table.js';

/** By field and level as written: the share of the persons that a value has in the mean there; undefined where rarity says nothing. */
export type TypicalShares = readonly (readonly (number | undefined)[])[];

/** The share of the persons who have a value: of the more frequent of two that count as one. */
export type ShareOf = (field: number, value: number) => number;

/** Says how much the rarity of what agrees raises a pair above one with typical values on the same levels. */
export class Rarity {
  readonly #comparer: PairComparer;
  readonly #partners: readonly number[];
  readonly #arrangementOf: Int32Array;
  readonly #typical: TypicalShares;
  readonly #shareOf: ShareOf;

  constructor(table: RecordTable, comparer: PairComparer, typical: TypicalShares, shareOf: ShareOf) {
    this.#comparer = comparer;
    this.#partners = table.partners;
    this.#typical = typical;
    this.#shareOf = shareOf;
    this.#arrangementOf = new Int32Array(table.fields.length).fill(-1);
    for (const [k, first] of comparer.shape.exchanging.entries()) {
      this.#arrangementOf[first] = table.fields.length + k;
      this.#arrangementOf[table.partners[first] as number] = table.fields.length + k;
    }
  }

  /** Bits for one field of the pair that was compared last. */
  ofField(field: number): number {
    const typical = this.#typical[field]?.[this.#comparer.levels[field] as number];
    return typical === undefined ? 0 : Math.log2(typical / this.share(field));
  }

  /** Bits for the whole pair. */
  ofPair(): number {
    let bits = 0;
    for (let field = 0; field < this.#arrangementOf.length; field++) bits += this.ofField(field);
    return bits;
  }

  /** The share of persons behind what agrees in a field of the pair that was compared last. */
  share(field: number): number {
    const left = this.#comparer.left[field] as number;
    const right = this.#comparer.right[field] as number;
    const share = Math.max(this.#shareOf(field, left), left === right ? 0 : this.#shareOf(field, right));
    const slot = this.#arrangementOf[field] as number;
    if (slot < 0 || this.#comparer.levels[slot] !== EXCHANGED) return share;
    const partner = this.#partners[field] as number;
    return Math.max(share, this.#shareOf(partner, left), this.#shareOf(partner, right));
  }
}

/** Whether rarity says something on a level as written. */
export function rarityCounts(table: Pick<RecordTable, 'fields'>, field: number, level: number): boolean {
  const kind = table.fields[field]?.kind;
  return kind !== undefined && level !== NOTHING_TO_COMPARE && level - 1 <= COMPARISONS[kind].misspelt;
}
