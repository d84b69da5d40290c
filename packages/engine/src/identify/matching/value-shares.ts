import { MISSING, type RecordTable } from './record-table.js';

/** For a field: by value the share of persons (not of records) that have it. */
export type ValueShares = readonly Float64Array[];

/** How often each value is seen, by field and value. */
export function valueCounts(table: RecordTable): readonly Float64Array[] {
  return table.fields.map((_, field) => {
    const counts = new Float64Array(table.dictionaries[field]?.forms.length ?? 0);
    for (let row = 0; row < table.length; row++) {
      const value = table.value(field, row);
      if (value !== MISSING) counts[value] = (counts[value] as number) + 1;
    }
    return counts;
  });
}

/** Pairs of records that agree on a value, by how many records have it. */
export interface AgreeingPairs {
  /** By field and by the power of two of the records that have a value: the share of the pairs that agree on it and are of one person. */
  readonly sameShare: readonly (readonly number[])[];
}

/** Powers of two that are told apart. */
const POWERS = 32;

/**
 * How many persons are behind each value. Of `c` records with a value, of whose pairs a share `s` is of one person, about c / (1 + s (c − 1)) persons:
 * c when no two are one person's, 1 when all are. `s` is taken over all values that as many records have: for a single one it would be chance.
 */
export function personsBehind(counts: readonly Float64Array[], { sameShare }: AgreeingPairs): readonly Float64Array[] {
  return counts.map((ofField, field) =>
    ofField.map((count) => (count === 0 ? 0 : Math.max(1, count / (1 + (sameShare[field]?.[powerOf(count)] ?? 0) * (count - 1))))),
  );
}

/** Adds up pairs that agree, for {@link AgreeingPairs}. */
export class AgreeingCount {
  readonly #counts: readonly Float64Array[];
  readonly #same: readonly Float64Array[];

  constructor(counts: readonly Float64Array[]) {
    this.#counts = counts;
    this.#same = counts.map(() => new Float64Array(POWERS));
  }

  /** @param weight Expected pairs of one person. */
  add(field: number, value: number, weight: number): void {
    const power = powerOf(this.#counts[field]?.[value] ?? 0);
    const same = this.#same[field] as Float64Array;
    same[power] = (same[power] as number) + weight;
  }

  shares(): AgreeingPairs {
    const sameShare = this.#counts.map((counts, field) => {
      const pairs = new Float64Array(POWERS);
      for (const count of counts) if (count > 1) pairs[powerOf(count)] = (pairs[powerOf(count)] as number) + (count * (count - 1)) / 2;
      return Array.from(pairs, (all, power) => (all === 0 ? 0 : Math.min(1, (this.#same[field]?.[power] as number) / all)));
    });
    return { sameShare };
  }
}

function powerOf(count: number): number {
  return count < 2 ? 0 : Math.min(POWERS - 1, Math.floor(Math.log2(count)));
}

/** Numbers of persons as shares of all who have a value in the field. */
export function asShares(persons: readonly Float64Array[]): ValueShares {
  return persons.map((ofField) => {
    const all = ofField.reduce((sum, count) => sum + count, 0);
    return ofField.map((count) => count / Math.max(1, all));
  });
}

/** The chance that two persons have the same value, by field. */
export function chanceOfSame(shares: ValueShares): readonly number[] {
  return shares.map((ofField) => ofField.reduce((sum, share) => sum + share * share, 0));
}
