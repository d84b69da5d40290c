import { compareIdentifiers, customerIdOf, representative } from '../vocabulary/customer.js';
import { type Identifier, parseIdentifier } from '../vocabulary/identifier.js';
import type { Interner } from '../timeline/interner.js';
import { GrowingInts } from '../timeline/growing.js';
import type { Link } from './link.js';
import { Refusals } from './refusals.js';

/** Customers that became others: as they were, and as they are with those of before that they come from. */
export interface IdentityChange {
  readonly before: readonly number[];
  readonly after: ReadonlyMap<number, readonly number[]>;
}

const OWN = -1;

/**
 * Which identifiers are one customer. A customer is a connected set of identifiers, numbered by its smallest member, and is a
 * function of the set of links alone: no order of arrival changes it. Which links join nobody: `refusals.ts`.
 */
export class IdentityGraph {
  readonly #identifiers: Interner;
  readonly #customers = new GrowingInts(OWN);
  readonly #links = new Map<number, Link[]>();
  readonly #members = new Map<number, number[]>();
  /** Identifiers by the customerId that each would give alone: a customer's id is that of its representative. */
  readonly #byId = new Map<string, number>();
  #indexed = 0;
  #moved = 0;
  /** The last answer of {@link representativeOf}, until the sets change. */
  #represented: { readonly customer: number; readonly identifier: Identifier } | undefined;
  readonly #isBefore: (left: number, right: number) => boolean;
  readonly #refusals: Refusals;

  /**
   * @param identifiers texts of the identifiers, by number
   * @param isBefore the order of timelines, by row
   */
  constructor(identifiers: Interner, isBefore: (left: number, right: number) => boolean) {
    this.#identifiers = identifiers;
    this.#isBefore = isBefore;
    this.#refusals = new Refusals(identifiers, (identifier) => this.#links.get(identifier) ?? []);
  }

  /** The customer that an identifier belongs to. */
  customerOf(identifier: number): number {
    const customer = this.#customers.get(identifier);
    return customer === OWN ? identifier : customer;
  }

  /** A customer's identifiers, by number, ascending. */
  membersOf(customer: number): readonly number[] {
    return this.#members.get(customer) ?? [customer];
  }

  /** In an order that does not depend on which came first: the strongest type first. */
  identifiersOf(customer: number): Identifier[] {
    const identifiers = this.membersOf(customer).map((member) => this.identifier(member));
    return identifiers.length > 1 ? identifiers.sort(compareIdentifiers) : identifiers;
  }

