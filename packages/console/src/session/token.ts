import type { Session } from './session-store.js';

/** A secret in an address like `/#token=…`, and the rest of the hash without it. Undefined when there is none. */
export function secretInHash(hash: string, name: 'token' | 'invitation'): { readonly secret: string; readonly hash: string } | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const secret = parameters.get(name)?.trim();
  if (!secret) return undefined;
  parameters.delete(name);
  const rest = parameters.toString();
  return { secret, hash: rest === '' ? '' : `#${rest}` };
}

/** Takes a token out of the address bar, so that it is neither seen, bookmarked nor sent on, and exchanges it for a session. @returns whether there was one */
export function takeTokenFromAddress(session: Session, location: Location, history: History): boolean {
  const found = secretInHash(location.hash, 'token');
  if (!found) return false;
  history.replaceState(null, '', `${location.pathname}${location.search}${found.hash}`);
  void session.signInByAddress(found.secret);
  return true;
}

/** Takes an invitation out of the address bar. */
export function takeInvitationFromAddress(location: Location, history: History): string | null {
  const found = secretInHash(location.hash, 'invitation');
  if (!found) return null;
  history.replaceState(null, '', `${location.pathname}${location.search}${found.hash}`);
  return found.secret;
}
