import { bitsOf } from './expectation-maximisation.js';
import { NOTHING_TO_COMPARE, PairComparer } from './pair-levels.js';
import type { LevelModel, MatchModel } from './model.js';
import { modelShares } from './model-shares.js';
import { Rarity } from './rarity.js';
import type { RecordTable } from './record-table.js';

/** Scores pairs of records of a table under a model. */
export class Scorer {
  readonly comparer: PairComparer;
  readonly rarity: Rarity;
  /** Bits by slot and level as written. */
  readonly weights: readonly (readonly number[])[];
  readonly priorBits: number;

  constructor(table: RecordTable, model: MatchModel) {
    this.comparer = new PairComparer(table);
    this.weights = [...model.fields, ...model.arrangements].map(({ levels }) => [0, ...levels.map(weightOf)]);
    const typical = model.fields.map(({ levels }) => [undefined, ...levels.map(({ typicalShare }) => typicalShare)]);
    this.rarity = new Rarity(table, this.comparer, typical, modelShares(table, model));
    this.priorBits = bitsOf(model.prior);
  }

  /** How sure it is, in bits, that two rows are of one person: 0 is even, 10 is a thousand to one. */
  score(a: number, b: number): number {
    this.comparer.compare(a, b);
    const { levels } = this.comparer;
    let bits = this.priorBits;
    for (let slot = 0; slot < levels.length; slot++) {
      const level = levels[slot] as number;
      if (level !== NOTHING_TO_COMPARE) bits += (this.weights[slot]?.[level] as number) + this.rarity.ofField(slot);
    }
    return bits;
  }
}

/** Bits by which a level raises (or lowers) what is believed. */
export function weightOf({ m, u }: LevelModel): number {
  return Math.log2(m / u);
}
