import { bitsOf } from './expectation-maximisation.js';
import { heldBack, likenessOf } from './look-alikes.js';
import { MISSING, type RecordTable, type ValueMemory } from './record-table.js';
import { NOTHING_TO_COMPARE, PairComparer } from './pair-levels.js';
import type { FieldModel, LevelModel, MatchModel } from './model.js';
import { ModelShares } from './model-shares.js';
import { Rarity } from './rarity.js';

/** Scores pairs of records of a table under a model. */
export class Scorer implements ValueMemory {
  readonly comparer: PairComparer;
  readonly rarity: Rarity;
  /** Bits by slot and level as written. */
  readonly weights: readonly (readonly number[])[];
  readonly priorBits: number;
  readonly #table: RecordTable;
  readonly #shares: ModelShares;
  readonly #lookAlikes: MatchModel['lookAlikes'];
  /** Most that each field can add when its values differ; of fields that exchange values, whatever they are. */
  readonly #most: Float64Array;
  /** Fields that do not exchange values, those that say most first. */
  readonly #order: readonly number[];
  /** Most that all fields that exchange values can add together. */
  readonly #mostExchanging: number;

  constructor(table: RecordTable, model: MatchModel) {
    this.#table = table;
    this.#lookAlikes = model.lookAlikes;
    this.comparer = new PairComparer(table);
    this.weights = [...model.fields, ...model.arrangements].map(({ levels }) => [0, ...levels.map(weightOf)]);
    const typical = model.fields.map(({ levels }) => [undefined, ...levels.map(({ typicalShare }) => typicalShare)]);
    this.#shares = new ModelShares(table, model);
    this.rarity = new Rarity(table, this.comparer, typical, this.#shares.of);
    this.priorBits = bitsOf(model.prior);
    this.#most = Float64Array.from(model.fields, (field, number) => mostBits(field, table.partners[number] === number ? 1 : 0));
    const range = (field: number): number => (this.#most[field] as number) - Math.min(...(this.weights[field] as number[]));
    const fields = model.fields.map((_, field) => field);
    this.#order = fields.filter((field) => table.partners[field] === field).sort((a, b) => range(b) - range(a));
    const arrangements = model.arrangements.map(({ levels }) => Math.max(0, ...levels.map(weightOf)));
    const exchanging = fields.filter((field) => table.partners[field] !== field).map((field) => this.#most[field] as number);
    this.#mostExchanging = [...arrangements, ...exchanging].reduce((sum, bits) => sum + bits, 0);
  }

  /** Forgets what it knows of a value. */
  forget(field: number, value: number): void {
    this.#shares.forget(field, value);
  }

  /** Forgets what comparisons of two values of a field came to. */
  forgetPairs(field: number): void {
    this.comparer.forgetPairs(field);
  }

  /** How sure it is, in bits, that two rows are of one person: 0 is even, 10 is a thousand to one. */
  score(a: number, b: number): number {
    this.comparer.compare(a, b);
    const { levels } = this.comparer;
    let bits = this.priorBits;
    let rarity = 0;
    for (let slot = 0; slot < levels.length; slot++) {
      const level = levels[slot] as number;
      if (level === NOTHING_TO_COMPARE) continue;
      bits += this.weights[slot]?.[level] as number;
      rarity += this.rarity.ofField(slot);
    }
    return bits + rarity + this.#heldBack(rarity);
  }

  /** Bits by which the pair that was compared last is held back because two who look alike might be behind it: 0 or less. */
  lookAlikeBits(): number {
    return this.#heldBack(this.rarity.ofPair());
  }

  #heldBack(rarity: number): number {
    return heldBack(this.#lookAlikes.map((one) => likenessOf(one, this.#levelAt, rarity)));
  }

  readonly #levelAt = (slot: number): number => this.comparer.levels[slot] as number;

  /**
   * {@link score}, given up as soon as it cannot come to `least`: most pairs differ in what says most.
   * @returns minus infinity when it is less
   */
  scoreAtLeast(a: number, b: number, least: number): number {
    let possible = this.priorBits + this.#mostExchanging;
    for (const field of this.#order) possible += this.#mostOf(field, a, b);
    for (const field of this.#order) {
      if (possible < least) return Number.NEGATIVE_INFINITY;
      const [left, right] = [this.#table.value(field, a), this.#table.value(field, b)];
      if (left === MISSING || right === MISSING || left === right) continue;
      possible += this.#bitsOf(field, left, right) - (this.#most[field] as number);
    }
    if (possible < least) return Number.NEGATIVE_INFINITY;
    const bits = this.score(a, b);
    return bits >= least ? bits : Number.NEGATIVE_INFINITY;
  }

  /** Exact when the values are equal or one is missing. */
  #mostOf(field: number, a: number, b: number): number {
    const [left, right] = [this.#table.value(field, a), this.#table.value(field, b)];
    if (left === MISSING || right === MISSING) return 0;
    return left === right ? this.#bitsOf(field, left, right) : (this.#most[field] as number);
  }

  #bitsOf(field: number, left: number, right: number): number {
    this.comparer.compareField(field, left, right);
    return (this.weights[field]?.[this.comparer.levels[field] as number] as number) + this.rarity.ofField(field);
  }
}

/** Most bits that a field can add on the levels from one on, 0 for equality. */
function mostBits({ levels, rest, frequent }: FieldModel, from: number): number {
  const least = frequent.shares.reduce((smallest, share) => Math.min(smallest, share), rest);
  const bits = levels
    .slice(from)
    .map((level) => weightOf(level) + (level.typicalShare === undefined ? 0 : Math.log2(level.typicalShare / least)));
  return Math.max(0, ...bits);
}

/** Bits by which a level raises (or lowers) what is believed. */
export function weightOf({ m, u }: LevelModel): number {
  return Math.log2(m / u);
}
