/** Where the admin token is kept: this tab only, gone when the tab is closed. */
const KEY = 'cusp.admin-token';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The admin token of this tab, and who wants to know when it changes. */
export interface Session {
  token(): string | null;
  signIn(token: string): void;
  signOut(): void;
  subscribe(listener: () => void): () => void;
}

/** The token in an address like `/#token=…`, and the rest of the hash without it. Undefined when there is none. */
export function tokenInHash(hash: string): { readonly token: string; readonly hash: string } | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const token = parameters.get('token')?.trim();
  if (!token) return undefined;
  parameters.delete('token');
  const rest = parameters.toString();
  return { token, hash: rest === '' ? '' : `#${rest}` };
}

/** A session over the storage given. */
export function createSession(keep: Keep): Session {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    token: () => keep.getItem(KEY),
    signIn: (token) => {
      keep.setItem(KEY, token);
      tell();
    },
    signOut: () => {
      keep.removeItem(KEY);
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Takes a token out of the address bar into the session, so that it is neither seen, bookmarked nor sent on. */
export function takeTokenFromAddress(session: Session, location: Location, history: History): void {
  const found = tokenInHash(location.hash);
  if (!found) return;
  session.signIn(found.token);
  history.replaceState(null, '', `${location.pathname}${location.search}${found.hash}`);
}
