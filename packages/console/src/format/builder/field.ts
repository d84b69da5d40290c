import { isSame, resolved, type Schema } from './schema.js';

/** One of several shapes. */
export interface Branch {
  readonly title: string;
  readonly schema: Schema;
}

/** A part of an object. */
export interface Property {
  readonly key: string;
  readonly title: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** What a form shows for a schema. */
export type Field =
  | {
      readonly as: 'object';
      readonly properties: readonly Property[];
      /** The property that a bare value stands for. */
      readonly bare: string | undefined;
    }
  /** Keys that the writer chooses, each with a value of the same shape. */
  | { readonly as: 'map'; readonly item: Schema; readonly names: string | undefined }
  /** `bare`: a single item may stand without its list. */
  | { readonly as: 'list'; readonly item: Schema; readonly fewest: number; readonly bare: boolean }
  | { readonly as: 'choice'; readonly branches: readonly Branch[] }
  | { readonly as: 'words'; readonly words: readonly string[] }
  | { readonly as: 'text'; readonly known: readonly string[]; readonly names: string | undefined }
  | { readonly as: 'number' }
  | { readonly as: 'yesNo' }
  /** A text, a number, or yes or no, told apart by how it is written. */
  | { readonly as: 'scalar' }
  /** Nothing is known of it: a form leaves it as it is. */
  | { readonly as: 'anything' };

/** So many words are chosen from a list; of more, text that is typed finds them. */
const MOST_WORDS = 30;
const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean']);

const LEAVES: ReadonlySet<Field['as']> = new Set(['words', 'text', 'number', 'yesNo', 'scalar']);

/** Whether a field is one value, with nothing in it. */
export function isLeaf(field: Field): boolean {
  return LEAVES.has(field.as);
}

/** How a schema is shown. */
export function fieldOf(named: Schema, root: Schema): Field {
  const schema = resolved(named, root);
  if (schema.anyOf !== undefined)
    return fieldOfSeveral(
      schema.anyOf.map((branch) => [branch, resolved(branch, root)] as const),
      root,
    );
  const words = wordsOf(schema);
  if (words !== undefined) return words.length > MOST_WORDS ? { as: 'text', known: words, names: undefined } : { as: 'words', words };
  switch (schema.type) {
    case 'object':
      return fieldOfObject(schema, root);
    case 'array':
      return schema.items === undefined ? { as: 'anything' } : listOf(schema.items, schema.minItems ?? 0, false);
    case 'string':
      return { as: 'text', known: [], names: schema['x-cusp-names'] };
    case 'number':
    case 'integer':
      return { as: 'number' };
    case 'boolean':
      return { as: 'yesNo' };
    default:
      return { as: 'anything' };
  }
}

function fieldOfObject(schema: Schema, root: Schema): Field {
  const [item] = Object.values(schema.patternProperties ?? {});
  if (item !== undefined) return isKnown(item, root) ? { as: 'map', item, names: schema['x-cusp-names'] } : { as: 'anything' };
  if (schema.properties === undefined) return { as: 'anything' };
  return { as: 'object', properties: propertiesOf(schema, root), bare: undefined };
}

function isKnown(schema: Schema, root: Schema): boolean {
  return fieldOf(schema, root).as !== 'anything';
}

function listOf(item: Schema, fewest: number, bare: boolean): Field {
  return { as: 'list', item, fewest, bare };
}

/** Several shapes are often one field: words, text with suggestions, a value of any kind, or the short form of something longer. */
function fieldOfSeveral(branches: readonly (readonly [Schema, Schema])[], root: Schema): Field {
  const shapes = branches.map(([, shape]) => shape);
  const words = shapes.map(wordsOf);
  if (words.every((some) => some !== undefined)) return { as: 'words', words: words.flat() };
  if (shapes.every((shape, index) => shape.type === 'string' || words[index] !== undefined))
    return {
      as: 'text',
      known: words.flatMap((some) => some ?? []),
      names: shapes.find((shape) => shape['x-cusp-names'])?.['x-cusp-names'],
    };
  if (shapes.every(isScalar)) return { as: 'scalar' };
  return (
    shortForm(shapes, root) ?? {
      as: 'choice',
      branches: branches.map(([branch, shape]) => ({ title: titleOfBranch(branch, shape), schema: shape })),
    }
  );
}

function isScalar(schema: Schema): boolean {
  return schema.anyOf === undefined ? schema.type !== undefined && SCALARS.has(schema.type) : schema.anyOf.every(isScalar);
}

/** A value beside a list of such values, or beside an object that has a property of just that shape. */
function shortForm(shapes: readonly Schema[], root: Schema): Field | undefined {
  const [short, long] = shapes;
  if (short === undefined || long === undefined || shapes.length !== 2) return undefined;
  if (long.type === 'array' && long.items !== undefined && isSame(long.items, short)) return listOf(long.items, 1, true);
  const bare = Object.entries(long.properties ?? {}).find(([, property]) => isScalar(short) && isSame(property, short))?.[0];
  return bare === undefined ? undefined : { as: 'object', properties: propertiesOf(long, root), bare };
}

function wordsOf(schema: Schema): readonly string[] | undefined {
  const words = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  return words?.every((word) => typeof word === 'string') === true ? words : undefined;
}

function propertiesOf(schema: Schema, root: Schema): readonly Property[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([key, property]) => ({
    key,
    title: property.title ?? ownTitle(property, root) ?? titleOfKey(key),
    schema: property,
    isRequired: required.has(key),
  }));
}

/** The title of what a name stands for; what is found elsewhere has none of its own here. */
function ownTitle({ $ref }: Schema, root: Schema): string | undefined {
  return $ref === undefined ? undefined : root.$defs?.[$ref.replace('#/$defs/', '')]?.title;
}

function titleOfBranch(branch: Schema, shape: Schema): string {
  const keys = shape.required ?? Object.keys(shape.properties ?? {});
  return branch.title ?? shape.title ?? (keys.length > 0 ? keys.map(titleOfKey).join(', ') : titleOfKey(shape.type ?? ''));
}

/** A key as words: `includeBots` is “Include bots”. */
export function titleOfKey(key: string): string {
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
