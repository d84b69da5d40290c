import { at, isWritten } from '../definition-change.js';
import { branchOf, type Holder, holderOf } from './branch.js';
import { type Branch, fieldOf } from './field.js';
import { isSame, resolved, type Schema } from './schema.js';

/** What a form begins with where a schema is to be filled in: an example that the schema gives, else the least that there has to be. */
export function beginning(named: Schema, root: Schema): unknown {
  const schema = resolved(named, root);
  const [example] = named.examples ?? schema.examples ?? [];
  if (example !== undefined) return example;
  const field = fieldOf(schema, root);
  switch (field.as) {
    case 'object': {
      if (field.bare !== undefined) return '';
      const required = field.properties.filter(({ isRequired }) => isRequired);
      return Object.fromEntries(required.map((property) => [property.key, beginning(property.schema, root)]));
    }
    case 'list':
      return field.bare ? beginning(field.item, root) : Array.from({ length: field.fewest }, () => beginning(field.item, root));
    case 'choice':
      return field.branches[0] === undefined ? {} : beginning(field.branches[0].schema, root);
    case 'words':
      return field.words[0] ?? '';
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'yesNo':
      return true;
    case 'text':
    case 'scalar':
      return '';
    case 'map':
    case 'anything':
      return {};
  }
}

/**
 * A value in another shape of a choice. What it holds, or it itself, goes into a shape that holds others; of what a plain shape allows
 * as the one before did, what was written stays.
 */
export function switched(value: unknown, target: Branch, choice: Schema, root: Schema): unknown {
  const held = contents(value, choice, root);
  const holder = holderOf(target, choice, root);
  if (holder !== undefined) return filled(holder, value, held);
  const same = held.find((one) => isOf(one, target, choice, root));
  if (same !== undefined) return same;
  const begun = beginning(target.schema, root);
  return isWritten(begun) && isWritten(value) ? { ...begun, ...kept(value, target, choice, root) } : begun;
}

function filled({ key, isList }: Holder, value: unknown, held: readonly unknown[]): unknown {
  if (isList) return { [key]: held };
  return { [key]: held.length === 1 ? held[0] : value };
}

/** What is held by a value that holds others; else the value itself. */
export function contents(value: unknown, choice: Schema, root: Schema): readonly unknown[] {
  const holder = holderAt(value, choice, root);
  if (holder === undefined) return [value];
  const held = at(value, [holder.key]);
  return Array.isArray(held) ? (held as readonly unknown[]) : [held];
}

/** By what a value holds others of its kind; undefined when it does not. */
export function holderAt(value: unknown, choice: Schema, root: Schema): Holder | undefined {
  const branch = branchAt(value, choice, root);
  return branch && holderOf(branch, choice, root);
}

function branchAt(value: unknown, choice: Schema, root: Schema): Branch | undefined {
  const field = fieldOf(choice, root);
  if (field.as !== 'choice') return undefined;
  const index = branchOf(value, field.branches);
  return index === undefined ? undefined : field.branches[index];
}

function isOf(value: unknown, target: Branch, choice: Schema, root: Schema): boolean {
  return branchAt(value, choice, root)?.schema === target.schema;
}

/** What both shapes have, in the same form. */
function kept(value: Readonly<Record<string, unknown>>, target: Branch, choice: Schema, root: Schema): Readonly<Record<string, unknown>> {
  const before = branchAt(value, choice, root)?.schema.properties ?? {};
  const after = target.schema.properties ?? {};
  const shared = Object.entries(value).filter(([key]) => {
    const [one, other] = [before[key], after[key]];
    return one !== undefined && other !== undefined && isSame(one, other);
  });
  return Object.fromEntries(shared);
}
