import type { Interner } from '../timeline/interner.js';
import { type IdentifierRule, type IdentifierRules, USER_ID } from '../vocabulary/identifier-rules.js';
import { formatInstant, type Instant, lengthInWords } from '../vocabulary/instant.js';
import { type FoundLink, isFound, type Link, otherEnd } from './link.js';

/** How many external ids of one type an identifier may be seen with, no userId being there to say whose they are. */
const MOST_OF_A_TYPE = 1;

/** With whom the events that count name one identifier: how many userIds, and how many identifiers of each other type. */
interface Company {
  readonly users: number;
  readonly byType: ReadonlyMap<string, number>;
}

const DEVICE = 'anonymousId';

/** What says whether links join. */
export interface RefusalsInput {
  readonly identifiers: Interner;
  readonly linksOf: (identifier: number) => readonly Link[];
  /** What holds for types of identifiers now. */
  readonly rules: () => IdentifierRules;
}

/**
 * Which links join nobody, so that what several people use (a family's tablet, a till, a loyalty card that is lent) does not make
 * them one customer. All of it follows from the set of links that events make and from the rules of their types; aliases are somebody's
 * word, and count.
 *
 * 1. A link of an identifier whose type has a `recency` counts no more once events name it with another identifier of the same type
 *    later than that after they last named the two together. It plays no part in what follows.
 * 2. An identifier that is no userId and was seen with more userIds than its type's `sharedAbove` is shared: none of its links joins anybody.
 * 3. A link without a userId joins nobody when either end was seen with more than one external id of the other's type: a till that
 *    scans many cards. Several devices of one card are fine.
 * 4. Nor does a link without a userId when the chain of such links that it is part of leads to more userIds than either end may be seen with.
 */
export class Refusals {
  readonly #input: RefusalsInput;
  /** All are kept until the links change. */
  readonly #companies = new Map<number, Company>();
  readonly #chainUsers = new Map<number, ReadonlySet<number>>();
  /** By identifier: when events last named it with any of each other type. */
  readonly #lastSeen = new Map<number, ReadonlyMap<string, Instant>>();

  constructor(input: RefusalsInput) {
    this.#input = input;
  }

