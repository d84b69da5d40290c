import type { MatchField, MatchValue } from './field-kind.js';
import { GrowingInts } from './growing-array.js';
import { normalised } from './normalise.js';
import { partnersOf } from './partners.js';

/** Stands where a record has no value in a field. */
export const MISSING = -1;

/** The different values of a field (of several that exchange their values), with a number for each. */
export class Dictionary {
  readonly forms: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(form: string): number {
    const known = this.#numbers.get(form);
    if (known !== undefined) return known;
    const number = this.forms.length;
    this.#numbers.set(form, number);
    this.forms.push(form);
    return number;
  }
}

/** Records by row: for each field the number of their value. A record takes four bytes a field and its key; values are kept once. */
export class RecordTable {
  readonly fields: readonly MatchField[];
  /** By field; fields that exchange their values share one. */
  readonly dictionaries: readonly Dictionary[];
  /** By field: the field with which it exchanges values, by slip; itself when there is none. */
  readonly partners: readonly number[];
  readonly keys: string[] = [];
  readonly #columns: readonly GrowingInts[];

  constructor(fields: readonly MatchField[]) {
    this.fields = fields;
    this.partners = partnersOf(fields);
    this.#columns = fields.map(() => new GrowingInts());
    const own = fields.map(() => new Dictionary());
    this.dictionaries = fields.map((_, field) => own[Math.min(field, this.partners[field] ?? field)] as Dictionary);
  }

  get length(): number {
    return this.keys.length;
  }

  /**
   * Takes a record in.
   * @param key Its id: unique among all records; ties are broken by it, so that no order of arrival shows.
   * @param values In the order of the fields, as they came.
   * @returns its row
   */
  add(key: string, values: readonly MatchValue[]): number {
    for (const [field, { kind }] of this.fields.entries()) {
      const form = normalised(values[field] ?? null, kind);
      this.#columns[field]?.push(form === undefined ? MISSING : (this.dictionaries[field] as Dictionary).number(form));
    }
    this.keys.push(key);
    return this.keys.length - 1;
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
}
