import { NO_ROW } from './event-rows.js';
import { type Chain, forgetOldest, RowTree } from './row-tree.js';

/** A customer with so many events, or a name with so many events of one customer, is worth a tree. */
export const MANY = 256;

/** The chains of a customer: one of all events, one of each name. */
export interface Chains {
  readonly all: Chain;
  readonly ofName: Chain;
  nameOf(row: number): number;
}

/** Something that is worked out from a customer's events in their order, and kept as far as nothing has changed. */
export interface Prefix {
  /** A row has come that is not the newest of all. */
  changedAt(row: number): void;
}

/** What is kept beside the chains of a customer with many events, so that nobody has to go through them all: nothing but a cache of them. */
export class LongTimeline {
  readonly all: RowTree;
  readonly #chains: Chains;
  readonly #many: number;
  /** Of every name that the customer has events of. */
  readonly #names = new Map<number, { count: number; tree: RowTree | undefined }>();
  readonly #prefixes = new Map<object, Prefix>();

  constructor(chains: Chains, newest: number, many: number) {
    this.#chains = chains;
    this.#many = many;
    this.all = new RowTree(chains.all, newest);
    for (let row = newest; row !== NO_ROW; row = chains.all.previous(row)) this.#count(row);
  }

  /** Puts a row into the chain of all events. */
  insert(row: number): void {
    this.all.insert(row);
    if (this.all.newest !== row) for (const prefix of this.#prefixes.values()) prefix.changedAt(row);
  }

  /** The tree of a name that has many events. */
  ofName(name: number): RowTree | undefined {
    return this.#names.get(name)?.tree;
  }

  /** A row has been put into its name's chain. */
  counted(row: number, newestOfName: number): void {
    const known = this.#count(row);
    if (known.tree === undefined && known.count >= this.#many) known.tree = new RowTree(this.#chains.ofName, newestOfName);
  }

  /** Makes trees for names that had many events from the start. */
  begin(newestOf: (name: number) => number): void {
    for (const [name, known] of this.#names) if (known.count >= this.#many) known.tree = new RowTree(this.#chains.ofName, newestOf(name));
  }

  /** What is kept under a key; made where there is none yet. */
  prefix<P extends Prefix>(key: object, make: () => P): P {
    let found = this.#prefixes.get(key) as P | undefined;
    if (found === undefined) {
      forgetOldest(this.#prefixes);
      this.#prefixes.set(key, (found = make()));
    }
    return found;
  }

  #count(row: number): { count: number; tree: RowTree | undefined } {
    const name = this.#chains.nameOf(row);
    let known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, (known = { count: 0, tree: undefined }));
    known.count++;
    return known;
  }
}
