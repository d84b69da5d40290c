import { compareIdentifiers, customerIdOf, representative } from '../vocabulary/customer.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { Interner } from '../timeline/interner.js';
import { GrowingInts } from '../timeline/growing.js';
import { BUILT_IN_RULES, type IdentifierRules, isSameRule } from '../vocabulary/identifier-rules.js';
import { Constraints } from './constraints.js';
import { DecisionsInForce } from './decisions-in-force.js';
import {
  type FoundLink,
  foundBy,
  isFound,
  keepWays,
  type LearnedLink,
  type Link,
  OWN_FIELDS,
  otherEnd,
  type SaidLink,
  takeIn,
} from './link.js';
import { linksToPart } from './parting.js';
import { Refusals } from './refusals.js';
import { Trust } from './trust.js';

/** Customers that became others: as they were, and as they are with those of before that they come from. */
export interface IdentityChange {
  readonly before: readonly number[];
  readonly after: ReadonlyMap<number, readonly number[]>;
}

/** What a snapshot keeps of identities. */
export interface SavedIdentities {
  readonly found: readonly FoundLink[];
  readonly decisions: readonly IdentityDecision[];
}

const OWN = -1;

/**
 * Which identifiers are one customer. A customer is a connected set of identifiers, numbered by its smallest member, and is a
 * function of the links and decisions alone: no order of arrival changes it. Which links join nobody: `refusals.ts`; what no
 * customer may be: `constraints.ts`.
 */
export class IdentityGraph {
  readonly #identifiers: Interner;
  readonly #customers = new GrowingInts(OWN);
  readonly #links = new Map<number, Link[]>();
  readonly #members = new Map<number, readonly number[]>();
  /** Identifiers by the customerId that each would give alone: a customer's id is that of its representative. */
  readonly #byId = new Map<string, number>();
  #indexed = 0;
  #moved = 0;
  #rules = BUILT_IN_RULES;
  /** The last answer of {@link representativeOf}, until the sets change. */
  #represented: { readonly customer: number; readonly identifier: Identifier } | undefined;
  readonly #isBefore: (left: number, right: number) => boolean;
  readonly #refusals: Refusals;
  readonly #decisions: DecisionsInForce;
  readonly #trust: Trust;
  readonly #constraints: Constraints;
  /** Links that would have made somebody what no customer may be, and why. */
  readonly #leftOut = new Map<Link, string>();
  readonly #learned = new Set<LearnedLink>();

