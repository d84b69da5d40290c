import type { Interner } from '../timeline/interner.js';
import { type Link, otherEnd } from './link.js';

/** How many different userIds an identifier may be seen with before it counts as shared and joins nobody. */
const MOST_USERS = 1;
/** How many external ids of one type an identifier may be seen with, no userId being there to say whose they are. */
const MOST_OF_A_TYPE = 1;

/** With whom the events name one identifier: how many userIds, and how many identifiers of each other type. */
interface Company {
  readonly users: number;
  readonly byType: ReadonlyMap<string, number>;
}

const USER = 'userId';
const DEVICE = 'anonymousId';

/**
 * Which links join nobody, so that what several people use (a family's tablet, a till, a loyalty card that is lent) does not make
 * them one customer. All of it follows from the set of links that events make; aliases are somebody's word, and count.
 *
 * 1. An identifier that is no userId and was seen with more than one userId is shared: none of its links joins anybody.
 * 2. A link without a userId joins nobody when either end was seen with more than one external id of the other's type: a till that
 *    scans many cards. Several devices of one card are fine.
 * 3. Nor does a link without a userId when the chain of such links that it is part of leads to more than one userId.
 */
export class Refusals {
  readonly #identifiers: Interner;
  readonly #linksOf: (identifier: number) => readonly Link[];
  /** Both are kept until the links change. */
  readonly #companies = new Map<number, Company>();
  readonly #chainUsers = new Map<number, ReadonlySet<number>>();

  constructor(identifiers: Interner, linksOf: (identifier: number) => readonly Link[]) {
    this.#identifiers = identifiers;
    this.#linksOf = linksOf;
  }

  /** To be told whenever a link has been added, changed or removed. */
  linksChanged(): void {
    this.#companies.clear();
    this.#chainUsers.clear();
  }

  /** Why a link joins nobody, or null when it does. */
  of(link: Link): string | null {
    if (link.evidence === 'decision') return null;
    for (const end of [link.left, link.right]) {
      const { users } = this.#companyOf(end);
      if (users > MOST_USERS) return `${this.#textOf(end)} is shared: it was seen with ${users} userIds`;
    }
    if (!this.#isUnowned(link)) return null;
    const crowd = this.#crowdAt(link);
    if (crowd !== null) return crowd;
    const users = this.#usersOfChain(link.left).size;
    return users > MOST_USERS ? `${this.#textOf(link.left)} and ${this.#textOf(link.right)} lead to ${users} userIds` : null;
  }

  /** Every identifier whose links may be judged differently when those of the given ones change: these, and all in chains with them. */
  reach(around: readonly number[]): ReadonlySet<number> {
    const found = new Set(around);
    for (const identifier of found) {
      for (const link of this.#linksOf(identifier)) if (this.#isUnowned(link)) found.add(otherEnd(link, identifier));
    }
    return found;
  }

  /** Whether an event says it, without a userId. */
  #isUnowned({ left, right, evidence }: Link): boolean {
    return evidence === 'event' && !this.#isUser(left) && !this.#isUser(right);
  }

  #crowdAt(link: Link): string | null {
    for (const end of [link.left, link.right]) {
      const type = this.#typeOf(otherEnd(link, end));
      const count = this.#companyOf(end).byType.get(type) ?? 0;
      if (type !== DEVICE && count > MOST_OF_A_TYPE) return `${this.#textOf(end)} was seen with ${count} of ${type}, without a userId`;
    }
    return null;
  }

  #companyOf(identifier: number): Company {
    let company = this.#companies.get(identifier);
    if (company === undefined) this.#companies.set(identifier, (company = this.#look(identifier)));
    return company;
  }

  #look(identifier: number): Company {
    const byType = new Map<string, number>();
    if (this.#isUser(identifier)) return { users: 0, byType };
    for (const link of this.#linksOf(identifier)) {
      if (link.evidence !== 'event') continue;
      const type = this.#typeOf(otherEnd(link, identifier));
      byType.set(type, (byType.get(type) ?? 0) + 1);
    }
    return { users: byType.get(USER) ?? 0, byType };
  }

  /** The userIds that the chain through an identifier was seen with. */
  #usersOfChain(start: number): ReadonlySet<number> {
    const known = this.#chainUsers.get(start);
    if (known !== undefined) return known;
    const chain = new Set([start]);
    const users = new Set<number>();
    for (const identifier of chain) {
      for (const link of this.#linksOf(identifier)) {
        const other = otherEnd(link, identifier);
        if (this.#isUser(other)) {
          if (link.evidence === 'event') users.add(other);
        } else if (this.#isUnowned(link) && this.#companyOf(other).users <= MOST_USERS && this.#crowdAt(link) === null) chain.add(other);
      }
    }
    for (const identifier of chain) this.#chainUsers.set(identifier, users);
    return users;
  }

  #isUser(identifier: number): boolean {
    return this.#typeOf(identifier) === USER;
  }

  #typeOf(identifier: number): string {
    const text = this.#textOf(identifier);
    return text.slice(0, text.indexOf(':'));
  }

  #textOf(identifier: number): string {
    return this.#identifiers.textOf(identifier);
  }
}
