import type { Json } from '../vocabulary/json.js';
import type { Bins } from './bins.js';

/** What a path may hold. Nothing, null and blank text are the same: blank. */
export const JSON_TYPES = { blank: 0, string: 1, number: 2, boolean: 3, object: 4, array: 5 } as const;
export type JsonType = Exclude<keyof typeof JSON_TYPES, 'blank'>;
const TYPES = 6;

export function typeOf(value: Json): number {
  switch (typeof value) {
    case 'string':
      return value === '' || (value.charCodeAt(0) <= 32 && value.trim() === '') ? JSON_TYPES.blank : JSON_TYPES.string;
    case 'number':
      return JSON_TYPES.number;
    case 'boolean':
      return JSON_TYPES.boolean;
    default:
      if (value === null) return JSON_TYPES.blank;
      return Array.isArray(value) ? JSON_TYPES.array : JSON_TYPES.object;
  }
}

/** The part of a day, from its beginning, in which a field was missing most strikingly. */
export interface WorstPart {
  readonly hits: number;
  readonly of: number;
}

/** Events of one name and one value of `by` on one day. */
export class Group {
  n = 0;
  /** When it is looked at next within the day. */
  nextLook = 8;
  /** By path. */
  readonly worst = new Map<number, WorstPart>();
  #present = new Uint32Array(8);

