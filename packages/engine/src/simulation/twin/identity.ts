import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
import { contactIdentifiers } from '../../vocabulary/contact-identifiers.js';
import { externalIdentifiers } from '../../vocabulary/external-identifiers.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';

/** A customer as the twin sees them: their identifiers as text, and everything that arrived for them, in order of arrival. */
export interface TwinCustomer {
  readonly identifiers: ReadonlySet<string>;
  readonly events: readonly CustomerEvent[];
  /** What joins the identifiers, each with the event that says so. */
  readonly links: readonly TwinLink[];
}

/** What one event says: these two are one customer. */
export interface TwinLink {
  readonly ends: readonly [string, string];
  readonly event: CustomerEvent;
  /** Whether it is an alias, and not an event that carries both. */
  readonly alias: boolean;
}

/**
 * The customers that some events (in order of arrival) belong to: what an event names together is one customer, except where that
 * would make one customer of several people (see `joins`).
 */
export function twinCustomers(events: readonly CustomerEvent[]): readonly TwinCustomer[] {
  const said = events.flatMap(linksOf);
  const links = said.filter((link) => joins(link, said));
  const customers: { identifiers: Set<string>; events: CustomerEvent[]; links: TwinLink[] }[] = [];
  for (const event of events) {
    const owner = ownerOf(event);
    const known = customers.find(({ identifiers }) => identifiers.has(owner));
    if (known !== undefined) {
      known.events.push(event);
      continue;
    }
    const identifiers = connectedTo(owner, links);
    customers.push({ identifiers, events: [event], links: links.filter(({ ends }) => identifiers.has(ends[0])) });
  }
  return customers;
}

/** The identifier that an event belongs to, as text. */
export function ownerOf(event: CustomerEvent): string {
  return formatIdentifier(primaryIdentifier(event));
}

function linksOf(event: CustomerEvent): readonly TwinLink[] {
  const { anonymousId, previousId, context } = event;
  const owner = ownerOf(event);
  const link =
    (alias: boolean) =>
    (other: string): readonly TwinLink[] =>
      other === owner ? [] : [{ ends: [owner, other], event, alias }];
  const together = [
    ...(anonymousId === null ? [] : [device(anonymousId)]),
    ...externalIdentifiers(context).map(formatIdentifier),
    ...contactIdentifiers(event).map(formatIdentifier),
  ];
  const older = previousId === null ? [] : [formatIdentifier(personIdentifier('userId', previousId)), device(previousId)];
  return [...together.flatMap(link(false)), ...older.flatMap(link(true))];
}

function device(anonymousId: string): string {
  return formatIdentifier(personIdentifier('anonymousId', anonymousId));
}

/** Whether a link counts, given everything that was said: nothing that several people use may join them. */
function joins({ ends }: TwinLink, said: readonly TwinLink[]): boolean {
  if (ends.some((end) => isShared(end, said))) return false;
  const [left, right] = ends;
  if (isUser(left) || isUser(right)) return true;
  const seenTogether = said.some((other) => !other.alias && other.ends.includes(left) && other.ends.includes(right));
  if (!seenTogether) return true;
  return !isCrowd(left, right, said) && usersAround(left, said).size <= 1;
}

function isUser(identifier: string): boolean {
  return identifier.startsWith('userId:');
}

/** What events name together with an identifier. */
function companyOf(identifier: string, said: readonly TwinLink[]): ReadonlySet<string> {
  return new Set(
    said.flatMap(({ ends: [left, right], alias }) => (alias ? [] : left === identifier ? [right] : right === identifier ? [left] : [])),
  );
}

/** Only a userId may be seen with several userIds. */
function isShared(identifier: string, said: readonly TwinLink[]): boolean {
  return !isUser(identifier) && [...companyOf(identifier, said)].filter(isUser).length > 1;
}

/** Whether one of two was seen with several external ids of the other's type. */
function isCrowd(left: string, right: string, said: readonly TwinLink[]): boolean {
  const among = (one: string, other: string): boolean => {
    const type = other.slice(0, other.indexOf(':') + 1);
    return type !== 'anonymousId:' && [...companyOf(one, said)].filter((identifier) => identifier.startsWith(type)).length > 1;
  };
  return among(left, right) || among(right, left);
}

/** The userIds that are seen with an identifier, or with one that leads to it without a userId between them. */
function usersAround(start: string, said: readonly TwinLink[]): ReadonlySet<string> {
  const chain = new Set([start]);
  const users = new Set<string>();
  for (const identifier of chain) {
    for (const other of companyOf(identifier, said)) {
      if (isUser(other)) users.add(other);
      else if (!isShared(other, said) && !isCrowd(identifier, other, said)) chain.add(other);
    }
  }
  return users;
}

function connectedTo(start: string, links: readonly TwinLink[]): Set<string> {
  const found = new Set([start]);
  for (const identifier of found) {
    for (const {
      ends: [left, right],
    } of links)
      if (left === identifier || right === identifier) found.add(left).add(right);
  }
  return found;
}
