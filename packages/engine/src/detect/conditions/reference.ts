import { hash } from 'node:crypto';
import type { Compilation } from '../../timeline/compilation.js';
import type { ReferenceKind } from '../../timeline/references.js';
import type { Definition } from '../../vocabulary/definition.js';
import type { JsonObject } from '../../vocabulary/json.js';

/** What a condition rests on, where it says so. */
export interface Named {
  readonly kind: ReferenceKind;
  readonly name: string;
  /** Where the name stands. */
  readonly pointer: string;
}

/** Reads the name under a condition's own key. */
export function nameUnder(kind: ReferenceKind, spec: JsonObject, pointer: string, compilation: Compilation): Named | undefined {
  const name = compilation.text(spec, pointer, kind);
  return name === undefined ? undefined : { kind, name, pointer: `${pointer}/${kind}` };
}

/** Finds what is named. An unknown name is reported, and so is a name that leads back to whoever rests on it. */
export function resolve<T>(named: Named, find: (name: string) => T | undefined, compilation: Compilation): T | undefined {
  const { kind, name, pointer } = named;
  const { chain, references } = compilation;
  const start = chain.findIndex((above) => above.kind === kind && above.name === name);
  if (start >= 0) {
    const circle = [...chain.slice(start), named].map((link) => `${link.kind} ${link.name}`).join(', which rests on ');
    return compilation.problem(pointer, `it rests on itself: ${circle}`, 'let one of them do without the next');
  }
  const found = find(name);
  if (found !== undefined) return found;
  const nearest = references.nearest(named);
  const meant = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return compilation.problem(pointer, `there is no ${kind} "${name}"${meant}`, `publish the ${kind} too, or name one that is in force`);
}

/**
 * Reports that what is named is refused itself. Its own problems are told with it; only a circle is told here too, for it is everybody's
 * who is part of it.
 */
export function refusedBelow({ kind, name, pointer }: Named, inner: Compilation, compilation: Compilation): void {
  const [first] = inner.problems;
  const message = first?.message.startsWith('it rests on itself') ? first.message : `${kind} "${name}", which it rests on, is refused`;
  compilation.problem(pointer, message, first?.remedy ?? 'mend it first');
}

/** What a definition means, as a text that two share only when they mean the same, also in what they rest on. */
export function meaningOf(definition: Definition, { meanings }: Compilation): string {
  const { title: _title, description: _description, ...rest } = definition;
  return hash('sha256', JSON.stringify([rest, ...meanings]), 'hex');
}
