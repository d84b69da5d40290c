import { BLOCKING_PARTS, type BlockingPart } from './blocking-parts.js';
import type { MatchField } from './field-kind.js';
import { MISSING, type RecordTable } from './record-table.js';
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
export class PartHashes {
  readonly #known = new Map<string, BlockOf>();

  of(table: RecordTable, { field, part }: RulePart): BlockOf {
    const name = `${field} ${part}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const made = hashesOf(table, field, partNamed(table.fields[field] as MatchField, part), this.#known.size);
    this.#known.set(name, made);
    return made;
  }
}

function partNamed({ kind }: MatchField, name: string): BlockingPart {
  const found = BLOCKING_PARTS[kind].find((part) => part.name === name);
  if (found === undefined) throw new RangeError(`a ${kind} has no part "${name}"`);
  return found;
}

function hashesOf(table: RecordTable, field: number, part: BlockingPart, seed: number): BlockOf {
  const forms = (table.dictionaries[field] as RecordTable['dictionaries'][number]).forms;
  let hashes = new Int32Array(Math.max(1_024, forms.length));
  let filled = 0;
  return (row) => {
    const value = table.value(field, row);
    if (value === MISSING) return NO_BLOCK;
    for (; filled <= value; filled++) {
      if (filled === hashes.length) hashes = grown(hashes);
      const text = part.of(forms[filled] as string);
      hashes[filled] = text === '' ? NO_BLOCK : textHash(text, seed) || 1;
    }
    return hashes[value] as number;
  };
}

function grown(hashes: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * hashes.length);
  larger.set(hashes);
  return larger;
}
