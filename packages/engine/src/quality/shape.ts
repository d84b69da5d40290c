import type { CustomerEvent } from '../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import { binOf, countIn } from './bins.js';
import { type Group, JSON_TYPES, NameDay, typeOf } from './day.js';
import { hashText } from './hashing.js';
import { type SavedWord, Words } from './words.js';

/** So many paths of one event name are kept, those nearest to the top first. */
const MOST_PATHS = 64;
/** So many of one event are looked at. */
const MOST_PATHS_AN_EVENT = 100;
const MOST_DEPTH = 3;
/** A field with more different texts than this has no categories. */
const MOST_CATEGORIES = 64;
/** A text longer than this is prose or an id, and no category. */
const LONGEST_CATEGORY = 64;

/** A path within the events of one name, such as `properties.price`. */
export interface PathNode {
  /** Its place in a day's counts. */
  readonly index: number;
  readonly hash: number;
  readonly depth: number;
  /** Whether enough customers have it for its text to be kept. */
  known: boolean;
  readonly children: Map<string, PathNode>;
  /** What it holds when it holds texts; undefined once they are too many. */
  categories: Words | undefined;
  /** Events that have it. */
  total: number;
  firstDay: number;
  lastDay: number;
}

/** A field that is counted beside properties and traits. */
export interface ExtraField {
  readonly path: string;
  readonly read: (event: CustomerEvent) => Json | undefined;
}

/** A path as saved. */
export interface SavedPath {
  readonly index: number;
  readonly hash: number;
  readonly depth: number;
  readonly categories: readonly SavedWord[] | null;
  readonly total: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** A shape as saved. */
export interface SavedShape {
  readonly next: number;
  readonly paths: readonly SavedPath[];
  readonly words: readonly SavedWord[];
}

/**
 * Which paths the events of one name have, and what is at them. A path is a word of the client's like any other: its text is
 * known here (and saved) only once enough customers have it; until then it is a hash.
 */
export class Shape {
  readonly #seed: number;
  readonly #roots = new Map<string, PathNode>();
  readonly #byHash = new Map<number, PathNode>();
  readonly #words = new Words(Number.MAX_SAFE_INTEGER);
  #next = 0;
  #left = 0;
  /** The day that an event is counted into, and so on: handed on from here to keep the walk short. */
  #day = new NameDay(0);
  #group: Group | undefined;
  #customer = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Counts an event into its day, and into its group's. */
  count(event: CustomerEvent, day: NameDay, group: Group | undefined, customer: number, extra: readonly ExtraField[]): void {
    this.#day = day;
    this.#group = group;
    this.#customer = customer;
    this.#left = MOST_PATHS_AN_EVENT;
    this.#seeExtra('userId', event.userId);
    for (const { path, read } of extra) this.#seeExtra(path, read(event) ?? null);
    this.#walk(event.properties, 'properties', 1);
    this.#walk(event.traits, 'traits', 1);
  }

  /** The paths with their texts; null for those of too few customers. */
  paths(): readonly { readonly path: string | null; readonly node: PathNode }[] {
    return [...this.#byHash.values()].map((node) => ({ path: this.#words.textOf(node.hash), node }));
  }

  /** The places of all paths met since the start, by their texts, whoever has them. */
  nodes(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    const collect = (siblings: ReadonlyMap<string, PathNode>, prefix: string): void => {
      for (const [key, node] of siblings) {
        found.set(`${prefix}${key}`, node.index);
        collect(node.children, `${prefix}${key}.`);
      }
    };
    collect(this.#roots, '');
    return found;
  }

  toJson(): SavedShape {
    const paths = [...this.#byHash.values()].map(({ index, hash, depth, categories, total, firstDay, lastDay }) => ({
      index,
      hash,
      depth,
      categories: categories?.toJson() ?? null,
      total,
      firstDay,
      lastDay,
    }));
    return { next: this.#next, paths, words: this.#words.toJson().filter(([hash]) => this.#byHash.has(hash)) };
  }

  load({ next, paths, words }: SavedShape): void {
    this.#next = next;
    this.#words.load(words);
    for (const { categories, ...path } of paths) {
      const known = this.#words.textOf(path.hash) !== null;
      const node = {
        ...path,
        known,
        children: new Map<string, PathNode>(),
        categories: categories === null ? undefined : new Words(MOST_CATEGORIES + 1),
      };
      if (categories !== null) node.categories?.load(categories);
      this.#byHash.set(path.hash, node);
    }
  }

  /** A field with a fixed name: no client has chosen it, and none can push it out. */
  #seeExtra(path: string, value: Json): void {
    let node = this.#roots.get(path);
    if (node === undefined) {
      node = this.#under(this.#roots, path, 0, path);
      if (node === undefined) return;
      node.known = true;
      this.#words.keep(node.hash, path);
    }
    this.#see(node, value, typeOf(value));
  }

