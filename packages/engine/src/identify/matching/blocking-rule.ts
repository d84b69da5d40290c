import { BLOCKING_PARTS, type BlockingPart } from './blocking-parts.js';
import type { MatchField } from './field-kind.js';
import { MISSING, type RecordTable, type ValueMemory } from './record-table.js';
import { joinedHash, textHash } from './text-hash.js';

/** One part of one field. */
export interface RulePart {
  readonly field: number;
  /** A name of a part of the field's kind. */
  readonly part: string;
}

/** Records are brought together when all of these agree. */
export type BlockingRule = readonly RulePart[];

/** A record without one of the parts is in no block of the rule. */
export const NO_BLOCK = 0;

/** Two rows whose parts agree have the same 32-bit number; {@link NO_BLOCK} for none. Different ones have different numbers but by chance, which costs a comparison and nothing else. */
export type BlockOf = (row: number) => number;

/** Gives a rule's block for the rows of a table, also those that are added later. */
export function compileRule(rule: BlockingRule, table: RecordTable, hashes: PartHashes): BlockOf {
  const parts = rule.map((part) => hashes.of(table, part));
  return (row) => {
    let hash = 0x51ed270b;
    for (const part of parts) {
      const value = part(row);
      if (value === NO_BLOCK) return NO_BLOCK;
      hash = joinedHash(hash, value);
    }
    return hash === NO_BLOCK ? 1 : hash;
  };
}

/** Hashes of parts of values, each worked out once. */
export class PartHashes implements ValueMemory {
  readonly #known = new Map<string, HashesOfPart>();

  of(table: RecordTable, { field, part }: RulePart): BlockOf {
    const name = `${field} ${part}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known.of;
    const made = new HashesOfPart(table, field, partNamed(table.fields[field] as MatchField, part), this.#known.size);
    this.#known.set(name, made);
    return made.of;
  }

  /** Forgets what it worked out of a value. */
  forget(field: number, value: number): void {
    for (const hashes of this.#known.values()) if (hashes.field === field) hashes.forget(value);
  }

  /** Nothing is remembered about two values. */
  forgetPairs(): void {}
}

function partNamed({ kind }: MatchField, name: string): BlockingPart {
  const found = BLOCKING_PARTS[kind].find((part) => part.name === name);
  if (found === undefined) throw new RangeError(`a ${kind} has no part "${name}"`);
  return found;
}

/** Stands where nothing is worked out yet. A value that has this hash is worked out each time. */
const UNKNOWN = 0x7fffffff;

class HashesOfPart {
  readonly field: number;
  readonly #forms: readonly string[];
  readonly #part: BlockingPart;
  readonly #seed: number;
  #hashes = new Int32Array(1_024).fill(UNKNOWN);
  readonly of: BlockOf;

  constructor(table: RecordTable, field: number, part: BlockingPart, seed: number) {
    this.field = field;
    this.#forms = (table.dictionaries[field] as RecordTable['dictionaries'][number]).forms;
    this.#part = part;
    this.#seed = seed;
    this.of = (row) => {
      const value = table.value(field, row);
      if (value === MISSING) return NO_BLOCK;
      const known = this.#hashes[value];
      return known === undefined || known === UNKNOWN ? this.#workOut(value) : known;
    };
  }

  forget(value: number): void {
    if (value < this.#hashes.length) this.#hashes[value] = UNKNOWN;
  }

  #workOut(value: number): number {
    if (value >= this.#hashes.length) {
      const larger = new Int32Array(2 * Math.max(value, this.#forms.length / 2)).fill(UNKNOWN);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    const text = this.#part.of(this.#forms[value] as string);
    const hash = text === '' ? NO_BLOCK : textHash(text, this.#seed) || 1;
    this.#hashes[value] = hash;
    return hash;
  }
}
