import type { Consent } from '../vocabulary/consent.js';
import { compareUtf8 } from '../vocabulary/customer.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import { isJsonObject, ownValue } from '../vocabulary/json.js';
import { type ConsentTerm, lapsesAt, UNTIL_REVOKED } from './consent-term.js';

/** One choice about one purpose. */
interface Choice {
  readonly granted: boolean;
  /** Since when it counts: the earlier of the event's timestamp and its arrival. */
  readonly at: Instant;
  readonly messageId: string;
}

/** A choice as an event carried it. */
export interface SentChoice extends Choice {
  readonly purpose: string;
  /** The identifier that the event belongs to. */
  readonly identifier: Identifier;
}

/** A choice of a customer about the purpose that is asked for. */
export interface ConsentChoice extends Choice {
  /** The number of the identifier that the event belongs to. */
  readonly identifier: number;
}

/** Two identifiers, by number, found to be one customer. */
export interface ConsentLink {
  readonly identifiers: readonly [number, number];
  /** The timestamp of the first event that carries both. */
  readonly at: Instant;
}

/** The choices that an event carries in `context.consent.categoryPreferences`: its booleans; anything else there is no choice. */
export function choicesIn(event: CustomerEvent): readonly SentChoice[] {
  const consent = ownValue(event.context, 'consent');
  const preferences = isJsonObject(consent) ? ownValue(consent, 'categoryPreferences') : undefined;
  if (!isJsonObject(preferences)) return [];
  const at = Math.min(event.timestamp, event.receivedAt);
  const identifier = primaryIdentifier(event);
  const choices: SentChoice[] = [];
  for (const [purpose, granted] of Object.entries(preferences)) {
    if (typeof granted === 'boolean') choices.push({ purpose, granted, at, messageId: event.messageId, identifier });
  }
  return choices;
}

/** What counts for one customer: a choice, or a denial that stems from a merge (then `messageId` is null). */
interface Standing {
  readonly granted: boolean;
  readonly since: Instant;
  readonly messageId: string | null;
}

/** A customer in the making: identifiers joined so far, and what counts for them. */
interface Group {
  parent: Group | undefined;
  standing: Standing | undefined;
}

/**
 * What is known at `now` of one customer's choice for a purpose.
 *
 * The customer is all identifiers of the choices and links handed in. Time is walked in order: a choice is the newest of the
 * customer whom its identifier then belongs to; where a link joins two customers whose newest choices differ, the joined customer has denied
 * from then on, until a choice later than the link. Walking by time and not by arrival makes the answer the same for any order of arrival.
 *
 * @param choices the choices of all of the customer's identifiers for this purpose.
 * @param links what joins these identifiers; identifiers that no link joins are taken as joined at `now`, which can only deny.
 * @param term how long a consent lasts; one that has lapsed is as if nothing had been chosen.
 */
export function consentOf(
  purpose: string,
  choices: readonly ConsentChoice[],
  links: readonly ConsentLink[],
  now: Instant,
  term = UNTIL_REVOKED,
): Consent {
  const groups = new Map<number, Group>();
  const inForce = choices.filter((choice) => choice.at <= now).sort(byTime);
  const joins = links.filter((link) => link.at <= now).sort((left, right) => left.at - right.at);
  let next = 0;
  for (const link of joins) {
    // A choice at the very instant of the link was made before it: only a later one answers a conflict that the link brought up.
    while (next < inForce.length && (inForce[next] as ConsentChoice).at <= link.at) choose(groups, inForce[next++] as ConsentChoice);
    join(groupOf(groups, link.identifiers[0]), groupOf(groups, link.identifiers[1]), link.at, term);
  }
  while (next < inForce.length) choose(groups, inForce[next++] as ConsentChoice);
  return said(purpose, joinAll(groups, now, term));
}

/** The order in which choices were made; of those of one instant the same whatever came first. */
export function byTime(left: Choice, right: Choice): number {
  return left.at - right.at || compareUtf8(left.messageId, right.messageId) || refusalLast(left, right);
}

/** Two identifiers may use one messageId: of such choices at one instant the denial counts as the newer one. */
function refusalLast(left: Choice, right: Choice): number {
  return Number(right.granted) - Number(left.granted);
}

function groupOf(groups: Map<number, Group>, identifier: number): Group {
  const known = groups.get(identifier);
  if (known !== undefined) return root(known);
  const group: Group = { parent: undefined, standing: undefined };
  groups.set(identifier, group);
  return group;
}

function root(group: Group): Group {
  let current = group;
  while (current.parent !== undefined) current = current.parent;
  return current;
}

function choose(groups: Map<number, Group>, choice: ConsentChoice): void {
  const { granted, at: since, messageId } = choice;
  groupOf(groups, choice.identifier).standing = { granted, since, messageId };
}

function join(left: Group, right: Group, at: Instant, term: ConsentTerm): void {
  if (left === right) return;
  right.parent = left;
  left.standing = joined(lasting(left.standing, at, term), lasting(right.standing, at, term), at);
}

/** What still counts at an instant. */
function lasting(standing: Standing | undefined, at: Instant, term: ConsentTerm): Standing | undefined {
  return standing === undefined || lapsesAt(standing, term) <= at ? undefined : standing;
}

function joined(left: Standing | undefined, right: Standing | undefined, at: Instant): Standing | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.granted !== right.granted) return { granted: false, since: at, messageId: null };
  return newer(left, right);
}

function newer(left: Standing, right: Standing): Standing {
  if (left.since !== right.since) return left.since > right.since ? left : right;
  // A denial by merge at the same instant is about both customers: it outlasts either one's own choice.
  if (left.messageId === null || right.messageId === null) return left.messageId === null ? left : right;
  return compareUtf8(left.messageId, right.messageId) >= 0 ? left : right;
}

function joinAll(groups: Map<number, Group>, now: Instant, term: ConsentTerm): Standing | undefined {
  const roots = new Set([...groups.values()].map(root));
  let standing: Standing | undefined;
  for (const group of roots) standing = joined(standing, lasting(group.standing, now, term), now);
  return standing;
}

function said(purpose: string, standing: Standing | undefined): Consent {
  if (standing === undefined) return { purpose, state: 'unknown', since: null, messageId: null };
  return { purpose, state: standing.granted ? 'granted' : 'denied', since: standing.since, messageId: standing.messageId };
}
