import { isJsonObject, type Json } from '../../vocabulary/json.js';
import { valueAt } from '../mapping/document-path.js';
import { isOneOf, type SecretLookup, secretsOf } from './secrets.js';
import type { WebhookSettings } from './settings.js';

/** Characters of what is sent back. */
const LONGEST_ECHO = 1_000;

/**
 * What a GET of the address is to be answered with.
 * @returns undefined when the source expects none, or it does not show the token
 */
export function echoOfQuery(
  { challenge }: WebhookSettings,
  query: Readonly<Record<string, unknown>>,
  secret: SecretLookup,
): string | undefined {
  if (challenge === undefined || !('query' in challenge)) return undefined;
  const { token } = challenge;
  if (token !== undefined) {
    const shown = ownText(query, token.query);
    if (shown === undefined || !isOneOf(shown, secretsOf(token.secret, secret))) return undefined;
  }
  return ownText(query, challenge.query);
}

/** What a POST with such a body is to be answered with instead of being taken in; undefined for every other body. */
export function echoOfBody({ challenge }: WebhookSettings, payload: Json): string | undefined {
  if (challenge === undefined || !('body' in challenge) || !isJsonObject(payload)) return undefined;
  const { path, when } = challenge.body;
  if (!Object.entries(when).every(([where, text]) => valueAt(where)(payload) === text)) return undefined;
  const found = valueAt(path)(payload);
  return typeof found === 'string' && found.length <= LONGEST_ECHO ? found : undefined;
}

function ownText(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(query, name) ? query[name] : undefined;
  return typeof value === 'string' && value.length <= LONGEST_ECHO ? value : undefined;
}