  /** To be told whenever a link has been added, changed or removed. */
  linksChanged(): void {
    for (const kept of [this.#companies, this.#chainUsers, this.#lastSeen]) if (kept.size > 0) kept.clear();
  }

  /** Why a link joins nobody, or null when it does. */
  of(link: Link): string | null {
    if (link.evidence === 'decision') return null;
    const outdated = isFound(link) ? this.#outdatedAt(link) : null;
    if (isFound(link) && outdated !== null) return this.#sayOutdated(link, outdated);
    for (const end of [link.left, link.right]) {
      const { users } = this.#companyOf(end);
      if (users > this.#ruleOf(end).sharedAbove) return `${this.#textOf(end)} is shared: it was seen with ${users} userIds`;
    }
    if (!this.#isUnowned(link)) return null;
    const crowd = this.#crowdAt(link);
    if (crowd !== null) return crowd;
    const users = this.#usersOfChain(link.left).size;
    return users > Math.min(this.#ruleOf(link.left).sharedAbove, this.#ruleOf(link.right).sharedAbove)
      ? `${this.#textOf(link.left)} and ${this.#textOf(link.right)} lead to ${users} userIds`
      : null;
  }

  /** The links of events that count or not by when the ends of this one were seen; none where time does not matter. */
  outdatedAround({ left, right }: Pick<Link, 'left' | 'right'>): ReadonlySet<FoundLink> {
    const outdated = new Set<FoundLink>();
    for (const end of [left, right]) {
      if (this.#ruleOf(end).recency === null) continue;
      for (const link of this.#input.linksOf(end)) if (isFound(link) && this.#outdatedAt(link) !== null) outdated.add(link);
    }
    return outdated;
  }

  /** To be told when two have been seen together later than was known, before {@link outdatedAround} is asked again. */
  seenLater({ left, right }: Pick<Link, 'left' | 'right'>): void {
    this.#lastSeen.delete(left);
    this.#lastSeen.delete(right);
  }

  /**
   * Every identifier whose links may be judged differently when those of the given ones change: these, those whom time may have parted
   * from them, and all in chains with them.
   */
  reach(around: readonly number[]): ReadonlySet<number> {
    const found = new Set(around);
    if (this.#input.rules().hasRecency) {
      for (const identifier of around)
        if (this.#ruleOf(identifier).recency !== null)
          for (const link of this.#input.linksOf(identifier)) found.add(otherEnd(link, identifier));
    }
    for (const identifier of found) {
      for (const link of this.#input.linksOf(identifier)) if (this.#isUnowned(link)) found.add(otherEnd(link, identifier));
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

  /** The end that was seen elsewhere long after the two were last seen together; null when the link counts. */
  #outdatedAt({ left, right, evidence, newest }: FoundLink): number | null {
    if (evidence !== 'event' || newest === null || !this.#input.rules().hasRecency) return null;
    for (const end of [left, right]) {
      const { recency } = this.#ruleOf(end);
      const elsewhere = recency === null ? undefined : this.#lastSeenOf(end).get(this.#typeOf(end === left ? right : left));
      if (recency !== null && elsewhere !== undefined && elsewhere > newest + recency) return end;
    }
    return null;
  }

  #sayOutdated(link: FoundLink, end: number): string {
    const other = otherEnd(link, end);
    const last = formatInstant(link.newest ?? 0);
    const recency = lengthInWords(this.#ruleOf(end).recency ?? 0);
    return `${this.#textOf(end)} was last seen with ${this.#textOf(other)} at ${last}, and with another ${this.#typeOf(other)} more than ${recency} later`;
  }

  #lastSeenOf(identifier: number): ReadonlyMap<string, Instant> {
    let seen = this.#lastSeen.get(identifier);
    if (seen === undefined) this.#lastSeen.set(identifier, (seen = this.#lookWhen(identifier)));
    return seen;
  }

  #lookWhen(identifier: number): ReadonlyMap<string, Instant> {
    const seen = new Map<string, Instant>();
    for (const link of this.#input.linksOf(identifier)) {
      if (link.evidence !== 'event' || link.newest === null) continue;
      const type = this.#typeOf(otherEnd(link, identifier));
      if (link.newest > (seen.get(type) ?? Number.NEGATIVE_INFINITY)) seen.set(type, link.newest);
    }
    return seen;
  }

  #companyOf(identifier: number): Company {
    let company = this.#companies.get(identifier);
    if (company === undefined) this.#companies.set(identifier, (company = this.#look(identifier)));
    return company;
  }

  #look(identifier: number): Company {
    const byType = new Map<string, number>();
    if (this.#isUser(identifier)) return { users: 0, byType };
    for (const link of this.#input.linksOf(identifier)) {
      if (link.evidence !== 'event' || this.#outdatedAt(link) !== null) continue;
      const type = this.#typeOf(otherEnd(link, identifier));
      byType.set(type, (byType.get(type) ?? 0) + 1);
    }
    return { users: byType.get(USER_ID) ?? 0, byType };
  }

  /** The userIds that the chain through an identifier was seen with. */
  #usersOfChain(start: number): ReadonlySet<number> {
    const known = this.#chainUsers.get(start);
    if (known !== undefined) return known;
    const chain = new Set([start]);
    const users = new Set<number>();
    for (const identifier of chain) {
      for (const link of this.#input.linksOf(identifier)) {
        if (link.evidence !== 'event' || this.#outdatedAt(link) !== null) continue;
        const other = otherEnd(link, identifier);
        if (this.#isUser(other)) users.add(other);
        else if (!this.#isShared(other) && this.#crowdAt(link) === null) chain.add(other);
      }
    }
    for (const identifier of chain) this.#chainUsers.set(identifier, users);
    return users;
  }

  #isShared(identifier: number): boolean {
    return this.#companyOf(identifier).users > this.#ruleOf(identifier).sharedAbove;
  }

  #isUser(identifier: number): boolean {
    return this.#typeOf(identifier) === USER_ID;
  }

  #ruleOf(identifier: number): IdentifierRule {
    return this.#input.rules().of(this.#typeOf(identifier));
  }

  #typeOf(identifier: number): string {
    const text = this.#textOf(identifier);
    return text.slice(0, text.indexOf(':'));
  }

  #textOf(identifier: number): string {
    return this.#input.identifiers.textOf(identifier);
  }
}
