import { domainToASCII } from 'node:url';
import type { Json } from '../../vocabulary/json.js';
import { type FieldRule, placesIn, TRAITS } from './rule.js';

/** Longest address that SMTP can carry. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
/** Nothing of a host name but letters, digits, dots and hyphens: what a URL could mean by `%41` or `[::1]` is no mail domain. */
const DOMAIN = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+$/u;
const LOCAL = /^[^\s\p{C}@<>()[\]\\,;:"]+$/u;
/** A top-level domain has a letter; `1.2` would be read as the IP address 1.0.0.2. */
const TOP_LEVEL = /\.[a-z][a-z0-9-]*$/;

/** Without spaces around, in NFC, all in lower case, the domain in ASCII (IDNA). What is no address stays. */
export const email: FieldRule = {
  name: 'email',
  places: placesIn([...TRAITS, 'properties'], ['email']),
  clean: (value: Json) => (typeof value === 'string' ? (canonicalAddress(value) ?? value) : value),
};

function canonicalAddress(text: string): string | undefined {
  if (text.length > MAX_ADDRESS * 2) return undefined;
  const address = text.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).toLowerCase().normalize('NFC');
  const given = address.slice(at + 1);
  if (at < 1 || local.length > MAX_LOCAL || !LOCAL.test(local) || !DOMAIN.test(given)) return undefined;
  const domain = domainToASCII(given);
  if (!TOP_LEVEL.test(domain)) return undefined;
  const canonical = `${local}@${domain}`;
  return canonical.length <= MAX_ADDRESS ? canonical : undefined;
}
