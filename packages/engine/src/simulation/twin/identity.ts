import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
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
}

/**
 * The customers that some events (in order of arrival) belong to: what an event names together is one customer, but an anonymousId that
 * events name together with more than one userId is shared and joins nobody.
 */
export function twinCustomers(events: readonly CustomerEvent[]): readonly TwinCustomer[] {
  const links = events.flatMap(linksOf).filter(({ ends }) => !ends.some((end) => isShared(end, events)));
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
  const { userId, anonymousId, previousId } = event;
  const others = [
    ...(userId !== null && anonymousId !== null ? [device(anonymousId)] : []),
    ...(previousId === null ? [] : [formatIdentifier(personIdentifier('userId', previousId)), device(previousId)]),
  ];
  const owner = ownerOf(event);
  return others.filter((other) => other !== owner).map((other) => ({ ends: [owner, other], event }));
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
