import { sameness } from '../timeline/values.js';
import type { Json } from '../vocabulary/json.js';
import type { SurgeValue } from '../vocabulary/surge.js';

/** The number of "all together", of a definition that counts by no value. */
export const ALL_TOGETHER = 0;
/** Longer texts are nothing that many share. */
const LONGEST = 200;

/** The values by which a definition counts, by number. What nobody has any more is forgotten when it is judged next. */
export class SurgeValues {
  readonly #numbers = new Map<string | number, number>();
  readonly #texts = new Map<number, SurgeValue>([[ALL_TOGETHER, null]]);
  #next = ALL_TOGETHER + 1;

  /** The numbers of what a cell holds: of each of an array's elements; none when there is nothing to count by. */
  numbersOf(cell: Json): readonly number[] {
    if (Array.isArray(cell)) return [...new Set(cell.flatMap((item) => this.#numberOf(item) ?? []))];
    return this.#numberOf(cell) ?? [];
  }

  find(value: SurgeValue): number | undefined {
    return value === null ? ALL_TOGETHER : this.#numbers.get(sameness(value));
  }

  valueOf(number: number): SurgeValue {
    return this.#texts.get(number) ?? null;
  }

  forget(number: number): void {
    const value = this.#texts.get(number);
    if (number === ALL_TOGETHER || value === undefined || value === null) return;
    this.#texts.delete(number);
    this.#numbers.delete(sameness(value));
  }

  #numberOf(value: Json): readonly number[] | undefined {
    if (value === null || typeof value === 'object' || value === '') return undefined;
    if (typeof value === 'string' && value.length > LONGEST) return undefined;
    const key = sameness(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(key, number);
      this.#texts.set(number, value);
    }
    return [number];
  }
}
