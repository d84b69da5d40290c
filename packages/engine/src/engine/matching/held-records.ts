import type { MatchValue } from '../../identify/matching/field-kind.js';
import { LONGEST_GIVEN, MOST_ELEMENTS_GIVEN } from '../../identify/matching/normalise.js';
import { compareKeys } from '../../identify/matching/key-order.js';
import { textHash } from '../../identify/matching/text-hash.js';
import type { ArrivingRecord } from '../../identify/matching/match-index.js';
import type { MatchRecord } from './matcher.js';

/** The records of a matcher as they came, since what a model makes of their values may change with the model. One text each: a tenth of the memory that arrays of texts would take. */
export class HeldRecords {
  readonly #texts = new Map<string, string>();

  get size(): number {
    return this.#texts.size;
  }

  /** @returns whether that changed anything */
  put({ key, values, source }: MatchRecord): boolean {
    const text = JSON.stringify([source ?? null, ...values.map(bounded)]);
    if (this.#texts.get(key) === text) return false;
    this.#texts.set(key, text);
    return true;
  }

  /** @returns whether it was there */
  remove(key: string): boolean {
    return this.#texts.delete(key);
  }

  clear(): void {
    this.#texts.clear();
  }

  *all(): Iterable<ArrivingRecord> {
    for (const key of this.#texts.keys()) yield this.#at(key);
  }

  /** All of them in an order that follows from their keys, whatever way they came, and from nothing that the keys say: the first of them are a sample. */
  *mixed(): Iterable<ArrivingRecord> {
    const keys = [...this.#texts.keys()].map((key) => ({ key, hash: textHash(key, 0) }));
    for (const { key } of keys.sort((one, other) => one.hash - other.hash || compareKeys(one.key, other.key))) yield this.#at(key);
  }

  #at(key: string): ArrivingRecord {
    const [source, ...values] = JSON.parse(this.#texts.get(key) as string) as [string | null, ...MatchValue[]];
    return { key, values, sourceWithoutDuplicates: source ?? undefined };
  }
}

/** As much of a value as counts. */
function bounded(value: MatchValue): MatchValue {
  if (value === null) return null;
  if (typeof value === 'string') return value.slice(0, LONGEST_GIVEN);
  return value.slice(0, MOST_ELEMENTS_GIVEN).map((element) => element.slice(0, LONGEST_GIVEN));
}
