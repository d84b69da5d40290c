import { compareUtf8, customerIdOf } from '../../vocabulary/customer.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { isAbout, joining, linksOf, ownerOf, type TwinLink } from './links.js';
import { type TwinRules, twinRules, typeOf } from './rules.js';
import { compareEvents } from './timeline.js';

/** A customer as the twin sees them: their identifiers as text, and everything that arrived for them, in order of arrival. */
export interface TwinCustomer {
  readonly identifiers: ReadonlySet<string>;
  readonly events: readonly CustomerEvent[];
  /** What joins the identifiers: what events say, each with its event, and what was decided. */
  readonly links: readonly TwinLink[];
}

/** Who is who, as events and people's decisions have it. */
export interface TwinIdentities {
  readonly customers: readonly TwinCustomer[];
  /** All that is said of any two identifiers, also what joins nobody. */
  readonly said: readonly TwinLink[];
  /** What of it joins two identifiers. */
  readonly inForce: readonly TwinLink[];
  /** The newest decision of people on each two identifiers. */
  readonly decisions: readonly IdentityDecision[];
  /** Everybody who is one customer with an identifier, whether anything is known of it or not. */
  readonly setOf: (identifier: string) => ReadonlySet<string>;
  /** What holds for types of identifiers. */
  readonly rules: TwinRules;
}

/** What who is who also rests on. */
export interface TwinIdentityOptions {
  /** Of links that are not there any more: what was said of somebody before they were erased. */
  readonly isForgotten?: (link: TwinLink) => boolean;
  readonly rules?: TwinRules;
}

/** What holds for types where nothing is published about them. */
const BUILT_IN = twinRules();

/**
 * The customers that some events belong to, see {@link twinIdentities}.
 * @param events in order of arrival
 * @param decisions in order of the journal
 */
export function twinCustomers(events: readonly CustomerEvent[], decisions: readonly IdentityDecision[] = []): readonly TwinCustomer[] {
  return twinIdentities(events, decisions).customers;
}

/**
 * Who is who. What an event names together is one customer, except where that would make one customer of several people (`joins`), and
 * except for two of whom somebody has said that they are not. Whom somebody merged is one customer. Nobody is who holds two that are kept
 * apart, or more names of a type than one may have: the most trusted links are followed first, and one that would do that is left out.
 */
export function twinIdentities(
  events: readonly CustomerEvent[],
  decisions: readonly IdentityDecision[],
  { isForgotten = () => false, rules = BUILT_IN }: TwinIdentityOptions = {},
): TwinIdentities {
  const newest = newestOnEachTwo(decisions.filter(({ learned }) => learned === undefined));
  const matched = newestOnEachTwo(decisions.filter(({ learned }) => learned !== undefined));
  const told = events.flatMap((event) => linksOf(event, rules)).filter((link) => !isForgotten(link));
  const merges = newest.flatMap(mergeLinks);
  const learned = matched.flatMap(mergeLinks);
  const said = [...told, ...merges, ...learned];
  const found = [...joining(told, rules), ...learned];
  const believed = [...found.filter((link) => !isParted(link, newest)), ...merges];
  const sets = joinedBy(believed, newest, rules);
  const setOf = (identifier: string): ReadonlySet<string> => sets.find((set) => set.has(identifier)) ?? new Set([identifier]);
  const inForce = believed.filter(({ ends: [left, right] }) => setOf(left).has(right));
  return { customers: customersOf(events, setOf, inForce), said, inForce, decisions: newest, setOf, rules };
}

/** A customer's id, from their identifiers as text. */
export function twinCustomerId(identifiers: Iterable<string>, rules: TwinRules): string {
  return customerIdOf(
    [...identifiers].map((text) => parseIdentifier(text) as Identifier),
    (type) => rules.of(type).strength,
  );
}

/** The two that a decision is about, as text. */
export function endsOf({ identifiers: [left, right] }: Pick<IdentityDecision, 'identifiers'>): readonly [string, string] {
  return [formatIdentifier(left), formatIdentifier(right)];
}

/**
 * Orders links, the most trusted first: a person's word, what events say, what matching says, the surer first; then the one whose weaker
 * identifier is of the stronger type, then the older in event time, then by the two texts.
 */
