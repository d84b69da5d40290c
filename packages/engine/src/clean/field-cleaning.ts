import type { FieldChange } from '../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import { extended } from './extended.js';
import type { FieldPlace } from './field-places.js';
import type { SettledPolicy } from './policy.js';
import { countryCode } from './rules/country.js';
import type { FieldRule, Surroundings } from './rules/rule.js';

/** Most changes that an event tells of; what is beyond is done and not told. */
export const MAX_CHANGES = 50;

/** Where an event may name a country, in the order in which it is believed. */
type Spoken = { readonly traits: JsonObject; readonly context: JsonObject; readonly properties: JsonObject };

/** The cleaning of one event's fields, in the making: what changed, and what rules want to know of the rest of the event. */
export class FieldCleaning implements Surroundings {
  readonly policy: SettledPolicy;
  readonly ofGroup: boolean;
  /** What changed so far; undefined while nothing has. */
  changes: FieldChange[] | undefined;
  around: JsonObject = {};
  readonly #event: Spoken;
  #beside: { readonly key: string; readonly value: Json; readonly rule: string }[] = [];

  constructor(policy: SettledPolicy, ofGroup: boolean, event: Spoken) {
    this.policy = policy;
    this.ofGroup = ofGroup;
    this.#event = event;
  }

  get currency(): Json | undefined {
    return this.#event.properties.currency;
  }

  country(): string | undefined {
    const { traits, context, properties } = this.#event;
    const within = context.traits;
    for (const value of [
      ...countriesIn(traits),
      ...(isJsonObject(within) ? countriesIn(within) : []),
      isJsonObject(context.location) ? context.location.country : undefined,
      properties.country,
    ]) {
      const code = typeof value === 'string' ? countryCode(value) : undefined;
      if (code !== undefined) return code;
    }
    return undefined;
  }

  addBeside(key: string, value: Json, rule: string): boolean {
    const said = this.#beside.find((beside) => beside.key === key);
    if (said === undefined) this.#beside.push({ key, value, rule });
    return said === undefined || said.value === value;
  }

  /** Tells of a change. */
  record(field: string, rule: string, from: Json | undefined): void {
    this.changes ??= [];
    if (this.changes.length >= MAX_CHANGES) return;
    this.changes.push(from === undefined || !this.policy.keepOriginals ? { field, rule } : { field, rule, from });
  }

  /** The object with its places cleaned; the same object when nothing changed, and never changed itself: batches share theirs. */
  clean(object: JsonObject, place: FieldPlace, path: string): JsonObject {
    const outer = this.#beside;
    this.#beside = [];
    let cleaned = this.#cleanKeys(object, place, path);
    for (const { key, value, rule } of this.#beside) {
      cleaned = extended(cleaned, { [key]: value });
      this.record(`${path}.${key}`, rule, undefined);
    }
    this.#beside = outer;
    return cleaned;
  }

  #cleanKeys(object: JsonObject, place: FieldPlace, path: string): JsonObject {
    let cleaned = object;
    for (const key in object) {
      const inner = place.inside.get(key);
      if (inner === undefined) continue;
      const value = object[key] as Json;
      const next = this.#cleanValue(value, inner, object, path === '' ? key : `${path}.${key}`);
      if (next === value) continue;
      if (cleaned === object) cleaned = { ...object };
      if (next === undefined) delete cleaned[key];
      else cleaned[key] = next;
    }
    return cleaned;
  }

  #cleanValue(value: Json, place: FieldPlace, around: JsonObject, path: string): Json | undefined {
    if (value === null || typeof value === 'boolean')
      return place.rule?.keepsOriginal === false ? this.#apply(place.rule, value, around, path) : value;
    if (place.rule !== undefined) return this.#apply(place.rule, value, around, path);
    if (typeof value !== 'object') return value;
    if (!Array.isArray(value)) return this.clean(value, place, path);
    return place.isList ? this.#cleanList(value, place, path) : value;
  }

  #cleanList(values: Json[], place: FieldPlace, path: string): Json[] {
    const cleaned = values.map((value, index) => (isJsonObject(value) ? this.clean(value, place, `${path}[${index}]`) : value));
    return cleaned.every((value, index) => value === values[index]) ? values : cleaned;
  }

  /** A rule whose own answer it would change again is not asked at all: cleaning what is clean changes nothing. */
  #apply(rule: FieldRule, value: Json, around: JsonObject, path: string): Json | undefined {
    this.around = around;
    const before = this.#beside.length;
    const cleaned = rule.clean(value, this);
    if (cleaned === value) return value;
    if (cleaned !== undefined && rule.settles !== true && rule.clean(cleaned, this) !== cleaned) {
      this.#beside.length = before;
      return value;
    }
    this.record(path, rule.name, rule.keepsOriginal === false ? undefined : value);
    return cleaned;
  }
}

function countriesIn(traits: JsonObject): (Json | undefined)[] {
  const { address, country } = traits;
  return [isJsonObject(address) ? address.country : undefined, country];
}