  #walk(object: JsonObject, root: string, depth: number): void {
    let parent = this.#roots.get(root);
    if (parent === undefined) {
      parent = newNode(-1, hashText(root, this.#seed), 0);
      this.#roots.set(root, parent);
    }
    this.#walkInto(object, parent, root, depth);
  }

  #walkInto(object: JsonObject, parent: PathNode, path: string, depth: number): void {
    for (const key in object) {
      if (this.#left-- <= 0) return;
      const node = parent.children.get(key) ?? this.#under(parent.children, `${path}.${key}`, depth, key);
      if (node === undefined) continue;
      const value = object[key] as Json;
      const type = typeOf(value);
      this.#see(node, value, type);
      if (!node.known) {
        this.#words.note(node.hash, `${path}.${key}`, this.#customer);
        node.known = this.#words.textOf(node.hash) !== null;
      }
      if (type === JSON_TYPES.object && depth < MOST_DEPTH && isJsonObject(value)) this.#walkInto(value, node, `${path}.${key}`, depth + 1);
    }
  }

  #see(node: PathNode, value: Json, type: number): void {
    const day = this.#day;
    day.see(node.index, type);
    if (type === JSON_TYPES.blank) return;
    node.total++;
    if (day.day < node.firstDay) node.firstDay = day.day;
    if (day.day > node.lastDay) node.lastDay = day.day;
    this.#group?.see(node.index);
    if (type === JSON_TYPES.number) countIn(day.numbersAt(node.index), binOf(value as number));
    else if (type === JSON_TYPES.string || type === JSON_TYPES.boolean) this.#seeText(node, String(value));
  }

  #seeText(node: PathNode, text: string): void {
    const { categories } = node;
    if (categories === undefined) return;
    const hash = text.length > LONGEST_CATEGORY ? undefined : hashText(text, this.#seed);
    if (hash !== undefined) categories.note(hash, text, this.#customer);
    // More than can be told apart: what was counted is of no use, for any day.
    if (hash === undefined || categories.size > MOST_CATEGORIES) node.categories = undefined;
    else countIn(this.#day.categoriesAt(node.index), hash);
  }

  /** Finds or admits what lies at a path that has not been seen since the start. */
  #under(siblings: Map<string, PathNode>, path: string, depth: number, key: string): PathNode | undefined {
    const hash = hashText(path, this.#seed);
    const node = this.#byHash.get(hash) ?? this.#admit(hash, depth);
    if (node !== undefined) siblings.set(key, node);
    return node;
  }

  /** A path is kept when it is among the first by depth, then by hash: which ones are does not depend on the order in which they came. */
  #admit(hash: number, depth: number): PathNode | undefined {
    if (this.#byHash.size >= MOST_PATHS) {
      const last = [...this.#byHash.values()].reduce((left, right) => (isBefore(left, right) ? right : left));
      if (!isBefore({ depth, hash }, last)) return undefined;
      this.#byHash.delete(last.hash);
      for (const siblings of [this.#roots, ...[...this.#roots.values(), ...this.#byHash.values(), last].map(({ children }) => children)]) {
        for (const [key, node] of siblings) if (node === last) siblings.delete(key);
      }
    }
    const node = newNode(this.#next++, hash, depth);
    this.#byHash.set(hash, node);
    return node;
  }
}

/** Later than every day; a number that JSON can hold. */
export const NO_DAY = 1e9;

function newNode(index: number, hash: number, depth: number): PathNode {
  return {
    index,
    hash,
    depth,
    known: false,
    children: new Map(),
    categories: new Words(MOST_CATEGORIES + 1),
    total: 0,
    firstDay: NO_DAY,
    lastDay: -NO_DAY,
  };
}

function isBefore(left: { depth: number; hash: number }, right: { depth: number; hash: number }): boolean {
  return left.depth === right.depth ? left.hash < right.hash : left.depth < right.depth;
}
