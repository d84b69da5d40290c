import { hash } from 'node:crypto';
import { formatIdentifier, type Identifier } from './identifier.js';

/** How strong identifier types are, strongest first: a customer's id comes from the smallest identifier of the strongest type. */
const IDENTIFIER_STRENGTH: readonly string[] = [
  'userId',
  'email',
  'phone',
  'loyaltyCard',
  'loyalty_card',
  'external',
  'device',
  'anonymousId',
];
/** Types that are not listed: some system's name for a person, which says more than a device does. */
const UNLISTED = IDENTIFIER_STRENGTH.indexOf('external');

/** The rank of an identifier's type: the smaller, the stronger. */
export function strength(type: string): number {
  const rank = IDENTIFIER_STRENGTH.indexOf(type);
  return rank < 0 ? UNLISTED : rank;
}

/** The identifier that stands for the set: the smallest (by UTF-8 bytes) of the strongest type present. */
export function representative(identifiers: readonly Identifier[]): Identifier {
  let best = identifiers[0];
  if (best === undefined) throw new RangeError('a customer has at least one identifier');
  if (identifiers.length === 1) return best;
  for (const candidate of identifiers) if (compareIdentifiers(candidate, best) < 0) best = candidate;
  return best;
}

/** Orders a customer's identifiers: the strongest type first, then by UTF-8 bytes. */
export function compareIdentifiers(left: Identifier, right: Identifier): number {
  return strength(left.type) - strength(right.type) || compareUtf8(formatIdentifier(left), formatIdentifier(right));
}

/** Orders text by its UTF-8 bytes, as every comparison of text in Cusp does. */
export function compareUtf8(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** A customer's id: derived from the set of their identifiers alone, so that the order of arrival does not matter. */
export function customerIdOf(identifiers: readonly Identifier[]): string {
  const { subject, type, value } = representative(identifiers);
  return `c_${hash('sha256', `${subject}\0${type}\0${value}`, 'hex').slice(0, 24)}`;
}
