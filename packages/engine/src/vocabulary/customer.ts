import { hash } from 'node:crypto';
import { formatIdentifier, type Identifier } from './identifier.js';
import { BUILT_IN_RULES } from './identifier-rules.js';

/** The rank of an identifier's type: the smaller, the stronger. */
export type Strength = (type: string) => number;

/** The identifier that stands for the set: the smallest (by UTF-8 bytes) of the strongest type present. @param strength default: that of the built-in types */
export function representative(identifiers: readonly Identifier[], strength: Strength = BUILT_IN_RULES.strength): Identifier {
  let best = identifiers[0];
  if (best === undefined) throw new RangeError('a customer has at least one identifier');
  if (identifiers.length === 1) return best;
  for (const candidate of identifiers) if (compareIdentifiers(candidate, best, strength) < 0) best = candidate;
  return best;
}

/** Orders a customer's identifiers: the strongest type first, then by UTF-8 bytes. */
export function compareIdentifiers(left: Identifier, right: Identifier, strength: Strength = BUILT_IN_RULES.strength): number {
  return strength(left.type) - strength(right.type) || compareUtf8(formatIdentifier(left), formatIdentifier(right));
}

/** Orders text by its UTF-8 bytes, as every comparison of text in Cusp does. */
export function compareUtf8(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/**
 * A customer's id: derived from the set of their identifiers alone, so that the order of arrival does not matter. An identifier alone
 * has one too, which leads to whoever has it.
 */
export function customerIdOf(identifiers: readonly Identifier[], strength: Strength = BUILT_IN_RULES.strength): string {
  const { subject, type, value } = representative(identifiers, strength);
  return `c_${hash('sha256', `${subject}\0${type}\0${value}`, 'hex').slice(0, 24)}`;
}
