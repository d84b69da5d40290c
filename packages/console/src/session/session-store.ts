import type { RoleName, SessionState } from '@cusp/engine/contract';

/** Whether somebody is signed in: not known yet, nobody, or who. A new `number` is another session. */
export type SessionNow =
  | { readonly status: 'asking' }
  | { readonly status: 'out'; readonly problem: Error | null }
  | { readonly status: 'in'; readonly who: SessionState; readonly number: number };

/** What somebody signs in with. */
export type Credentials = { readonly login: string; readonly password: string } | { readonly token: string };

/** The session of this browser. It lives in a cookie that no script reads; here is only who it is. */
export interface Session {
  now(): SessionNow;
  /** Goes before what changes anything; null: nothing can be changed. */
  csrf(): string | null;
  /** Asks who is signed in. */
  begin(): Promise<void>;
  /** @throws ApiError */
  signIn(credentials: Credentials): Promise<void>;
  /** Signs in with a token out of the address: what goes wrong is shown where one signs in. */
  signInByAddress(token: string): Promise<void>;
  /** Sets the password of whom an invitation is for. @throws ApiError */
  accept(invitation: string, password: string): Promise<void>;
  /** @throws ApiError */
  changePassword(current: string, next: string): Promise<void>;
  signOut(): Promise<void>;
  /** The engine no longer knows the session with this number. */
  ended(number: number | null): void;
  subscribe(listener: () => void): () => void;
}

/** Asks the management API. @throws ApiError */
export type Ask = (method: string, path: string, body: object | undefined, csrf: string | null) => Promise<SessionState>;

/** A session over the way to ask the engine. */
export function createSession(ask: Ask): Session {
  let now: SessionNow = { status: 'asking' };
  let number = 0;
  const listeners = new Set<() => void>();
  const become = (next: SessionNow): void => {
    now = next;
    for (const listener of listeners) listener();
  };
  const take = (who: SessionState): void => {
    number += 1;
    become(who.role === null ? { status: 'out', problem: null } : { status: 'in', who, number });
  };
  const fail = (error: unknown): void => become({ status: 'out', problem: error instanceof Error ? error : new Error(String(error)) });
  const csrf = (): string | null => (now.status === 'in' ? now.who.csrf : null);

  return {
    now: () => now,
    csrf,
    begin: () => ask('GET', '/session', undefined, null).then(take, fail),
    signIn: async (credentials) => take(await ask('POST', '/session', credentials, csrf())),
    signInByAddress: (token) => {
      become({ status: 'asking' });
      return ask('POST', '/session', { token }, null).then(take, fail);
    },
    accept: async (invitation, password) => take(await ask('POST', '/invitations/accept', { invitation, password }, csrf())),
    changePassword: async (current, next) => take(await ask('PUT', '/session/password', { current, next }, csrf())),
    signOut: () => ask('DELETE', '/session', undefined, csrf()).then(take, fail),
    ended: (ofNumber) => {
      if (now.status === 'in' && now.number === ofNumber) become({ status: 'out', problem: null });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whether a session may do what takes a role. */
export function mayDo(now: SessionNow, role: RoleName): boolean {
  return now.status === 'in' && now.who.may.includes(role);
}