  /**
   * @param identifiers texts of the identifiers, by number
   * @param isBefore the order of timelines, by row
   */
  constructor(identifiers: Interner, isBefore: (left: number, right: number) => boolean) {
    this.#identifiers = identifiers;
    this.#isBefore = isBefore;
    const linksOf = (identifier: number): readonly Link[] => this.#links.get(identifier) ?? [];
    this.#refusals = new Refusals({ identifiers, linksOf, rules: () => this.#rules });
    this.#decisions = new DecisionsInForce(identifiers);
    const textOf = (identifier: number): string => identifiers.textOf(identifier);
    this.#trust = new Trust(textOf, isBefore, (type) => this.#rules.strength(type));
    this.#constraints = new Constraints({
      decisions: this.#decisions,
      typeOf: (identifier) => this.identifier(identifier).type,
      mostOf: (type) => this.#rules.of(type).atMost,
      compare: this.#trust.compare,
    });
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
    const { strength } = this.#rules;
    return identifiers.length > 1 ? identifiers.sort((left, right) => compareIdentifiers(left, right, strength)) : identifiers;
  }

  identifier(number: number): Identifier {
    return parseIdentifier(this.#identifiers.textOf(number)) as Identifier;
  }

  /** The customer's id as outsiders know it. */
  customerId(customer: number): string {
    return customerIdOf([this.representativeOf(customer)]);
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
      this.#represented = { customer, identifier: representative(this.identifiersOf(customer), this.#rules.strength) };
    return this.#represented.identifier;
  }

  /**
   * How often something new was learned of how identifiers hang together, also of those that are one customer already: a new link, or
   * an older event that says what a link says. Since when they are one is known better then.
   */
  get movedLinks(): number {
    return this.#moved;
  }

  /** What holds for types of identifiers. */
  get rules(): IdentifierRules {
    return this.#rules;
  }

  /** Learns what one event says. @returns what that changed, if anything. */
  learn(found: readonly SaidLink[]): IdentityChange | undefined {
    if (found.length === 0) return undefined;
    const ends = new Set<number>();
    for (const link of found) if (this.#isNew(link)) ends.add(link.left).add(link.right);
    return ends.size === 0 ? undefined : this.#regroup([...ends]);
  }

  /** Keeps what an event says. @returns whether it can change who is one customer */
  #isNew(said: SaidLink): boolean {
    if (said.left === said.right) return false;
    const known = this.#found(said.left, said.right);
    if (known === undefined) {
      this.#add(foundBy(said));
      this.#moved++;
      return true;
    }
    const outdated = this.#rules.hasRecency ? this.#refusals.outdatedAround(known) : undefined;
    const { older, seen, newer } = takeIn(known, said, this.#isBefore);
    if (older) this.#moved++;
    if (seen) this.#refusals.linksChanged();
    // The older of two links is trusted more, which matters where one had to be left out.
    return seen || (older && this.#leftOut.size > 0) || (newer && outdated !== undefined && this.#isSeenOtherwise(known, outdated));
  }

  /** Whether other links than before count now that two have been seen together later. */
  #isSeenOtherwise(link: FoundLink, outdated: ReadonlySet<FoundLink>): boolean {
    this.#refusals.seenLater(link);
    const now = this.#refusals.outdatedAround(link);
    if (now.size === outdated.size && [...now].every((one) => outdated.has(one))) return false;
    this.#refusals.linksChanged();
    return true;
  }

  /** The link that events make between two identifiers. */
  #found(left: number, right: number): FoundLink | undefined {
    for (const link of this.#links.get(left) ?? []) if (isFound(link) && otherEnd(link, left) === right) return link;
    return undefined;
  }

  #add(link: Link): void {
    this.#linksOf(link.left).push(link);
    this.#linksOf(link.right).push(link);
    this.#refusals.linksChanged();
  }

  #drop(link: Link): void {
    this.#leftOut.delete(link);
    if (link.evidence === 'learned') this.#learned.delete(link);
    for (const end of [link.left, link.right]) {
      const links = this.#links.get(end);
      const index = links?.indexOf(link) ?? -1;
      if (index >= 0) links?.splice(index, 1);
    }
    this.#refusals.linksChanged();
  }

  /** All links of a customer's identifiers, those refused among them. */
  linksOf(customer: number): readonly { readonly link: Link; readonly refused: string | null }[] {
    const links = new Set(this.membersOf(customer).flatMap((member) => this.#links.get(member) ?? []));
    return [...links].map((link) => ({ link, refused: this.#leftOut.get(link) ?? this.#refusalOf(link) }));
  }

  /** Why a link joins nobody, whatever a customer may be; null when it does. */
  #refusalOf(link: Link): string | null {
    const decision = link.evidence === 'decision' ? undefined : this.#decisions.on(link.left, link.right);
    if (decision?.action === 'unmerge') return `${decision.by} does not believe it: ${decision.reason}`;
    return this.#refusals.of(link);
  }

  /** Puts a decision in force. @returns what that changed, if anything */
  decide(decision: IdentityDecision): IdentityChange | undefined {
    return this.#regroup(this.#keep(decision));
  }

  /** @returns the numbers of the two that it is about */
  #keep(decision: IdentityDecision): readonly [number, number] {
    if (decision.learned !== undefined) return this.#keepLearned(decision);
    const [left, right] = this.#decisions.add(decision);
    const old = this.#links.get(left)?.find((link) => link.evidence === 'decision' && otherEnd(link, left) === right);
    if (old !== undefined) this.#drop(old);
    const inForce = this.#decisions.on(left, right);
    if (inForce?.action === 'merge') this.#add({ left, right, evidence: 'decision', decision: inForce });
    return [left, right];
  }

  /** What matching says stands beside what people decide, and waits where they have decided otherwise. */
  #keepLearned(decision: IdentityDecision): readonly [number, number] {
    const [left, right] = decision.identifiers.map((identifier) => this.#identifiers.intern(formatIdentifier(identifier))) as [
      number,
      number,
    ];
    const old = this.#links.get(left)?.find((link) => link.evidence === 'learned' && otherEnd(link, left) === right);
    if (old !== undefined) this.#drop(old);
    if (decision.action !== 'merge') return [left, right];
    const link: LearnedLink = { left, right, evidence: 'learned', decision };
    this.#add(link);
    this.#learned.add(link);
    return [left, right];
  }

  /** Every link that matching says, also those that join nobody because somebody decided otherwise. */
  learnedLinks(): ReadonlySet<LearnedLink> {
    return this.#learned;
  }

  /** Those of them that an identifier has. */
  learnedLinksOf(identifier: number): readonly LearnedLink[] {
    return (this.#links.get(identifier) ?? []).filter((link) => link.evidence === 'learned');
  }

  /** All links of one identifier, with why those join nobody that do not. */
  linksAt(identifier: number): readonly { readonly link: Link; readonly refused: string | null }[] {
    return (this.#links.get(identifier) ?? []).map((link) => ({ link, refused: this.#leftOut.get(link) ?? this.#refusalOf(link) }));
  }

  /** The decisions in force that name any of a customer's identifiers. */
  decisionsAbout(customer: number): readonly IdentityDecision[] {
    return [...new Set(this.membersOf(customer).flatMap((member) => [...this.#decisions.about(member)].map(([, decision]) => decision)))];
  }

  /** How many decisions are in force. */
  get decisionsInForce(): number {
    return this.#decisions.all().length;
  }

  /** When the newest of all decisions was taken; 0 when none was. */
  get decidedAt(): Instant {
    return this.#decisions.newestAt;
  }

  /** The decision in force on two identifiers. */
  decisionOn(left: number, right: number): IdentityDecision | undefined {
    return this.#decisions.on(left, right);
  }

  /** Every two of two customers that somebody keeps apart. */
  blocksBetween(left: number, right: number): readonly IdentityDecision[] {
    const others = new Set(this.membersOf(right));
    return this.membersOf(left).flatMap((member) =>
      [...this.#decisions.about(member)].flatMap(([other, decision]) =>
        decision.action === 'block' && others.has(other) ? [decision] : [],
      ),
    );
  }

  /** Which links have to end so that two identifiers of one customer are no longer one. */
  linksToPart(left: number, right: number): readonly Link[] {
    const joins = (link: Link): boolean => !this.#leftOut.has(link) && this.#refusalOf(link) === null;
    return linksToPart(left, right, {
      linksOf: (identifier) => (this.#links.get(identifier) ?? []).filter(joins),
      compare: this.#trust.compare,
    });
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
      for (const other of this.#decisions.forget(identifier)) if (!gone.has(other)) neighbours.add(other);
      for (const link of [...(this.#links.get(identifier) ?? [])]) {
        const other = otherEnd(link, identifier);
        this.#drop(link);
        if (!gone.has(other)) neighbours.add(other);
      }
      this.#links.delete(identifier);
      this.#members.delete(identifier);
      this.#customers.set(identifier, OWN);
    }
    this.#refusals.linksChanged();
    return neighbours.size === 0 ? undefined : this.#regroup([...neighbours]);
  }

  /** Ends everything that is known of identifiers and anybody else. @returns what that changed, if anything */
  cutOff(identifiers: readonly number[]): IdentityChange | undefined {
    const neighbours = this.neighboursOf(identifiers);
    for (const identifier of identifiers) {
      this.#decisions.forget(identifier);
      for (const link of [...(this.#links.get(identifier) ?? [])]) if (neighbours.has(otherEnd(link, identifier))) this.#drop(link);
    }
    return neighbours.size === 0 ? undefined : this.#regroup([...identifiers, ...neighbours]);
  }

  /** Identifiers outside a set that are linked with one inside, or named with one in a decision. */
  neighboursOf(identifiers: readonly number[]): ReadonlySet<number> {
    const neighbours = new Set<number>();
    for (const identifier of identifiers) {
      for (const link of this.#links.get(identifier) ?? []) neighbours.add(otherEnd(link, identifier));
      for (const [other] of this.#decisions.about(identifier)) neighbours.add(other);
    }
    for (const identifier of identifiers) neighbours.delete(identifier);
    return neighbours;
  }

  /** What events say and what was decided, for a snapshot. */
  toJson(): SavedIdentities {
    const links = new Set([...this.#links.values()].flat());
    const learned = [...this.#learned].map(({ decision }) => decision);
    return { found: [...links].filter(isFound), decisions: [...this.#decisions.newest(), ...learned] };
  }

  /** Fills an empty graph from a snapshot, under the rules of that time. The order of timelines must be known by then. */
  load({ found, decisions }: SavedIdentities, rules: IdentifierRules = BUILT_IN_RULES): void {
    this.#rules = rules;
    for (const link of found) this.#add(link);
    for (const decision of decisions) this.#keep(decision);
    this.#regroup([...this.#links.keys()]);
  }

  /**
   * Puts other rules in force: for what is known already, and with what events of before say by paths that are ways from now on.
   * @returns what that changed, those among it who only go by another id now; and identifiers that nothing is linked with any more
   */
  adopt(
    rules: IdentifierRules,
    said: readonly SaidLink[],
  ): { readonly change: IdentityChange | undefined; readonly loose: readonly number[] } {
    const ids = this.#idsUnder(rules);
    const loose = this.#endWays(rules);
    const around = new Set(loose);
    for (const identifier of this.#judgedOtherwiseUnder(rules)) around.add(identifier);
    this.#rules = rules;
    this.#refusals.linksChanged();
    for (const link of said) if (this.#isNew(link)) around.add(link.left).add(link.right);
    const change = around.size === 0 ? undefined : this.#regroup([...around]);
    return { change: onlyMoved(change, ids), loose: loose.filter((identifier) => this.neighboursOf([identifier]).size === 0) };
  }

  /** The customers who would be represented by another of their identifiers. */
  #idsUnder(rules: IdentifierRules): readonly number[] {
    return [...this.#members.keys()].filter((customer) => {
      const identifiers = this.identifiersOf(customer);
      return representative(identifiers, rules.strength) !== representative(identifiers, this.#rules.strength);
    });
  }

  /** Identifiers of types of which something else holds under some rules, and those that are linked with them. */
  #judgedOtherwiseUnder(rules: IdentifierRules): ReadonlySet<number> {
    const found = new Set<number>();
    const types = new Map<string, boolean>();
    for (const [identifier, links] of this.#links) {
      const type = typeOf(this.#identifiers.textOf(identifier));
      let changed = types.get(type);
      if (changed === undefined) types.set(type, (changed = !isSameRule(this.#rules.of(type), rules.of(type))));
      if (changed) for (const { left, right } of links) found.add(left).add(right);
    }
    return found;
  }

  /** Ends what was said in ways that are none under some rules. @returns the ends of links that are gone */
  #endWays(rules: IdentifierRules): readonly number[] {
    const keys = new Set([OWN_FIELDS, ...rules.ways.map(({ key }) => key)]);
    const ends = new Set<number>();
    for (const link of new Set([...this.#links.values()].flat())) {
      if (!isFound(link) || keepWays(link, (way) => keys.has(way), this.#isBefore)) continue;
      this.#drop(link);
      ends.add(link.left).add(link.right);
    }
    return [...ends];
  }

  /** Forgets an identifier that nothing is linked with, so that no id leads to it. The text is forgotten by the caller. */
  forget(identifier: number): void {
    this.#byId.delete(customerIdOf([this.identifier(identifier)]));
    this.#links.delete(identifier);
  }

  #linksOf(identifier: number): Link[] {
    let links = this.#links.get(identifier);
    if (links === undefined) this.#links.set(identifier, (links = []));
    return links;
  }

  /** Finds the sets anew around some identifiers: both what they were together with and what they are together with now. */
  #regroup(around: readonly number[]): IdentityChange | undefined {
    this.#represented = undefined;
    const before = this.#touchedBy(around);
    const touched = [...before].flatMap((customer) => this.membersOf(customer));
    const ancestry = new Map(touched.map((identifier) => [identifier, this.customerOf(identifier)]));
    const after = new Map<number, readonly number[]>();
    const placed = new Set<number>();
    for (const identifier of touched) {
      if (placed.has(identifier)) continue;
      const linked = this.#connected(identifier);
      for (const member of linked) placed.add(member);
      for (const set of this.#allowed(linked))
        after.set(this.#place(set), [...new Set(set.map((member) => ancestry.get(member) ?? this.customerOf(member)))]);
    }
    for (const customer of before) if (!after.has(customer)) this.#members.delete(customer);
    const unchanged =
      after.size === before.size && [...after].every(([customer, ancestors]) => ancestors.length === 1 && ancestors[0] === customer);
    return unchanged ? undefined : { before: [...before], after };
  }

  /** Every customer whom it may change that what is known around some identifiers has changed. */
  #touchedBy(around: readonly number[]): ReadonlySet<number> {
    const touched = new Set(around.map((identifier) => this.customerOf(identifier)));
    for (const identifier of this.#refusals.reach(around))
      for (const link of this.#links.get(identifier) ?? []) touched.add(this.customerOf(link.left)).add(this.customerOf(link.right));
    if (this.#leftOut.size === 0) return touched;
    // Whoever is linked, and was kept apart because of what a customer may be: that is judged for all of them together.
    for (const customer of touched) {
      for (const member of this.membersOf(customer))
        for (const link of this.#links.get(member) ?? []) if (this.#leftOut.has(link)) touched.add(this.customerOf(otherEnd(link, member)));
    }
    return touched;
  }

  #connected(start: number): number[] {
    const found = new Set([start]);
    for (const identifier of found) {
      for (const link of this.#links.get(identifier) ?? []) if (this.#refusalOf(link) === null) found.add(link.left).add(link.right);
    }
    return [...found].sort((left, right) => left - right);
  }

  /** The sets of linked identifiers that are allowed. */
  #allowed(linked: readonly number[]): readonly (readonly number[])[] {
    const inside = (): Link[] => [...new Set(linked.flatMap((member) => this.#links.get(member) ?? []))];
    if (this.#leftOut.size > 0) for (const link of inside()) this.#leftOut.delete(link);
    const { sets, refused } = this.#constraints.allow(linked, () => inside().filter((link) => this.#refusalOf(link) === null));
    for (const [link, reason] of refused) this.#leftOut.set(link, reason);
    return sets;
  }

  #place(set: readonly number[]): number {
    const customer = set[0] as number;
    for (const member of set) this.#customers.set(member, customer);
    if (set.length > 1) this.#members.set(customer, set);
    else this.#members.delete(customer);
    return customer;
  }
}

function typeOf(text: string): string {
  return text.slice(0, text.indexOf(':'));
}

/** A change without those who are as they were; @param renamed customers who go by another id, whatever they are */
function onlyMoved(change: IdentityChange | undefined, renamed: readonly number[]): IdentityChange | undefined {
  const { before = [], after = new Map<number, readonly number[]>() } = change ?? {};
  const heirs = new Map<number, number>();
  for (const ancestors of after.values()) for (const ancestor of ancestors) heirs.set(ancestor, (heirs.get(ancestor) ?? 0) + 1);
  const stayed = new Set(
    [...after].flatMap(([customer, [first, ...others]]) =>
      first === customer && others.length === 0 && heirs.get(customer) === 1 ? [customer] : [],
    ),
  );
  for (const customer of renamed) stayed.delete(customer);
  const moved = new Map([...after].filter(([customer]) => !stayed.has(customer)));
  // Where no set has changed, those who were renamed are all that there is.
  for (const customer of renamed) if (change === undefined) moved.set(customer, [customer]);
  if (moved.size === 0) return undefined;
  return { before: change === undefined ? renamed : before.filter((customer) => !stayed.has(customer)), after: moved };
}
