import type { CustomerAnswer, CustomerSummary, Member, Page } from '../../answers.js';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { Customer, CustomerList, Members } from '../contract.js';
import { instantOrNull } from './instants.js';

/** Identifiers as text, in the order given. */
export function identifierTexts(identifiers: readonly Identifier[]): string[] {
  return identifiers.map(formatIdentifier);
}

export function presentCustomer(answer: CustomerAnswer): Customer {
  const { customerId, traits, metrics, events } = answer;
  return {
    customerId,
    identifiers: identifierTexts(answer.identifiers),
    traits,
    metrics,
    segments: answer.segments.map(({ name, since }) => ({ name, since: formatInstant(since) })),
    consents: answer.consents.map(({ purpose, state, since }) => ({ purpose, state, since: instantOrNull(since) })),
    scores: answer.scores.map(({ name, value, at }) => ({ name, value, at: formatInstant(at) })),
    groups: identifierTexts(answer.groups),
    firstSeen: instantOrNull(answer.firstSeen),
    lastSeen: instantOrNull(answer.lastSeen),
    events,
    asOf: formatInstant(answer.asOf),
  };
}

export function presentCustomers(page: Page<CustomerSummary> & { readonly total: number }): CustomerList {
  const customers = page.items.map(({ customerId, identifiers, lastSeen, events }) => ({
    customerId,
    identifiers: identifierTexts(identifiers),
    lastSeen: instantOrNull(lastSeen),
    events,
  }));
  return { customers, total: page.total, nextCursor: page.nextCursor };
}

export function presentMembers(page: Page<Member> & { readonly asOf: Instant }): Members {
  const members = page.items.map(({ customerId, identifiers, since }) => ({
    customerId,
    identifiers: identifierTexts(identifiers),
    since: formatInstant(since),
  }));
  return { members, asOf: formatInstant(page.asOf), nextCursor: page.nextCursor };
}
