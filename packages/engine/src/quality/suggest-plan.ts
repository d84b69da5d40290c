import type { JsonObject } from '../vocabulary/json.js';
import type { TrackingPlanDefinition } from '../vocabulary/source.js';
import { JSON_TYPES, type NameDay } from './day.js';
import type { PathNode } from './shape.js';
import type { NameBook, SourceQuality } from './source-quality.js';

/** A tracking plan made from what was seen. */
export interface SuggestedPlan {
  readonly definition: TrackingPlanDefinition;
  /** How many events it rests on. */
  readonly events: number;
}

/** Fewer events of a name say nothing of what they must have. */
const LEAST_EVENTS = 50;
/** A property is required where so many events have it… */
const ALMOST_ALL = 0.995;
/** …and a type allowed where more than so many of those that have it are of it. */
const HARDLY_ANY = 1 - ALMOST_ALL;
/** Where what calls without a name carry stands in a plan. */
const CALLS: ReadonlySet<string> = new Set(['identify', 'group']);
const UNPLANNABLE: ReadonlySet<string> = new Set(['alias', 'score']);
/** Empty text counts as nothing, like null: which of the two it was is not counted apart. */
const BLANK = '^\\s*$';
const ROOTS: ReadonlySet<string> = new Set(['properties', 'traits', 'context']);

/**
 * What a source's events have looked like, as a tracking plan that marks what does not fit and puts nothing aside: the names, the properties
 * that almost all events of a name carry, and their types. What too few customers have for it to be told is not in it.
 * @param name of the plan
 */
export function suggestPlan(source: SourceQuality, name: string): SuggestedPlan {
  const days = [...source.happened.values()];
  const books = [...source.names.values()]
    .filter((book) => !UNPLANNABLE.has(book.name))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const seen = books.map((book) => {
    const counted = days.flatMap(({ names }) => names.get(book.name) ?? []);
    const events = counted.reduce((sum, { n }) => sum + n, 0);
    return { name: book.name, events, schema: schemaOf(book, counted, events) };
  });
  const calls = seen.filter((one) => CALLS.has(one.name));
  const named = seen.filter((one) => !CALLS.has(one.name));
  const rules = {
    ...Object.fromEntries(calls.map((one) => [one.name, one.schema])),
    events: Object.fromEntries(named.map((one) => [one.name, one.schema])),
  };
  const events = seen.reduce((sum, one) => sum + one.events, 0);
  return { definition: { kind: 'tracking-plan', name, onViolation: 'allow', onUnplanned: 'allow', rules }, events };
}

/** Something at a path, with what is below it. */
interface Branch {
  readonly node: PathNode | undefined;
  readonly below: Map<string, Branch>;
}

function schemaOf(book: NameBook, counted: readonly NameDay[], events: number): JsonObject {
  const root: Branch = { node: undefined, below: new Map() };
  for (const { path, node } of book.shape.paths()) {
    const keys = path?.split('.') ?? [];
    // A key that holds a dot itself would look like two.
    if (keys.length !== node.depth + 1 || !(ROOTS.has(keys[0] as string) || keys.length === 1)) continue;
    let branch = root;
    for (const key of keys) branch = branchAt(branch, key);
    Object.assign(branch, { node });
  }
  return objectOf(root, counted, events) ?? {};
}

function branchAt({ below }: Branch, key: string): Branch {
  const known = below.get(key);
  if (known !== undefined) return known;
  const branch: Branch = { node: undefined, below: new Map() };
  below.set(key, branch);
  return branch;
}

/** What an object at a place looks like; undefined when nothing can be said. @param events how many have the object */
function objectOf({ below }: Branch, counted: readonly NameDay[], events: number): JsonObject | undefined {
  const keys = [...below.keys()].sort();
  const properties: [string, JsonObject][] = [];
  const required: string[] = [];
  for (const key of keys) {
    const branch = below.get(key) as Branch;
    const { node } = branch;
    const present = node === undefined ? events : sum(counted, (day) => day.present(node.index));
    const inside = branch.below.size > 0 ? objectOf(branch, counted, present) : undefined;
    const schema = node === undefined ? inside : valueOf(node, counted, present, inside);
    if (schema === undefined) continue;
    properties.push([key, schema]);
    if (node !== undefined && events >= LEAST_EVENTS && present >= ALMOST_ALL * events) required.push(key);
  }
  if (properties.length === 0) return undefined;
  return { type: 'object', ...(required.length > 0 && { required }), properties: Object.fromEntries(properties) };
}

function valueOf(node: PathNode, counted: readonly NameDay[], present: number, inside: JsonObject | undefined): JsonObject | undefined {
  if (present === 0) return undefined;
  const isSeen = (code: number): boolean => sum(counted, (day) => day.ofType(node.index, code)) > HARDLY_ANY * present;
  const types = Object.entries(JSON_TYPES).flatMap(([type, code]) => (type !== 'blank' && isSeen(code) ? [type] : []));
  // What stands beside properties and traits is left out where it is null.
  if (node.depth === 0 || !isSeen(JSON_TYPES.blank)) return ofTypes(types, inside);
  if (types.includes('string')) return ofTypes([...types, 'null'], inside);
  return { anyOf: [ofTypes([...types, 'null'], inside), { type: 'string', pattern: BLANK }] };
}

function ofTypes(types: readonly string[], inside: JsonObject | undefined): JsonObject {
  if (types.length === 1 && types[0] === 'object' && inside !== undefined) return inside;
  return { type: types.length === 1 ? (types[0] as string) : [...types] };
}

function sum(days: readonly NameDay[], of: (day: NameDay) => number): number {
  return days.reduce((total, day) => total + of(day), 0);
}
