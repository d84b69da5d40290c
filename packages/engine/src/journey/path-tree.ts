import { GrowingNumbers } from './growing-numbers.js';

/** With more different ways than this, they are cut off earlier. */
export const MOST_NODES = 2_000_000;

/** Ways that begin alike share their beginning: every node is a way up to a step. Keys are numbers, so that nothing is kept as text. */
export class PathTree {
  readonly depth: number;
  readonly #width: number;
  readonly #children = new Map<number, number>();
  /** By node: the node before it, its step; how many journeys end there and how many of them at the goal; how many customers they are of. */
  readonly #parents = new GrowingNumbers();
  readonly #steps = new GrowingNumbers();
  readonly #journeys = new GrowingNumbers();
  readonly #reached = new GrowingNumbers();
  readonly #customers = new GrowingNumbers();
  readonly #lastCustomer = new GrowingNumbers();
  readonly #most: number;

  /**
   * @param width how many different steps there are
   * @param depth how many steps of a way are told apart
   */
  constructor(width: number, depth: number, most = MOST_NODES) {
    // One more step than there are stands for "and so on".
    this.#width = width + 1;
    this.depth = depth;
    this.#most = most;
    this.#add(-1, -1);
  }

  /** Counts a way. Those of one customer come one after the other. @returns its node; undefined when there are too many ways for this depth */
  count(steps: GrowingNumbers, customer: number, reached: boolean): number | undefined {
    let node = 0;
    const told = Math.min(steps.length, this.depth);
    for (let index = 0; index < told; index++) node = this.#childOf(node, steps.at(index));
    if (steps.length > told) node = this.#childOf(node, this.#width - 1);
    if (this.#steps.length > this.#most) return undefined;
    this.#journeys.add(node, 1);
    if (reached) this.#reached.add(node, 1);
    if (this.#lastCustomer.at(node) !== customer) {
      this.#lastCustomer.set(node, customer);
      this.#customers.add(node, 1);
    }
    return node;
  }

  /** Every way that is a whole one of some journey. */
  nodes(): number[] {
    const whole: number[] = [];
    for (let node = 1; node < this.#steps.length; node++) if (this.#journeys.at(node) > 0) whole.push(node);
    return whole;
  }

  /** What was counted of a way. */
  figures(node: number): { readonly journeys: number; readonly reached: number; readonly customers: number } {
    return { journeys: this.#journeys.at(node), reached: this.#reached.at(node), customers: this.#customers.at(node) };
  }

  /** The steps of a way, and whether it went on beyond them. */
  stepsOf(node: number): { readonly steps: number[]; readonly goesOn: boolean } {
    const steps: number[] = [];
    for (let at = node; at > 0; at = this.#parents.at(at)) steps.push(this.#steps.at(at));
    steps.reverse();
    const goesOn = steps.at(-1) === this.#width - 1;
    return { steps: goesOn ? steps.slice(0, -1) : steps, goesOn };
  }

  #childOf(node: number, step: number): number {
    const key = node * this.#width + step;
    let child = this.#children.get(key);
    if (child === undefined) this.#children.set(key, (child = this.#add(node, step)));
    return child;
  }

  #add(parent: number, step: number): number {
    this.#parents.push(parent);
    this.#steps.push(step);
    this.#journeys.push(0);
    this.#reached.push(0);
    this.#customers.push(0);
    this.#lastCustomer.push(-1);
    return this.#steps.length - 1;
  }
}
