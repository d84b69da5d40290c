import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';

/** A customer as the twin sees them: their identifiers as text, and everything that arrived for them, in order of arrival. */
export interface TwinCustomer {
  readonly identifiers: ReadonlySet<string>;
  readonly events: readonly CustomerEvent[];
}

type Link = readonly [string, string];

/**
 * The customers that some events (in order of arrival) belong to: what an event names together is one customer, but an anonymousId that
 * events name together with more than one userId is shared and joins nobody.
 */
export function twinCustomers(events: readonly CustomerEvent[]): readonly TwinCustomer[] {
  const links = events.flatMap(linksOf).filter((link) => !link.some((end) => isShared(end, events)));
  const customers: { identifiers: Set<string>; events: CustomerEvent[] }[] = [];
  for (const event of events) {
    const owner = ownerOf(event);
    const known = customers.find(({ identifiers }) => identifiers.has(owner));
    if (known !== undefined) known.events.push(event);
    else customers.push({ identifiers: connectedTo(owner, links), events: [event] });
  }
  return customers;
}

/** The identifier that an event belongs to, as text. */
export function ownerOf(event: CustomerEvent): string {
  return formatIdentifier(primaryIdentifier(event));
}

function linksOf(event: CustomerEvent): readonly Link[] {
  const links: Link[] = [];
  if (event.userId !== null && event.anonymousId !== null) links.push([ownerOf(event), device(event.anonymousId)]);
  if (event.type === 'alias' && event.previousId !== null) {
    links.push(
      [ownerOf(event), formatIdentifier(personIdentifier('userId', event.previousId))],
      [ownerOf(event), device(event.previousId)],
    );
  }
  return links;
}

function device(anonymousId: string): string {
  return formatIdentifier(personIdentifier('anonymousId', anonymousId));
}

function isShared(identifier: string, events: readonly CustomerEvent[]): boolean {
  const users = events.flatMap(({ userId, anonymousId }) =>
    userId !== null && anonymousId !== null && device(anonymousId) === identifier ? [userId] : [],
  );
  return new Set(users).size > 1;
}

function connectedTo(start: string, links: readonly Link[]): Set<string> {
  const found = new Set([start]);
  for (const identifier of found) {
    for (const [left, right] of links) if (left === identifier || right === identifier) found.add(left).add(right);
  }
  return found;
}
