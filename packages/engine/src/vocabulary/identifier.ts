/**
 * One of the names by which a subject is known in some system.
 * `subject` leaves room for subjects other than people (an account, a household, a vehicle).
 */
export interface Identifier {
  readonly subject: string;
  readonly type: string;
  readonly value: string;
}

/** The subject type of customers; left out when an identifier is written as text. */
export const PERSON = 'person';
/** The subject type of what `group` calls name. */
export const ACCOUNT = 'account';

/** A person's identifier. */
export function personIdentifier(type: string, value: string): Identifier {
  return { subject: PERSON, type, value };
}

/** Writes an identifier as `type:value` (`userId:17850`), with `subject/` before it for subjects that are no person. */
export function formatIdentifier(identifier: Identifier): string {
  const plain = `${identifier.type}:${identifier.value}`;
  return identifier.subject === PERSON ? plain : `${identifier.subject}/${plain}`;
}

/** Characters that an identifier's type may have. */
const MAX_TYPE = 64;

/** Whether text can be an identifier's type: `userId`, `loyalty_card`, `ios.idfa`, `ga-client`. */
export function isIdentifierType(text: string): boolean {
  return text.length <= MAX_TYPE && /^[a-z][A-Za-z0-9_.-]*$/.test(text);
}

/** Reads `type:value` or `subject/type:value`; the value may hold colons. Undefined when it is neither. */
export function parseIdentifier(text: string): Identifier | undefined {
  const match = /^(?:([a-z][A-Za-z]*)\/)?([a-z][A-Za-z0-9_.-]{0,63}):([\s\S]+)$/.exec(text);
  if (!match) return undefined;
  return { subject: match[1] ?? PERSON, type: match[2] as string, value: match[3] as string };
}
