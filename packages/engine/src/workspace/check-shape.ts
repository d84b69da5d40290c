/**
 * Compares a definition with a JSON Schema and says what is wrong in words that the writer of the definition understands.
 * Gives the same verdict as a validator (a test compares the two); only the messages are its own.
 */
import type { TSchema } from 'typebox';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import { definitionSchema } from './definition-schema.js';
import { didYouMean } from '../vocabulary/did-you-mean.js';
import { pointerTo } from './pointer.js';

/** The keywords that the schemas of definitions are made of. */
interface SchemaNode {
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly description?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** One fault, before it is known whose definition it is in. */
interface Fault {
  readonly code: 'unknown_field' | 'missing_field' | 'wrong_type' | 'invalid_value';
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
  readonly value?: Json;
}

/** What a check carries down: where it is, and the definitions that `$ref` may name. */
interface Place {
  readonly pointer: string;
  readonly definitions: Readonly<Record<string, SchemaNode>>;
}

const OUTER_SHAPE = definitionSchema();

/** Every way in which a definition differs from the schema (default: the outer shape of all kinds); none when it fits. */
export function checkShape(definition: JsonObject, schema: TSchema = OUTER_SHAPE): readonly DefinitionProblem[] {
  const kind = ownValue(definition, 'kind');
  const name = ownValue(definition, 'name');
  const whose = { kind: typeof kind === 'string' ? kind : null, name: typeof name === 'string' ? name : null };
  const faults = faultsOf(schema as unknown as SchemaNode, definition, { pointer: '', definitions: {} });
  return faults.map((fault) => ({ ...fault, ...whose }));
}

function faultsOf(schema: SchemaNode, value: Json, outer: Place): readonly Fault[] {
  const place = schema.$defs === undefined ? outer : { ...outer, definitions: { ...outer.definitions, ...schema.$defs } };
  if (schema.$ref !== undefined) return faultsOf(referred(schema.$ref, place), value, place);
  if (schema.anyOf !== undefined) return choiceFaults(schema, schema.anyOf, value, place);
  if (schema.const !== undefined) return schema.const === value ? [] : [notAmong([schema.const], value, place, schema)];
  if (schema.enum !== undefined) return schema.enum.includes(value) ? [] : [notAmong(schema.enum, value, place, schema)];
  if (!hasType(value, schema.type)) return [wrongType([schema], value, place)];
  if (typeof value === 'string') return textFaults(schema, value, place);
  if (typeof value === 'number') return numberFaults(schema, value, place);
  if (Array.isArray(value)) return listFaults(schema, value, place);
  return isJsonObject(value) ? objectFaults(schema, value, place) : [];
}

function referred(reference: string, place: Place): SchemaNode {
  const found = place.definitions[reference.replace('#/$defs/', '')];
  if (found === undefined) throw new RangeError(`the schema refers to '${reference}', which it does not define`);
  return found;
}

// ── a choice of shapes ──────────────────────────────────────────────────────────────────────────────────────────────

function choiceFaults(schema: SchemaNode, branches: readonly SchemaNode[], value: Json, place: Place): readonly Fault[] {
  const constants = branches.map((branch) => branch.const);
  if (constants.every((constant) => constant !== undefined)) {
    return constants.includes(value) ? [] : [notAmong(constants as Json[], value, place, schema)];
  }
  const told = isJsonObject(value) ? toldApart(branches, value, place) : undefined;
  if (told !== undefined) return told;
  const tried = branches.map((branch) => ({ branch, faults: faultsOf(branch, value, place) }));
  if (tried.some(({ faults }) => faults.length === 0)) return [];
  const sameType = tried.filter(({ branch }) => hasType(value, resolved(branch, place).type));
  if (sameType.length === 0) return [wrongType([...branches.map((branch) => resolved(branch, place))], value, place, schema.description)];
  const closest = sameType.reduce((best, next) => (closeness(next, value, place) > closeness(best, value, place) ? next : best));
  return closest.faults;
}

/** When the branches are objects told apart by one constant field (`kind`), the faults of the branch that the value means. */
function toldApart(branches: readonly SchemaNode[], value: JsonObject, place: Place): readonly Fault[] | undefined {
  const field = Object.keys(branches[0]?.properties ?? {}).find((name) =>
    branches.every((branch) => branch.properties?.[name]?.const !== undefined),
  );
  if (field === undefined) return undefined;
  const meant = ownValue(value, field);
  const branch = branches.find((candidate) => candidate.properties?.[field]?.const === meant);
  if (branch !== undefined) return faultsOf(branch, value, place);
  const words = branches.map((candidate) => candidate.properties?.[field]?.const as Json);
  if (meant === undefined) return [missing(field, { description: `One of ${words.join(', ')}` }, place)];
  return [notAmong(words, meant, { ...place, pointer: pointerTo(place.pointer, field) }, {})];
}

function resolved(branch: SchemaNode, place: Place): SchemaNode {
  return branch.$ref === undefined ? branch : referred(branch.$ref, place);
}

/** How likely it is that the writer meant this branch: by the fields that it requires and the value has, then by how little is wrong. */
function closeness({ branch, faults }: { branch: SchemaNode; faults: readonly Fault[] }, value: Json, place: Place): number {
  const required = resolved(branch, place).required ?? [];
  const present = isJsonObject(value) ? required.filter((name) => Object.hasOwn(value, name)).length : 0;
  return present * 1_000 - faults.length;
}

// ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function textFaults(schema: SchemaNode, value: string, place: Place): readonly Fault[] {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
  const length = [...value].length;
  const fits = length >= minLength && length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(value));
  return fits ? [] : [invalid(`'${shortened(value)}' is not allowed here`, schema, value, place)];
}