  identifier(number: number): Identifier {
    return parseIdentifier(this.#identifiers.textOf(number)) as Identifier;
  }

  /** The customer's id as outsiders know it. */
  customerId(customer: number): string {
    return customerIdOf(this.identifiersOf(customer));
  }

  /** The customer with an id; an id that a merge has retired leads to the customer whom it belongs to today. */
  customerById(customerId: string): number | undefined {
    for (; this.#indexed < this.#identifiers.size; this.#indexed++) {
      const identifier = parseIdentifier(this.#identifiers.textOf(this.#indexed));
      if (identifier !== undefined) this.#byId.set(customerIdOf([identifier]), this.#indexed);
    }
    const identifier = this.#byId.get(customerId);
    return identifier === undefined ? undefined : this.customerOf(identifier);
  }

  /** The identifier that stands for a customer. */
  representativeOf(customer: number): Identifier {
    // One event often leads to several changes of one customer.
    if (this.#represented?.customer !== customer)
      this.#represented = { customer, identifier: representative(this.identifiersOf(customer)) };
    return this.#represented.identifier;
  }

  /** How often an older event has been found to say what a link says: since when it holds is known better then. */
  get movedLinks(): number {
    return this.#moved;
  }

  /** Learns what one event says. @returns what that changed, if anything. */
  learn(found: readonly Link[]): IdentityChange | undefined {
    if (found.length === 0) return undefined;
    const ends = new Set<number>();
    for (const link of found) if (this.#isNew(link)) ends.add(link.left).add(link.right);
    return ends.size === 0 ? undefined : this.#regroup([...ends]);
  }

  /** Keeps a link. @returns whether it can change who is one customer. */
  #isNew({ left, right, evidence, row }: Link): boolean {
    if (left === right) return false;
    const known = this.#links.get(left)?.find((link) => link.right === right || link.left === right);
    if (known === undefined) {
      const link: Link = { left, right, evidence, row };
      this.#linksOf(left).push(link);
      this.#linksOf(right).push(link);
      this.#refusals.linksChanged();
      return true;
    }
    if (this.#isBefore(row, known.row)) {
      known.row = row;
      this.#moved++;
    }
    if (known.evidence === 'event' || evidence === 'alias') return false;
    known.evidence = 'event';
    this.#refusals.linksChanged();
    return true;
  }

  /** All links of a customer's identifiers, those refused among them. */
  linksOf(customer: number): readonly { readonly link: Link; readonly refused: string | null }[] {
    const links = new Set(this.membersOf(customer).flatMap((member) => this.#links.get(member) ?? []));
    return [...links].map((link) => ({ link, refused: this.#refusals.of(link) }));
  }

  /**
   * Removes identifiers with their links; the texts are forgotten by the caller. @returns what that changed for others: a device
   * that somebody else shared with them may now be theirs alone.
   */
  remove(identifiers: readonly number[]): IdentityChange | undefined {
    const gone = new Set(identifiers);
    this.#represented = undefined;
    const neighbours = new Set<number>();
    for (const identifier of identifiers) {
      this.#byId.delete(customerIdOf([this.identifier(identifier)]));
      for (const link of this.#links.get(identifier) ?? []) {
        const other = link.left === identifier ? link.right : link.left;
        const links = this.#links.get(other);
        if (links !== undefined) links.splice(links.indexOf(link), 1);
        if (!gone.has(other)) neighbours.add(other);
      }
      this.#links.delete(identifier);
      this.#members.delete(identifier);
      this.#customers.set(identifier, OWN);
    }
    this.#refusals.linksChanged();
    return neighbours.size === 0 ? undefined : this.#regroup([...neighbours]);
  }

  /** The links, for a snapshot. */
  toJson(): Link[] {
    return [...new Set([...this.#links.values()].flat())];
  }

  /** Fills an empty graph from a snapshot. */
  load(links: readonly Link[]): void {
    for (const link of links) {
      this.#linksOf(link.left).push(link);
      this.#linksOf(link.right).push(link);
    }
    this.#refusals.linksChanged();
    this.#regroup([...this.#links.keys()]);
  }

  #linksOf(identifier: number): Link[] {
    let links = this.#links.get(identifier);
    if (links === undefined) this.#links.set(identifier, (links = []));
    return links;
  }

  /** Finds the sets anew around some identifiers: both what they were together with and what they are together with now. */
  #regroup(around: readonly number[]): IdentityChange | undefined {
    this.#represented = undefined;
    const before = new Set(around.map((identifier) => this.customerOf(identifier)));
    for (const identifier of this.#refusals.reach(around))
      for (const link of this.#links.get(identifier) ?? []) before.add(this.customerOf(link.left)).add(this.customerOf(link.right));
    const touched = [...before].flatMap((customer) => this.membersOf(customer));
    const ancestry = new Map(touched.map((identifier) => [identifier, this.customerOf(identifier)]));
    const after = new Map<number, readonly number[]>();
    const placed = new Set<number>();
    for (const identifier of touched) {
      if (placed.has(identifier)) continue;
      const set = this.#connected(identifier);
      for (const member of set) placed.add(member);
      after.set(this.#place(set), [...new Set(set.map((member) => ancestry.get(member) ?? this.customerOf(member)))]);
    }
    for (const customer of before) if (!after.has(customer)) this.#members.delete(customer);
    const unchanged =
      after.size === before.size && [...after].every(([customer, ancestors]) => ancestors.length === 1 && ancestors[0] === customer);
    return unchanged ? undefined : { before: [...before], after };
  }

  #connected(start: number): number[] {
    const found = new Set([start]);
    for (const identifier of found) {
      for (const link of this.#links.get(identifier) ?? []) if (this.#refusals.of(link) === null) found.add(link.left).add(link.right);
    }
    return [...found].sort((left, right) => left - right);
  }

  #place(set: readonly number[]): number {
    const customer = set[0] as number;
    for (const member of set) this.#customers.set(member, customer);
    if (set.length > 1) this.#members.set(customer, [...set]);
    else this.#members.delete(customer);
    return customer;
  }
}