export function compareTrust(one: TwinLink, other: TwinLink, rules: TwinRules): number {
  const byEvidence = rankOf(one) - rankOf(other) || other.bits - one.bits;
  const byAge = one.event === null || other.event === null ? 0 : compareEvents(one.event, other.event);
  return byEvidence || weakness(one, rules) - weakness(other, rules) || byAge || compareUtf8(textOf(one), textOf(other));
}

/** Of several decisions on two identifiers the one with the greatest `at`, of such the last in the journal. */
function newestOnEachTwo(decisions: readonly IdentityDecision[]): readonly IdentityDecision[] {
  return decisions.filter((one, place) =>
    decisions.every((other, otherPlace) => {
      const isNewer = other.at > one.at || (other.at === one.at && otherPlace > place);
      return !isNewer || !isAbout(endsOf(other), ...endsOf(one));
    }),
  );
}

function mergeLinks(decision: IdentityDecision): readonly TwinLink[] {
  const { action, at, learned } = decision;
  if (action !== 'merge') return [];
  return [{ ends: endsOf(decision), at, evidence: learned === undefined ? 'decision' : 'learned', event: null, bits: learned?.bits ?? 0 }];
}

/** Whether somebody does not believe what events and matching say of two. */
function isParted({ ends }: TwinLink, newest: readonly IdentityDecision[]): boolean {
  return newest.some((decision) => decision.action === 'unmerge' && decision.parts && isAbout(endsOf(decision), ...ends));
}

/** Follows links, the most trusted first, and leaves those out that would make somebody what nobody may be. */
function joinedBy(links: readonly TwinLink[], newest: readonly IdentityDecision[], rules: TwinRules): readonly ReadonlySet<string>[] {
  const apart = newest.filter(({ action }) => action === 'block').map(endsOf);
  let sets: ReadonlySet<string>[] = [...new Set(links.flatMap(({ ends }) => ends))].map((end) => new Set([end]));
  for (const { ends, evidence } of [...links].sort((one, other) => compareTrust(one, other, rules))) {
    const touched = sets.filter((set) => ends.some((end) => set.has(end)));
    const joined = new Set(touched.flatMap((set) => [...set]));
    if (apart.some((two) => two.every((one) => joined.has(one)))) continue;
    if (evidence !== 'decision' && touched.length > 1 && isTooMany(touched, rules)) continue;
    sets = [...sets.filter((set) => !touched.includes(set)), joined];
  }
  return sets;
}

/** Whether two, who both have names of a type, would have more of it than one customer may have. */
function isTooMany(sets: readonly ReadonlySet<string>[], rules: TwinRules): boolean {
  const types = new Set(sets.flatMap((set) => [...set].map(typeOf)));
  return [...types].some((type) => {
    const counts = sets.map((set) => [...set].filter((identifier) => typeOf(identifier) === type).length);
    return counts.every((count) => count > 0) && counts.reduce((sum, count) => sum + count, 0) > rules.of(type).atMost;
  });
}

function customersOf(
  events: readonly CustomerEvent[],
  setOf: TwinIdentities['setOf'],
  inForce: readonly TwinLink[],
): readonly TwinCustomer[] {
  const customers: { identifiers: ReadonlySet<string>; events: CustomerEvent[]; links: readonly TwinLink[] }[] = [];
  for (const event of events) {
    const owner = ownerOf(event);
    const known = customers.find(({ identifiers }) => identifiers.has(owner));
    if (known !== undefined) {
      known.events.push(event);
      continue;
    }
    const identifiers = setOf(owner);
    customers.push({ identifiers, events: [event], links: inForce.filter(({ ends }) => identifiers.has(ends[0])) });
  }
  return customers;
}

function rankOf({ evidence }: TwinLink): number {
  if (evidence === 'decision') return 0;
  return evidence === 'learned' ? 2 : 1;
}

function weakness({ ends }: TwinLink, rules: TwinRules): number {
  return Math.max(...ends.map((end) => rules.of(typeOf(end)).strength));
}

function textOf({ ends }: TwinLink): string {
  return [...ends].sort(compareUtf8).join('\0');
}
