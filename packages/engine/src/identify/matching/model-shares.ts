import { valueHash } from './frequent-values.js';
import type { FieldModel, MatchModel } from './model.js';
import type { ShareOf } from './rarity.js';
import type { RecordTable } from './record-table.js';

/** The share of the persons who have a value, as a model knows it; each value is looked up once. */
export function modelShares(table: RecordTable, model: MatchModel): ShareOf {
  const shares = model.fields.map((field, number) => new SharesOfField(field, table, number));
  return (field, value) => (shares[field] as SharesOfField).of(value);
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
