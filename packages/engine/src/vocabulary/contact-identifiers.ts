import type { CustomerEvent } from './event.js';
import { type Identifier, personIdentifier } from './identifier.js';
import { inForm } from './identifier-forms.js';
import { ownValue } from './json.js';

/**
 * The e-mail address and phone number that an `identify` call gives of a person (`traits.email`, `traits.phone`): identifiers too, as
 * weak as their limits make them. Only what stands in the form that cleaning gives it counts (an address in lower case, a number in
 * E.164). A call about a group says nothing of who somebody is. This is what the built-in types name; definitions may say otherwise.
 */
export function contactIdentifiers({ type, traits }: Pick<CustomerEvent, 'type' | 'traits'>): readonly Identifier[] {
  if (type !== 'identify') return [];
  return (['email', 'phone'] as const).flatMap((contact) => {
    const given = ownValue(traits, contact);
    return given !== undefined && inForm(contact, given) === given ? [personIdentifier(contact, given as string)] : [];
  });
}
