import { valueHash } from './frequent-values.js';
import type { FieldModel, MatchModel } from './model.js';
import type { ShareOf } from './rarity.js';
import type { RecordTable, ValueMemory } from './record-table.js';

/** The share of the persons who have a value, as a model knows it; each value is looked up once. */
export class ModelShares implements Pick<ValueMemory, 'forget'> {
  readonly #fields: readonly SharesOfField[];

  constructor(table: RecordTable, model: MatchModel) {
    this.#fields = model.fields.map((field, number) => new SharesOfField(field, table, number));
  }

  readonly of: ShareOf = (field, value) => (this.#fields[field] as SharesOfField).of(value);

  /** Forgets what it looked up for a value. */
  forget(field: number, value: number): void {
    this.#fields[field]?.forget(value);
  }
}

class SharesOfField {
  readonly #model: ReadonlyMap<number, number>;
  readonly #rest: number;
  readonly #forms: readonly string[];
  #known = new Float64Array(1_024);

  constructor({ frequent, rest }: FieldModel, table: RecordTable, field: number) {
    this.#model = new Map(frequent.hashes.map((hash, place) => [hash, frequent.shares[place] ?? rest]));
    this.#rest = rest;
    this.#forms = table.dictionaries[field]?.forms ?? [];
  }

  forget(value: number): void {
    if (value < this.#known.length) this.#known[value] = 0;
  }

  of(value: number): number {
    if (value >= this.#known.length) {
      const grown = new Float64Array(2 * value);
      grown.set(this.#known);
      this.#known = grown;
    }
    const known = this.#known[value] as number;
    if (known > 0) return known;
    const share = this.#model.get(valueHash(this.#forms[value] ?? '')) ?? this.#rest;
    this.#known[value] = share;
    return share;
  }
}
