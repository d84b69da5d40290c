import { isJsonObject, type Json } from '../vocabulary/json.js';
import { GrowingInts } from './growing.js';
import { ManyNumbers } from './many-numbers.js';

/** The path leads nowhere in the event. */
export const ABSENT = 0;
/** The path leads to `null`: missing too, but it removes an older trait. */
export const NULL = 1;
const FIRST_VALUE = 2;

/**
 * Every distinct value that a column holds, by number: columns keep 4 bytes a cell, and a predicate is worked out once per
 * distinct value instead of once per event. 10 and 10.0 are one value; "10" is another.
 */
export class Values {
  readonly #numbers = new ManyNumbers<string | number | boolean>();
  /** Arrays and objects, by their JSON text with keys in order. */
  readonly #structures = new ManyNumbers<string>();
  #values: Json[] = [null, null];
  /** How many cells hold each number. */
  readonly #holders = new GrowingInts(0);
  #forgotten = 0;

  /** Grows each time that values are forgotten: a number that somebody remembers for a value may mean nothing any more. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get size(): number {
    return this.#values.length;
  }

  /** The number of a value found at a path; `undefined` is {@link ABSENT}. */
  intern(value: Json | undefined): number {
    if (value === undefined) return ABSENT;
    if (value === null) return NULL;
    if (typeof value === 'object') return this.#number(this.#structures, canonicalJson(value), value);
    return this.#number(this.#numbers, value, value);
  }

  /** The value itself; `null` for the two that mean missing. */
  valueOf(number: number): Json {
    return this.#values[number] as Json;
  }

  /** A cell holds the number from now on. */
  hold(number: number): void {
    if (number >= FIRST_VALUE) this.#holders.set(number, this.#holders.get(number) + 1);
  }

  /**
   * A cell holds the number no more. When it was the last one, the value is forgotten, so that its bytes are gone from memory and from
   * later snapshots. The number is never given out again: tests remember their answers by number.
   */
  release(number: number): void {
    if (number < FIRST_VALUE) return;
    const left = this.#holders.get(number) - 1;
    this.#holders.set(number, left);
    if (left === 0) this.#forget(number);
  }

  /** Forgets what no cell holds: it was worked out, and is worked out again when it is asked for. */
  forgetUnheld(): void {
    for (let number = FIRST_VALUE; number < this.#values.length; number++) {
      if (this.#values[number] !== null && this.#holders.get(number) === 0) this.#forget(number);
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
      if (value === null) continue;
      if (typeof value === 'object') this.#structures.set(canonicalJson(value), number);
      else this.#numbers.set(value, number);
    }
  }

  #forget(number: number): void {
    const value = this.#values[number] as Json;
    if (typeof value === 'object') this.#structures.delete(canonicalJson(value));
    else this.#numbers.delete(value);
    this.#values[number] = null;
    this.#forgotten++;
  }

  #number<K extends string | number | boolean>(numbers: ManyNumbers<K>, key: K, value: Json): number {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#values.push(value) - 1;
    numbers.set(key, number);
    return number;
  }
}

/** JSON text that is the same for equal values: the order of an object's keys means nothing. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  return JSON.stringify(value, (_, inner: Json) => {
    if (!isJsonObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

/** What is the same for equal values only: 10 and 10.0, but not "10"; objects whatever the order of their keys. */
export function sameness(value: Json): string | number {
  return typeof value === 'number' ? value : canonicalJson(value);
}
