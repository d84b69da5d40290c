import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Caller, PersonId } from '../vocabulary/access.js';
import { LONGEST_NAME } from './definitions-contract.js';

/** Stands for whoever holds the admin token and does not say who they are. */
const NOBODY_NAMED = 'admin';
const HEADER = 'x-cusp-by';

/** Under which the gate writes whom a request comes from; no request can bring it along. */
const SIGNED_IN = Symbol('signed in');

type Headers = Readonly<Record<string, string | string[] | undefined>> & { [SIGNED_IN]?: SignedIn };
type SignedIn = Pick<Caller, 'name' | 'personId'>;

/** Binds a request's headers to whom it comes from. */
export function markSignedIn(headers: Headers, { name, personId }: SignedIn): void {
  headers[SIGNED_IN] = { name, personId };
}

/**
 * Who does what a request asks for: whoever is signed in. With the admin token, which many may hold, it is whom they say themselves:
 * the body's `by`, else the header X-Cusp-By (percent-encoded UTF-8); that is recorded, and proves nothing.
 * @throws CuspError invalid_request when the name is too long
 */
export function actingPerson(headers: Headers, by?: string): string {
  const signedIn = headers[SIGNED_IN]?.name ?? null;
  if (signedIn !== null) return signedIn;
  const header = headers[HEADER];
  const name = cleaned(by ?? decoded(typeof header === 'string' ? header : ''));
  if (name.length > LONGEST_NAME)
    throw new CuspError(ERRORS.invalidRequest, `the name of who acts is longer than ${LONGEST_NAME} characters`);
  return name === '' ? NOBODY_NAMED : name;
}

/** The same, with which person that is; null: the admin token, or a token that is nobody's in particular. @throws as {@link actingPerson} */
export function actor(headers: Headers, by?: string): { readonly by: string; readonly personId: PersonId | null } {
  return { by: actingPerson(headers, by), personId: headers[SIGNED_IN]?.personId ?? null };
}

/** Without what no name has: control characters, and marks that turn the direction of what stands beside them. */
function cleaned(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    // Whoever did not encode it meant what they wrote.
    return header;
  }
}
