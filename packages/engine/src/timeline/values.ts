import type { Json } from '../vocabulary/json.js';

/** The path leads nowhere in the event. */
export const ABSENT = 0;
/** The path leads to `null`: missing too, but it removes an older trait. */
export const NULL = 1;
const FIRST_VALUE = 2;

/** Marks the keys of arrays and objects, which are told apart by their JSON text. */
const STRUCTURE = '\u0000json:';

/**
 * Every distinct value that a column holds, by number: columns keep 4 bytes a cell, and a predicate is worked out once per
 * distinct value instead of once per event. 10 and 10.0 are one value; "10" is another.
 */
export class Values {
  readonly #numbers = new Map<string | number | boolean, number>();
  #values: Json[] = [null, null];
  #free: number[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** The number of a value found at a path; `undefined` is {@link ABSENT}. */
  intern(value: Json | undefined): number {
    if (value === undefined) return ABSENT;
    if (value === null) return NULL;
    const key = typeof value === 'object' ? STRUCTURE + JSON.stringify(value) : value;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#free.pop() ?? this.#values.length;
    this.#values[number] = value;
    this.#numbers.set(key, number);
    return number;
  }

  /** The value itself; `null` for the two that mean missing. */
  valueOf(number: number): Json {
    return this.#values[number] as Json;
  }

  /** Forgets every value whose number is not in `used`, so that its bytes are gone from memory and from later snapshots. */
  keepOnly(used: ReadonlySet<number>): void {
    for (const [key, number] of this.#numbers) {
      if (used.has(number)) continue;
      this.#numbers.delete(key);
      this.#values[number] = null;
      this.#free.push(number);
    }
  }

  toJson(): Json[] {
    return this.#values;
  }

  /** Fills an empty dictionary from a snapshot. */
  load(values: readonly Json[]): void {
    this.#values = [...values];
    for (let number = FIRST_VALUE; number < values.length; number++) {
      const value = values[number] as Json;
      if (value === null) this.#free.push(number);
      else this.#numbers.set(typeof value === 'object' ? STRUCTURE + JSON.stringify(value) : value, number);
    }
  }
}
