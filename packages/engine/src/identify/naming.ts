import { parsePath, type Path, valueAt } from '../timeline/path.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { type Identifier, personIdentifier } from '../vocabulary/identifier.js';
import { inForm } from '../vocabulary/identifier-forms.js';
import type { IdentifierRules, IdentifierWay } from '../vocabulary/identifier-rules.js';
import type { Json } from '../vocabulary/json.js';

/** An identifier that an event names at a path, and the key of that way. */
export interface NamedIdentifier {
  readonly identifier: Identifier;
  readonly way: string;
}

interface CompiledWay {
  readonly way: IdentifierWay;
  readonly path: Path;
}

const NOBODY: readonly NamedIdentifier[] = [];

/** Reads the identifiers that events name at the paths that types have. */
export class Naming {
  readonly rules: IdentifierRules;
  /** What any call may hold. */
  readonly #everywhere: readonly CompiledWay[];
  /** What a person is described by: the traits of `identify` calls. Those of other calls are a group's. */
  readonly #ofTraits: readonly CompiledWay[];

  constructor(rules: IdentifierRules) {
    this.rules = rules;
    const compiled = rules.ways.flatMap((way) => {
      const path = parsePath(way.path);
      return path === undefined ? [] : [{ way, path }];
    });
    this.#everywhere = compiled.filter(({ path }) => path.root !== 'traits');
    this.#ofTraits = compiled.filter(({ path }) => path.root === 'traits');
  }

  /** Whom an event names, in the order of the ways. A score that was made elsewhere names nobody. */
  in(event: CustomerEvent): readonly NamedIdentifier[] {
    if (event.type === 'identify') return [...named(this.#ofTraits, event), ...named(this.#everywhere, event)];
    return this.#everywhere.length === 0 || event.type === 'score' ? NOBODY : named(this.#everywhere, event);
  }
}

/** Whom a value at the path of a way names; undefined for nobody. */
export function namedBy({ type, form, asGiven }: IdentifierWay, given: Json | undefined): Identifier | undefined {
  const value = inForm(form, given);
  return value === undefined || (asGiven && value !== given) ? undefined : personIdentifier(type, value);
}

function named(ways: readonly CompiledWay[], event: CustomerEvent): readonly NamedIdentifier[] {
  const found: NamedIdentifier[] = [];
  for (const { way, path } of ways) {
    const identifier = namedBy(way, valueAt(event, path));
    if (identifier !== undefined) found.push({ identifier, way: way.key });
  }
  return found;
}
