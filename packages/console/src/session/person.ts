import { useSyncExternalStore } from 'react';

/** Where the name of whoever works here is kept: it goes with what they publish, and proves nothing. */
const KEY = 'cusp.person';

const listeners = new Set<() => void>();

/** The name of whoever works in this browser, as they gave it; empty until they did. */
export const person = {
  name: (): string => window.localStorage.getItem(KEY) ?? '',
  call: (name: string): void => {
    if (name.trim() === '') window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, name.trim());
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** The same, following its changes. */
export function usePerson(): string {
  return useSyncExternalStore(person.subscribe, person.name);
}
