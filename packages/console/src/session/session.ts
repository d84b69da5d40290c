import type { RoleName, SessionState } from '@cusp/engine/contract';
import { useSyncExternalStore } from 'react';
import { problemFrom, unreachable } from '../api/problem.js';
import { createSession, mayDo, type SessionNow } from './session-store.js';

/** The session of this browser. */
export const session = createSession(async (method, path, body, csrf) => {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(csrf === null ? {} : { 'x-cusp-csrf': csrf }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw unreachable(error instanceof Error ? error.message : String(error));
  });
  const text = await response.text();
  if (!response.ok) throw problemFrom(response.status, text);
  return JSON.parse(text) as SessionState;
});

/** Whether somebody is signed in, and who. */
export function useSession(): SessionNow {
  return useSyncExternalStore(session.subscribe, session.now);
}

/** Whether whoever is signed in may do what takes a role. */
export function useMay(role: RoleName): boolean {
  return mayDo(useSession(), role);
}
