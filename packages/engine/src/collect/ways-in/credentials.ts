import { Type } from 'typebox';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { FetchingInput } from './way-in.js';

/** How settings name a secret: the secret itself is kept elsewhere, encrypted. */
export const SecretName = Type.Object(
  { secret: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$', description: 'The name under which the secret is kept' }) },
  { additionalProperties: false },
);

/** The secret that settings name. @throws CuspError missing_secret */
export function namedSecret(named: { readonly secret: string }, secret: FetchingInput['secret']): string {
  const found = secret(named.secret);
  if (found === undefined) throw new CuspError(ERRORS.missingSecret, `${named.secret} is not kept`);
  return found;
}
