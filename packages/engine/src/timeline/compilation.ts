import type { DefinitionProblem } from '../vocabulary/definition.js';
import { didYouMean } from '../vocabulary/did-you-mean.js';
import { type Milliseconds, parseDuration } from '../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import type { Columns } from './columns.js';
import type { Interner } from './interner.js';
import { NO_REFERENCES, type References } from './references.js';
import type { TimeZone } from './time-zones.js';

/** Deepest nesting of conditions: far beyond what anyone writes, far below what overflows the stack. */
export const DEEPEST_CONDITION = 100;

/** Longest message: a mistake may hold a text of any length. */
const LONGEST_MESSAGE = 300;

/** Where compiled definitions meet: the names and columns they use, and what is wrong with them. */
export interface CompilationInput {
  readonly names: Interner;
  readonly columns: Columns;
  readonly kind: string;
  readonly name: string;
  /** What conditions may name; nothing when absent. */
  readonly references?: References;
  /** The definitions that have led here, outermost first: each rests on the next one. */
  readonly above?: Compilation['chain'];
}

/**
 * Compiling one definition. Readers such as {@link text} report a problem at its place and return undefined, so that one pass
 * finds every mistake; whoever started the compilation throws them all together.
 */
export class Compilation {
  readonly names: Interner;
  readonly columns: Columns;
  readonly references: References;
  readonly above: readonly { readonly kind: string; readonly name: string }[];
  readonly problems: DefinitionProblem[] = [];
  /** What the definitions that this one rests on mean, so that two with the same text can be told apart. */
  readonly meanings = new Set<string>();
  /** Whether it is to be looked at again when a link between identifiers proves to be older than it was known to be. */
  heedsLinks = false;
  readonly #kind: string;
  readonly #name: string;

  constructor(input: CompilationInput) {
    this.names = input.names;
    this.columns = input.columns;
    this.references = input.references ?? NO_REFERENCES;
    this.above = input.above ?? [];
    this.#kind = input.kind;
    this.#name = input.name;
  }

  /** The workspace's time zone. */
  get timeZone(): TimeZone {
    return this.references.timeZone;
  }

  /** The definitions that lead here, this one last. */
  get chain(): readonly { readonly kind: string; readonly name: string }[] {
    return [...this.above, { kind: this.#kind, name: this.#name }];
  }

  /** The compilation of a definition that this one rests on. */
  below(kind: string, name: string): Compilation {
    const { names, columns, references, chain } = this;
    return new Compilation({ names, columns, references, kind, name, above: chain });
  }

  /** Reports what is wrong at a place; of several things at one place the first. */
  problem(pointer: string, message: string, remedy: string): undefined {
    if (this.problems.some((known) => known.pointer === pointer)) return undefined;
    const said = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
    this.problems.push({ code: 'invalid_definition', kind: this.#kind, name: this.#name, pointer, message: said, remedy });
    return undefined;
  }

  /** Reports every key of `spec` that is not allowed. */
  only(spec: JsonObject, pointer: string, allowed: readonly string[]): void {
    for (const key of Object.keys(spec)) {
      if (allowed.includes(key)) continue;
      const near = didYouMean(key, allowed);
      const meant = near === undefined ? '' : `; did you mean '${near}'?`;
      this.problem(`${pointer}/${escapeKey(key)}`, `'${key}' is not known here${meant}`, `known here: ${allowed.join(', ')}`);
    }
  }

  text(spec: JsonObject, pointer: string, key: string): string | undefined {
    const value = ownValue(spec, key);
    if (typeof value === 'string' && value !== '') return value;
    return this.problem(`${pointer}/${key}`, `${key} is missing or no text`, `give ${key} a text`);
  }

  /** A duration at an optional key. */
  duration(spec: JsonObject, pointer: string, key: string): Milliseconds | undefined {
    const value = ownValue(spec, key);
    if (value === undefined) return undefined;
    const duration = typeof value === 'string' ? parseDuration(value) : undefined;
    return (
      duration ??
      this.problem(
        `${pointer}/${key}`,
        `${JSON.stringify(value)} is no duration`,
        'write a positive number and s, m, h, d or w, for instance 30d',
      )
    );
  }

  /** A whole number of at least `least` at an optional key. */
  whole(spec: JsonObject, pointer: string, key: string, least: number): number | undefined {
    const value = ownValue(spec, key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    return this.problem(
      `${pointer}/${key}`,
      `${JSON.stringify(value)} is no whole number of at least ${least}`,
      `write a whole number, ${least} or more`,
    );
  }

  object(value: Json | undefined, pointer: string, what: string): JsonObject | undefined {
    if (isJsonObject(value)) return value;
    return this.problem(pointer, `${what} is missing or no object`, `write ${what} as keys with values`);
  }

  list(value: Json | undefined, pointer: string, what: string): readonly Json[] | undefined {
    if (Array.isArray(value) && value.length > 0) return value;
    return this.problem(pointer, `${what} is missing, empty or no list`, `write ${what} as a list with at least one element`);
  }
}

/** How deep a pointer leads into nested conditions or metrics, at least: `not` takes one part for each, the others two. */
export function depthOf(pointer: string): number {
  let depth = 0;
  for (const character of pointer) if (character === '/') depth++;
  return depth / 2;
}

/** A key as a part of a JSON pointer. */
export function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