function numberFaults(schema: SchemaNode, value: number, place: Place): readonly Fault[] {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY } = schema;
  const fits = value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
  return fits ? [] : [invalid(`${value} is out of range`, schema, value, place)];
}

function listFaults(schema: SchemaNode, value: readonly Json[], place: Place): readonly Fault[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  const count =
    value.length < minItems || value.length > maxItems
      ? [invalid(`a list of ${value.length} is not allowed here`, schema, undefined, place)]
      : [];
  if (items === undefined) return count;
  return [...count, ...value.flatMap((item, index) => faultsOf(items, item, { ...place, pointer: pointerTo(place.pointer, index) }))];
}

function objectFaults(schema: SchemaNode, value: JsonObject, place: Place): readonly Fault[] {
  const faults: Fault[] = [];
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) faults.push(missing(name, schema.properties?.[name] ?? {}, place));
  }
  for (const [name, part] of Object.entries(value)) faults.push(...fieldFaults(schema, name, part, place));
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  const count = Object.keys(value).length;
  if (count < minProperties || count > maxProperties)
    faults.push(invalid(`${count} fields are not allowed here`, schema, undefined, place));
  return faults;
}

function fieldFaults(schema: SchemaNode, name: string, part: Json, place: Place): readonly Fault[] {
  const inside = { ...place, pointer: pointerTo(place.pointer, name) };
  const declared = schema.properties !== undefined && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  const matching = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, 'u').test(name));
  const schemas = [...(declared === undefined ? [] : [declared]), ...matching.map(([, patterned]) => patterned)];
  if (schemas.length > 0) return schemas.flatMap((each) => faultsOf(each, part, inside));
  if (schema.additionalProperties === false) return [unknown(name, schema, inside)];
  return typeof schema.additionalProperties === 'object' ? faultsOf(schema.additionalProperties, part, inside) : [];
}

// ── types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function hasType(value: Json, type: string | undefined): boolean {
  switch (type) {
    case 'object':
      return isJsonObject(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case undefined:
      return true;
    default:
      // A type of this name that JavaScript calls the same: string, number, boolean.
      return typeof value === type;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a map (key: value)',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function typeWord(type: string): string {
  return TYPE_WORDS[type] ?? type;
}

function typeOf(value: Json): string {
  if (value === null) return 'nothing (null)';
  return typeWord(Array.isArray(value) ? 'array' : typeof value);
}

// ── faults in words ─────────────────────────────────────────────────────────────────────────────────────────────────

function wrongType(schemas: readonly SchemaNode[], value: Json, place: Place, description = schemas[0]?.description): Fault {
  const wanted = [...new Set(schemas.map(({ type }) => typeWord(type ?? 'value')))].join(' or ');
  const message = `${nameOf(place)} must be ${wanted}, not ${typeOf(value)}`;
  return { code: 'wrong_type', pointer: place.pointer, message, remedy: sentence(description ?? `Write ${wanted}`), value };
}

function missing(name: string, schema: SchemaNode, place: Place): Fault {
  const remedy = schema.description === undefined ? `Add '${name}'` : `Add '${name}': ${schema.description}`;
  return { code: 'missing_field', pointer: place.pointer, message: `'${name}' is missing`, remedy: sentence(remedy) };
}

function unknown(name: string, schema: SchemaNode, place: Place): Fault {
  const allowed = Object.keys(schema.properties ?? {});
  const near = didYouMean(name, allowed);
  const message = near === undefined ? `'${name}' is not known here` : `'${name}' is not known here; did you mean '${near}'?`;
  return {
    code: 'unknown_field',
    pointer: place.pointer,
    message,
    remedy: allowed.length === 0 ? 'Choose another name.' : `Known here: ${allowed.join(', ')}.`,
  };
}

function notAmong(words: readonly Json[], value: Json, place: Place, schema: SchemaNode): Fault {
  const near = typeof value === 'string' ? didYouMean(value, words.map(String)) : undefined;
  const said = typeof value === 'object' ? typeOf(value) : `'${shortened(String(value))}'`;
  const message = `${nameOf(place)} cannot be ${said}${near === undefined ? '' : `; did you mean '${near}'?`}`;
  return {
    code: 'invalid_value',
    pointer: place.pointer,
    message,
    remedy: sentence(schema.description ?? `One of ${words.join(', ')}`),
    value,
  };
}

function invalid(why: string, schema: SchemaNode, value: Json | undefined, place: Place): Fault {
  const remedy = sentence(schema.description ?? rangeOf(schema));
  return {
    code: 'invalid_value',
    pointer: place.pointer,
    message: `${nameOf(place)}: ${why}`,
    remedy,
    ...(value !== undefined && { value }),
  };
}

function rangeOf(schema: SchemaNode): string {
  const { minimum, maximum, minItems, maxItems, minLength, maxLength } = schema;
  const least = minimum ?? minItems ?? minLength;
  const most = maximum ?? maxItems ?? maxLength;
  return [least === undefined ? '' : `At least ${least}`, most === undefined ? '' : `at most ${most}`]
    .filter((part) => part !== '')
    .join(', ');
}

function nameOf({ pointer }: Place): string {
  const keys = pointer.split('/').slice(1);
  return keys.length === 0 ? 'the definition' : `'${keys.at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~')}'`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
