import { useSyncExternalStore } from 'react';
import { createSession } from './token.js';

/** The session of this tab. */
export const session = createSession(window.sessionStorage);

/** The admin token, or null when nobody has signed in. */
export function useToken(): string | null {
  return useSyncExternalStore(session.subscribe, session.token);
}
