import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Memory } from './memory.js';

type Known = Pick<Memory, 'identities' | 'timelines'>;

/**
 * The customer whom somebody names for a decision or a question about identity: also by an identifier that no event is stored under.
 * @param find the customer with events of an identifier, or of a `customerId`
 * @throws CuspError unknown_customer
 */
export function customerNamed(known: Known, find: (identifier: Identifier) => number | undefined, identifier: Identifier): number {
  const customer = find(identifier) ?? linkedCustomer(known, identifier);
  if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
  return customer;
}

/** The identifier that is meant: of a customer's id, the one that stands for them. */
export function identifierMeant({ identities }: Known, identifier: Identifier, customer: number): Identifier {
  return identifier.type === 'customerId' ? identities.representativeOf(customer) : identifier;
}

/** The customer of an identifier that links alone name: a device used by those alone who signed in, or what several people share. */
export function linkedCustomer({ identities, timelines }: Known, identifier: Identifier): number | undefined {
  const isId = identifier.type === 'customerId';
  const number = isId ? identities.customerById(identifier.value) : timelines.identifiers.find(formatIdentifier(identifier));
  if (number === undefined) return undefined;
  const customer = identities.customerOf(number);
  return identities.linksOf(customer).length > 0 ? customer : undefined;
}
