import { formatIdentifier } from '../vocabulary/identifier.js';
import type { DecisionsInForce } from './decisions-in-force.js';
import type { Link } from './link.js';

/** A set of identifiers that is one customer, and of the links inside those that were left out to keep it allowed. */
export interface Allowed {
  readonly sets: readonly (readonly number[])[];
  readonly refused: ReadonlyMap<Link, string>;
}

export interface ConstraintsInput {
  readonly decisions: DecisionsInForce;
  readonly typeOf: (identifier: number) => string;
  /** How many identifiers of a type one customer may have. */
  readonly mostOf: (type: string) => number;
  /** Orders links, the most trusted first; no two are equal. */
  readonly compare: (left: Link, right: Link) => number;
}

/**
 * What no customer may be, whatever links say: two identifiers that somebody keeps apart, or more identifiers of a type than one
 * customer may have. Where a set of linked identifiers would be that, it is put together anew from its links, the most trusted
 * first, and a link that would break a constraint is left out (Kruskal's algorithm with constraints). The outcome follows from the
 * set of links, not from their order of arrival.
 */
export class Constraints {
  readonly #input: ConstraintsInput;

  constructor(input: ConstraintsInput) {
    this.#input = input;
  }

  /** @param set linked identifiers; @param links those inside that are in force */
  allow(set: readonly number[], links: () => readonly Link[]): Allowed {
    if (this.#isAllowed(set)) return { sets: [set], refused: new Map() };
    const parts = new Parts(set, (identifier) => this.#input.typeOf(identifier));
    const refused = new Map<Link, string>();
    for (const link of [...links()].sort(this.#input.compare)) {
      const [left, right] = [parts.of(link.left), parts.of(link.right)];
      if (left === right) continue;
      const reason = this.#against(left, right, link);
      if (reason === null) parts.join(left, right);
      else refused.set(link, reason);
    }
    return { sets: parts.all(), refused };
  }

  #isAllowed(set: readonly number[]): boolean {
    if (set.length === 1) return true;
    const { decisions, typeOf, mostOf } = this.#input;
    const members = new Set(set);
    const counts = new Map<string, number>();
    for (const identifier of set) {
      for (const other of decisions.blockedFrom(identifier)) if (members.has(other)) return false;
      const type = typeOf(identifier);
      const count = (counts.get(type) ?? 0) + 1;
      if (count > mostOf(type)) return false;
      counts.set(type, count);
    }
    return true;
  }

  /** Why two parts may not become one; null when they may. A person's decision counts more than a limit, and less than a block. */
  #against(left: Part, right: Part, link: Link): string | null {
    const { decisions, mostOf } = this.#input;
    for (const identifier of left.members) {
      for (const other of decisions.blockedFrom(identifier)) {
        if (!right.has(other)) continue;
        const block = decisions.on(identifier, other);
        return `${block?.by} keeps ${block?.identifiers.map(formatIdentifier).join(' and ')} apart: ${block?.reason}`;
      }
    }
    if (link.evidence === 'decision') return null;
    for (const [type, count] of left.types) {
      const most = mostOf(type);
      if (count + (right.types.get(type) ?? 0) > most && right.types.has(type)) return `a customer has at most ${most} of ${type}`;
    }
    return null;
  }
}

/** Identifiers that have been put together so far. */
class Part {
  readonly members: number[];
  readonly types: Map<string, number>;
  #index: Set<number>;

  constructor(identifier: number, type: string) {
    this.members = [identifier];
    this.types = new Map([[type, 1]]);
    this.#index = new Set(this.members);
  }

  has(identifier: number): boolean {
    return this.#index.has(identifier);
  }

  takeIn(other: Part): void {
    this.members.push(...other.members);
    for (const member of other.members) this.#index.add(member);
    for (const [type, count] of other.types) this.types.set(type, (this.types.get(type) ?? 0) + count);
  }
}

class Parts {
  readonly #of = new Map<number, Part>();

  constructor(set: readonly number[], typeOf: (identifier: number) => string) {
    for (const identifier of set) this.#of.set(identifier, new Part(identifier, typeOf(identifier)));
  }

  of(identifier: number): Part {
    const part = this.#of.get(identifier);
    if (part === undefined) throw new RangeError('a link leads out of its set');
    return part;
  }

  join(left: Part, right: Part): void {
    const [larger, smaller] = left.members.length >= right.members.length ? [left, right] : [right, left];
    larger.takeIn(smaller);
    for (const member of smaller.members) this.#of.set(member, larger);
  }

  all(): readonly (readonly number[])[] {
    return [...new Set(this.#of.values())].map(({ members }) => [...members].sort((left, right) => left - right));
  }
}
