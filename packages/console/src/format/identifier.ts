/** How telling an identifier is to a person who reads it, best first. */
const TELLING = ['email', 'userId', 'phone', 'loyaltyCard', 'loyalty_card', 'device', 'anonymousId'];

/** `type:value` taken apart at the first colon; the type is empty when there is none. */
export function splitIdentifier(identifier: string): { readonly type: string; readonly value: string } {
  const colon = identifier.indexOf(':');
  return colon < 0 ? { type: '', value: identifier } : { type: identifier.slice(0, colon), value: identifier.slice(colon + 1) };
}

/** The identifier to head a page with. Undefined when there is none at all. */
export function bestIdentifier(identifiers: readonly string[]): string | undefined {
  const rank = (identifier: string) => {
    const place = TELLING.indexOf(splitIdentifier(identifier).type);
    return place < 0 ? TELLING.length : place;
  };
  return [...identifiers].sort((left, right) => rank(left) - rank(right))[0];
}

/** What to call a customer: a name among the traits, else the most telling identifier, else the customer's id. */
export function customerName(customerId: string, identifiers: readonly string[], traits: Readonly<Record<string, unknown>> = {}): string {
  const name = traits['name'];
  if (typeof name === 'string' && name.trim() !== '') return name;
  const identifier = bestIdentifier(identifiers);
  return identifier === undefined ? customerId : splitIdentifier(identifier).value;
}

/** The key of a customer's page. */
export function customerKey(customerId: string): string {
  return `customerId:${customerId}`;
}
