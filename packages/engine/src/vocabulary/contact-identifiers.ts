import type { CustomerEvent } from './event.js';
import { type Identifier, personIdentifier } from './identifier.js';
import { ownValue } from './json.js';

/** An address in the form that cleaning gives it, and a number in E.164; what is neither names nobody. */
const ADDRESS = /^[^\s@]{1,64}@[^\s@]{1,189}\.[^\s@]+$/u;
const NUMBER = /^\+[1-9]\d{6,14}$/;
const MOST_CHARACTERS = 254;

/**
 * The e-mail address and phone number that an `identify` call gives of a person (`traits.email`, `traits.phone`): identifiers too, as
 * weak as their limits make them. A call about a group says nothing of who somebody is.
 */
export function contactIdentifiers({ type, traits }: Pick<CustomerEvent, 'type' | 'traits'>): readonly Identifier[] {
  if (type !== 'identify') return [];
  const found: Identifier[] = [];
  const email = ownValue(traits, 'email');
  if (typeof email === 'string' && email.length <= MOST_CHARACTERS && ADDRESS.test(email) && email === email.toLowerCase())
    found.push(personIdentifier('email', email));
  const phone = ownValue(traits, 'phone');
  if (typeof phone === 'string' && NUMBER.test(phone)) found.push(personIdentifier('phone', phone));
  return found;
}