  see(path: number): void {
    if (path >= this.#present.length) this.#present = longer(this.#present, path);
    this.#present[path] = (this.#present[path] as number) + 1;
  }

  present(path: number): number {
    return this.#present[path] ?? 0;
  }

  toJson(): SavedGroup {
    return { n: this.n, nextLook: this.nextLook, worst: [...this.worst], present: trimmed(this.#present) };
  }

  static from({ n, nextLook, worst, present }: SavedGroup): Group {
    const group = new Group();
    group.n = n;
    group.nextLook = nextLook;
    for (const [path, part] of worst) group.worst.set(path, part);
    group.#present = Uint32Array.from(present);
    return group;
  }
}

/** A group as saved. */
export interface SavedGroup {
  readonly n: number;
  readonly nextLook: number;
  readonly worst: readonly (readonly [number, WorstPart])[];
  readonly present: readonly number[];
}

const NOTHING: ReadonlyMap<number, number> = new Map();

/** Events of one name on one day. */
export class NameDay {
  readonly day: number;
  n = 0;
  nextLook = 8;
  /** By path. */
  readonly worst = new Map<number, WorstPart>();
  /** By path and JSON type. */
  #types = new Uint32Array(8 * TYPES);
  /** By the hash of the value of `by`; no more once the day is old. */
  groups: Map<number, Group> | undefined = new Map();
  #numbers: Map<number, Bins> | undefined = new Map();
  #categories: Map<number, Map<number, number>> | undefined = new Map();

  constructor(day: number) {
    this.day = day;
  }

  see(path: number, type: number): void {
    const at = path * TYPES + type;
    if (at >= this.#types.length) this.#types = longer(this.#types, at);
    this.#types[at] = (this.#types[at] as number) + 1;
  }

  /** How many events have something at a path. */
  present(path: number): number {
    let sum = 0;
    for (let type = 1; type < TYPES; type++) sum += this.#types[path * TYPES + type] ?? 0;
    return sum;
  }

  /** How many have something of a JSON type at a path. */
  ofType(path: number, type: number): number {
    return this.#types[path * TYPES + type] ?? 0;
  }

  /** What was counted of a path's numbers and texts, for reading. */
  numbersOf(path: number): ReadonlyMap<number, number> {
    return this.#numbers?.get(path) ?? NOTHING;
  }

  categoriesOf(path: number): ReadonlyMap<number, number> {
    return this.#categories?.get(path) ?? NOTHING;
  }

  numbersAt(path: number): Bins {
    return at(this.#numbers, path);
  }

  categoriesAt(path: number): Map<number, number> {
    return at(this.#categories, path);
  }

  /** Lets go of everything that is kept for recent days alone. */
  growOld(): void {
    this.groups = undefined;
    this.#numbers = undefined;
    this.#categories = undefined;
  }

  toJson(): SavedNameDay {
    return {
      n: this.n,
      nextLook: this.nextLook,
      worst: [...this.worst],
      types: trimmed(this.#types),
      groups: this.groups === undefined ? null : [...this.groups].map(([hash, group]) => [hash, group.toJson()] as const),
      numbers: this.#numbers === undefined ? null : [...this.#numbers].map(([path, bins]) => [path, [...bins]] as const),
      categories: this.#categories === undefined ? null : [...this.#categories].map(([path, counts]) => [path, [...counts]] as const),
    };
  }

  static from(day: number, saved: SavedNameDay): NameDay {
    const found = new NameDay(day);
    found.n = saved.n;
    found.nextLook = saved.nextLook;
    for (const [path, part] of saved.worst) found.worst.set(path, part);
    found.#types = Uint32Array.from(saved.types);
    found.groups = saved.groups === null ? undefined : new Map(saved.groups.map(([hash, group]) => [hash, Group.from(group)]));
    found.#numbers = saved.numbers === null ? undefined : new Map(saved.numbers.map(([path, bins]) => [path, new Map(bins)]));
    found.#categories = saved.categories === null ? undefined : new Map(saved.categories.map(([path, counts]) => [path, new Map(counts)]));
    return found;
  }
}

type Pairs = readonly (readonly [number, number])[];

/** A name's day as saved. */
export interface SavedNameDay {
  readonly n: number;
  readonly nextLook: number;
  readonly worst: readonly (readonly [number, WorstPart])[];
  readonly types: readonly number[];
  readonly groups: readonly (readonly [number, SavedGroup])[] | null;
  readonly numbers: readonly (readonly [number, Pairs])[] | null;
  readonly categories: readonly (readonly [number, Pairs])[] | null;
}

/** What happened on one day (UTC), by event time. */
export class HappenedDay {
  readonly day: number;
  accepted = 0;
  nextLook = 64;
  /** How many were to be expected, by what was known when the day was over; undefined while it is not, or too little was known. */
  expected: number | undefined;
  readonly hours: number[] = new Array<number>(24).fill(0);
  readonly names = new Map<string, NameDay>();

  constructor(day: number) {
    this.day = day;
  }

  toJson(): SavedHappenedDay {
    const { day, accepted, nextLook, hours } = this;
    return {
      day,
      accepted,
      expected: this.expected ?? null,
      nextLook,
      hours,
      names: [...this.names].map(([name, it]) => [name, it.toJson()]),
    };
  }

  static from({ day, accepted, expected, nextLook, hours, names }: SavedHappenedDay): HappenedDay {
    const found = new HappenedDay(day);
    found.accepted = accepted;
    found.nextLook = nextLook;
    found.expected = expected ?? undefined;
    hours.forEach((count, hour) => (found.hours[hour] = count));
    for (const [name, saved] of names) found.names.set(name, NameDay.from(day, saved));
    return found;
  }
}

/** A day as saved. */
export interface SavedHappenedDay {
  readonly day: number;
  readonly accepted: number;
  readonly expected: number | null;
  readonly nextLook: number;
  readonly hours: readonly number[];
  readonly names: readonly (readonly [string, SavedNameDay])[];
}

/** What arrived on one day (UTC), by the engine's clock. */
export class ArrivedDay {
  readonly day: number;
  accepted = 0;
  duplicate = 0;
  conflicting = 0;
  quarantined = 0;
  /** Quarantined items by reason. */
  readonly reasons = new Map<string, number>();
  /** Milliseconds from happening to arriving. */
  readonly lateness: Bins = new Map();
  nextLook = 32;

  constructor(day: number) {
    this.day = day;
  }

  get received(): number {
    return this.accepted + this.duplicate + this.quarantined;
  }

  toJson(): SavedArrivedDay {
    const { day, accepted, duplicate, conflicting, quarantined, nextLook } = this;
    return { day, accepted, duplicate, conflicting, quarantined, nextLook, reasons: [...this.reasons], lateness: [...this.lateness] };
  }

  static from({ day, reasons, lateness, ...counts }: SavedArrivedDay): ArrivedDay {
    const found = Object.assign(new ArrivedDay(day), counts);
    for (const [reason, count] of reasons) found.reasons.set(reason, count);
    for (const [bin, count] of lateness) found.lateness.set(bin, count);
    return found;
  }
}

/** A day of arrivals as saved. */
export interface SavedArrivedDay {
  readonly day: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly conflicting: number;
  readonly quarantined: number;
  readonly nextLook: number;
  readonly reasons: readonly (readonly [string, number])[];
  readonly lateness: Pairs;
}

function at(found: Map<number, Map<number, number>> | undefined, path: number): Map<number, number> {
  let counts = found?.get(path);
  if (counts === undefined) {
    counts = new Map();
    found?.set(path, counts);
  }
  return counts;
}

function longer(counts: Uint32Array<ArrayBuffer>, index: number): Uint32Array<ArrayBuffer> {
  const found = new Uint32Array(Math.max(index + 1, counts.length * 2));
  found.set(counts);
  return found;
}

/** Without the zeros at the end. */
function trimmed(counts: Uint32Array): number[] {
  let length = counts.length;
  while (length > 0 && counts[length - 1] === 0) length--;
  return [...counts.subarray(0, length)];
}
