import { createHash, timingSafeEqual } from 'node:crypto';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { SecretNames } from './settings.js';

/** A secret by its name; undefined when the vault has none. */
export type SecretLookup = (name: string) => string | undefined;

/**
 * The secrets of a signature that are there. While one is being replaced, one of several may be missing.
 * @throws CuspError source_unready when none is: nothing can be verified then, and the sender should try again later.
 */
export function secretsOf(names: SecretNames, secret: SecretLookup): readonly string[] {
  const wanted = (Array.isArray(names) ? names : [names]).map(({ secret: name }) => name);
  const found = wanted.map(secret).filter((one) => one !== undefined);
  if (found.length === 0) throw new CuspError(ERRORS.sourceUnready, `no secret is kept under ${wanted.join(' or ')}`);
  return found;
}

/** Whether a text is one of several, in a time that does not tell how much of it is right, or which one it is. */
export function isOneOf(given: string, expected: readonly string[]): boolean {
  const digest = digestOf(given);
  let found = false;
  for (const one of expected) found = timingSafeEqual(digest, digestOf(one)) || found;
  return found;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
