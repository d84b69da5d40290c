import type { CustomerAnswer, CustomersAnswer, CustomerSummary, Member, Page, TraitMatches as Answer } from '../../answers.js';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { Customer, CustomerList, Members, TraitMatches } from '../contract.js';
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

export function presentCustomers(page: CustomersAnswer): CustomerList {
  const customers = page.items.map(({ matched, ...summary }) => ({
    ...presentSummary(summary),
    ...(matched !== undefined && { matched: formatIdentifier(matched) }),
  }));
  return { customers, total: page.total, nextCursor: page.nextCursor };
}

export function presentTraitMatches({ items, isCut }: Answer): TraitMatches {
  const customers = items.map(({ matched, ...summary }) => ({
    ...presentSummary(summary),
    matched: matched.map(({ trait, value }) => ({
      trait,
      value: typeof value === 'number' || typeof value === 'boolean' ? value : String(value),
    })),
  }));
  return { customers, isCut };
}

function presentSummary({ customerId, identifiers, lastSeen, events }: CustomerSummary) {
  return { customerId, identifiers: identifierTexts(identifiers), lastSeen: instantOrNull(lastSeen), events };
}

export function presentMembers(page: Page<Member> & { readonly asOf: Instant }): Members {
  const members = page.items.map(({ customerId, identifiers, since }) => ({
    customerId,
    identifiers: identifierTexts(identifiers),
    since: formatInstant(since),
  }));
  return { members, asOf: formatInstant(page.asOf), nextCursor: page.nextCursor };
}
