import { COMPARISONS } from './comparisons/all.js';
import type { Comparison } from './comparisons/comparison.js';
import type { Dictionary } from './dictionary.js';
import { compareKeys } from './key-order.js';
import { MISSING, type RecordTable } from './record-table.js';

/** The level of a field that one of the two records does not have; it says nothing. Level `n` of a comparison is written as `n + 1`. */
export const NOTHING_TO_COMPARE = 0;
/** Levels up to this one (as written) count as agreement where values may stand in each other's field. */
const AGREES = 4;
/** What is written for the arrangement of two fields that exchange values. */
export const IN_PLACE = 1;
export const EXCHANGED = 2;

/** The fields that are compared, and after them one "arrangement" for each two fields that exchange values. */
export interface PairShape {
  readonly slots: number;
  /** How many levels each slot has, {@link NOTHING_TO_COMPARE} included. */
  readonly levelCounts: readonly number[];
  /** First fields of pairs that exchange values; the arrangement of the k-th is slot `fields + k`. */
  readonly exchanging: readonly number[];
}

/** Which slots a pair of records of a table has. */
export function pairShape({ fields, partners }: Pick<RecordTable, 'fields' | 'partners'>): PairShape {
  const exchanging = partners.flatMap((partner, field) => (partner > field ? [field] : []));
  const levelCounts = [...fields.map(({ kind }) => COMPARISONS[kind].levels.length + 1), ...exchanging.map(() => 3)];
  return { slots: levelCounts.length, levelCounts, exchanging };
}

/** Compares records of one table, field by field. What two values came to is remembered for a while. */
export class PairComparer {
  readonly shape: PairShape;
  /** The levels of the pair that was compared last, by slot. */
  readonly levels: Uint8Array;
  /** The values that were held against each other, by field; {@link MISSING} where there is nothing. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly #table: RecordTable;
  readonly #fields: readonly ValueComparer[];

  constructor(table: RecordTable) {
    this.#table = table;
    this.shape = pairShape(table);
    this.levels = new Uint8Array(this.shape.slots);
    this.left = new Int32Array(table.fields.length);
    this.right = new Int32Array(table.fields.length);
    this.#fields = table.fields.map(({ kind }, field) => new ValueComparer(COMPARISONS[kind], table.dictionaries[field] as Dictionary));
  }

  /** Compares two rows; the answer stands in {@link levels}, {@link left} and {@link right} until the next call. */
  compare(a: number, b: number): void {
    const table = this.#table;
    for (let field = 0; field < this.left.length; field++) this.#put(field, table.value(field, a), table.value(field, b));
    for (let k = 0; k < this.shape.exchanging.length; k++) this.#arrange(k, a, b);
  }

  /** Takes up again a pair whose levels are known, without comparing. */
  recall(a: number, b: number, levels: Uint8Array): void {
    const table = this.#table;
    this.levels.set(levels);
    for (let field = 0; field < this.left.length; field++) {
      this.left[field] = table.value(field, a);
      this.right[field] = table.value(field, b);
    }
    for (const [k, first] of this.shape.exchanging.entries()) {
      if (levels[this.left.length + k] === EXCHANGED) this.#cross(first, a, b);
    }
  }

  /** Compares two values of one field; only its places in {@link levels}, {@link left} and {@link right} change. */
  compareField(field: number, left: number, right: number): void {
    this.#put(field, left, right);
  }

  /** Forgets what comparisons of two values of a field came to. */
  forgetPairs(field: number): void {
    this.#fields[field]?.forget();
  }

  #put(field: number, left: number, right: number): void {
    this.left[field] = left;
    this.right[field] = right;
    this.levels[field] = this.#level(field, left, right);
  }

  #level(field: number, left: number, right: number): number {
    if (left === MISSING || right === MISSING) return NOTHING_TO_COMPARE;
    return left === right ? 1 : (this.#fields[field] as ValueComparer).level(left, right) + 1;
  }

  /** Holds values crosswise when they agree better that way. */
  #arrange(k: number, a: number, b: number): void {
    const first = this.shape.exchanging[k] as number;
    const second = this.#table.partners[first] as number;
    const slot = this.left.length + k;
    const [a1, a2, b1, b2] = [this.left[first], this.left[second], this.right[first], this.right[second]] as [
      number,
      number,
      number,
      number,
    ];
    const straight = agreement(this.levels[first] as number) + agreement(this.levels[second] as number);
    const one = this.#level(first, a1, b2);
    const two = this.#level(first, a2, b1);
    const crossed = agreement(one) + agreement(two);
    this.levels[slot] = straight + crossed <= 0 ? NOTHING_TO_COMPARE : IN_PLACE;
    if (crossed <= straight || crossed <= 0) return;
    this.levels[slot] = EXCHANGED;
    this.#cross(first, a, b);
    this.levels[first] = this.#level(first, this.left[first] as number, this.right[first] as number);
    this.levels[second] = this.#level(second, this.left[second] as number, this.right[second] as number);
  }

  /** Holds the values of two fields crosswise. Slots are named after the fields of the record with the smaller key, so that the order of the two does not show. */
  #cross(first: number, a: number, b: number): void {
    const table = this.#table;
    const second = table.partners[first] as number;
    const turned = compareKeys(table.keys[a] as string, table.keys[b] as string) > 0;
    const [one, other] = turned ? [b, a] : [a, b];
    this.left[first] = table.value(first, one);
    this.right[first] = table.value(second, other);
    this.left[second] = table.value(second, one);
    this.right[second] = table.value(first, other);
  }
}

function agreement(level: number): number {
  if (level === NOTHING_TO_COMPARE) return 0;
  return level <= AGREES ? AGREES + 1 - level : 0;
}

/** Slots of the memory of one field's comparisons; a power of two. */
const REMEMBERED = 1 << 18;

/** Compares two values of a field by number, and remembers the last answers. */
class ValueComparer {
  readonly #comparison: Comparison;
  readonly #dictionary: Dictionary;
  readonly #pairs = new Float64Array(REMEMBERED).fill(-1);
  readonly #levels = new Uint8Array(REMEMBERED);

  constructor(comparison: Comparison, dictionary: Dictionary) {
    this.#comparison = comparison;
    this.#dictionary = dictionary;
  }

  forget(): void {
    this.#pairs.fill(-1);
  }

  level(a: number, b: number): number {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const pair = high * 0x4000000 + low;
    const slot = (Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)) >>> 14;
    if (this.#pairs[slot] === pair) return this.#levels[slot] as number;
    const { forms } = this.#dictionary;
    const level = this.#comparison.level(forms[low] as string, forms[high] as string);
    this.#pairs[slot] = pair;
    this.#levels[slot] = level;
    return level;
  }
}
