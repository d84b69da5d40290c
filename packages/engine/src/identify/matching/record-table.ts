import { Dictionary } from './dictionary.js';
import type { MatchField, MatchValue } from './field-kind.js';
import { GrowingInts } from './growing-array.js';
import { normalised } from './normalise.js';
import { partnersOf } from './partners.js';

/** Stands where a record has no value in a field. */
export const MISSING = -1;

/** Whoever remembers something by the numbers of values, and has to know when these come to mean something else. */
export interface ValueMemory {
  /** Nobody has a value of a field any more. What was worked out of it has to go. */
  forget(field: number, value: number): void;
  /** Numbers that were forgotten are about to be given out again: nothing about two values of the field may be remembered. */
  forgetPairs(field: number): void;
}

/** Records by row: for each field the number of their value. A record takes four bytes a field and its key; values are kept once. */
export class RecordTable {
  readonly fields: readonly MatchField[];
  /** By field; fields that exchange their values share one. */
  readonly dictionaries: readonly Dictionary[];
  /** By field: the field with which it exchanges values, by slip; itself when there is none. */
  readonly partners: readonly number[];
  /** By row; '' where no record is. */
  readonly keys: string[] = [];
  readonly #columns: readonly GrowingInts[];
  readonly #memories: ValueMemory[] = [];
  /** Rows whose records were removed. */
  readonly #free: number[] = [];

  constructor(fields: readonly MatchField[]) {
    this.fields = fields;
    this.partners = partnersOf(fields);
    this.#columns = fields.map(() => new GrowingInts());
    const own = fields.map(() => new Dictionary());
    this.dictionaries = fields.map((_, field) => own[Math.min(field, this.partners[field] ?? field)] as Dictionary);
  }

  /** Rows, those of removed records included: they have no value in any field, and are given out again. */
  get length(): number {
    return this.keys.length;
  }

  /** Has to be told, before the first record is changed or removed, of whoever goes on using what it made of this table's values. */
  remember(memory: ValueMemory): void {
    this.#memories.push(memory);
  }

  /**
   * Takes a record in.
   * @param key Its id: unique among all records; ties are broken by it, so that no order of arrival shows.
   * @param values In the order of the fields, as they came.
   * @returns its row
   */
  add(key: string, values: readonly MatchValue[]): number {
    const row = this.#free.pop() ?? this.keys.length;
    for (const [field, { kind }] of this.fields.entries()) {
      const form = normalised(values[field] ?? null, kind);
      const value = form === undefined ? MISSING : (this.dictionaries[field] as Dictionary).use(form);
      const column = this.#columns[field] as GrowingInts;
      if (row === column.length) column.push(value);
      else column.set(row, value);
    }
    this.keys[row] = key;
    return row;
  }

  /** Replaces a record's values. @returns whether any of them is another in its normalised form */
  change(row: number, values: readonly MatchValue[]): boolean {
    let isOther = false;
    for (const [field, { kind }] of this.fields.entries()) {
      const form = normalised(values[field] ?? null, kind);
      if (form === this.form(field, row)) continue;
      isOther = true;
      const value = form === undefined ? MISSING : (this.dictionaries[field] as Dictionary).use(form);
      this.#release(field, row);
      (this.#columns[field] as GrowingInts).set(row, value);
    }
    return isOther;
  }

  /** Removes a record. Values that nobody else has are not kept. */
  remove(row: number): void {
    for (const [field, column] of this.#columns.entries()) {
      this.#release(field, row);
      column.set(row, MISSING);
    }
    this.keys[row] = '';
    this.#free.push(row);
  }

  /** The number of a record's value; {@link MISSING} when it has none. */
  value(field: number, row: number): number {
    return (this.#columns[field] as GrowingInts).at(row);
  }

  /** A record's value in its normalised form; undefined when it has none. */
  form(field: number, row: number): string | undefined {
    const value = this.value(field, row);
    return value === MISSING ? undefined : this.dictionaries[field]?.forms[value];
  }

  #release(field: number, row: number): void {
    const value = this.value(field, row);
    if (value === MISSING) return;
    const dictionary = this.dictionaries[field] as Dictionary;
    if (!dictionary.release(value)) return;
    const sharing = this.partners[field] === field ? [field] : [field, this.partners[field] as number];
    for (const memory of this.#memories) for (const one of sharing) memory.forget(one, value);
    if (!dictionary.isFullOfForgotten) return;
    for (const memory of this.#memories) for (const one of sharing) memory.forgetPairs(one);
    dictionary.reuseForgotten();
  }
}
