import type { MatchValue } from '../../identify/matching/field-kind.js';
import { entryValue } from '../../journal/entries.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { IDENTIFY_NAME } from '../../timeline/timelines.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import type { MatchingDefinition } from '../../vocabulary/matching.js';
import type { Memory } from '../memory.js';
import type { MatchRecord } from './matcher.js';
import { recordTypesOf } from './matching-definition.js';

/** Items of a list that are compared, at most. */
const MOST_ITEMS = 50;

/**
 * Reads records: an identifier with the newest value that its own events give each field (a newest `null` removes), whoever it is
 * joined with. So joining and parting customers changes no record.
 */
export class RecordReader {
  readonly fields: readonly string[];
  readonly #memory: Memory;
  readonly #paths: readonly (readonly string[])[];
  readonly #traits: readonly string[];
  readonly #types: ReadonlySet<string>;
  readonly #sources: ReadonlySet<string>;

  /** @param fields traits, with dots for parts of them */
  constructor(memory: Memory, fields: readonly string[], definition: Pick<MatchingDefinition, 'records' | 'sourcesWithoutDuplicates'>) {
    this.#memory = memory;
    this.fields = fields;
    this.#paths = fields.map((field) => field.split('.'));
    this.#traits = [...new Set(this.#paths.map(([trait]) => trait as string))];
    this.#types = new Set(recordTypesOf(definition));
    this.#sources = new Set(definition.sourcesWithoutDuplicates ?? []);
  }

  /** Whether an `identify` call says anything of a field. */
  concerns({ traits }: CustomerEvent): boolean {
    return this.#traits.some((trait) => Object.hasOwn(traits, trait));
  }

  /** Whether an identifier (written `type:value`) is of a type whose traits make records. */
  isOfRecord(text: string): boolean {
    return this.#types.has(text.slice(0, text.indexOf(':')));
  }

  /** The record of an identifier, by its number; undefined when it is of none of the types, or says nothing of any field. */
  read(identifier: number): MatchRecord | undefined {
    const key = this.#memory.timelines.identifiers.textOf(identifier);
    if (!this.isOfRecord(key)) return undefined;
    const newest = new Map<string, Json>();
    let source: string | undefined;
    for (const event of this.#ownIdentifies(identifier)) {
      source ??= event.source;
      for (const trait of this.#traits)
        if (!newest.has(trait) && Object.hasOwn(event.traits, trait)) newest.set(trait, ownValue(event.traits, trait) ?? null);
      if (newest.size === this.#traits.length) break;
    }
    const values = this.#paths.map(([trait = '', ...inside]) => matchValue(insideOf(newest.get(trait) ?? null, inside)));
    if (values.every((value) => value === null)) return undefined;
    return { key, values, ...(source !== undefined && this.#sources.has(source) && { source }) };
  }

  /** The `identify` calls that are stored under an identifier, newest first. */
  *#ownIdentifies(identifier: number): Iterable<CustomerEvent> {
    const { timelines, identities, journal } = this.#memory;
    const { rows } = timelines;
    const name = timelines.names.find(IDENTIFY_NAME);
    if (name === undefined) return;
    for (let row = timelines.newestOf(identities.customerOf(identifier), name); row !== NO_ROW; row = rows.previousOfName(row)) {
      if (rows.identifier(row) !== identifier) continue;
      const entry = journal.entryAt(rows.offset(row));
      if (entry.kind === 'event') yield entryValue(entry, 'event');
    }
  }
}

function insideOf(value: Json, keys: readonly string[]): Json {
  let found: Json | undefined = value;
  for (const key of keys) found = isJsonObject(found) ? ownValue(found as JsonObject, key) : undefined;
  return found ?? null;
}

function matchValue(value: Json): MatchValue {
  if (!Array.isArray(value)) return scalarText(value);
  const items = value.slice(0, MOST_ITEMS).flatMap((item) => scalarText(item) ?? []);
  return items.length === 0 ? null : items;
}

function scalarText(value: Json): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
