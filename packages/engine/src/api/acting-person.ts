import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { LONGEST_NAME } from './definitions-contract.js';

/** Stands for whoever holds the admin token and does not say who they are. */
const NOBODY_NAMED = 'admin';
const HEADER = 'x-cusp-by';

/**
 * Who does what a request asks for, as they say themselves: the body's `by`, else the header X-Cusp-By (percent-encoded UTF-8).
 * It is recorded, and proves nothing: all hold the same token.
 * @throws CuspError invalid_request when the name is too long
 */
export function actingPerson(headers: Readonly<Record<string, string | string[] | undefined>>, by?: string): string {
  const header = headers[HEADER];
  const name = cleaned(by ?? decoded(typeof header === 'string' ? header : ''));
  if (name.length > LONGEST_NAME)
    throw new CuspError(ERRORS.invalidRequest, `the name of who acts is longer than ${LONGEST_NAME} characters`);
  return name === '' ? NOBODY_NAMED : name;
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
