import { useSyncExternalStore } from 'react';

const KEY = 'cusp.single-keys';
const OFF = 'off';
const listeners = new Set<() => void>();

/** Whether shortcuts of single letters are listened to, as whoever works here wants it. */
export const singleKeys = {
  isOn: (): boolean => window.localStorage.getItem(KEY) !== OFF,
  set: (isOn: boolean): void => {
    if (isOn) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, OFF);
    for (const listener of listeners) listener();
  },
};

export function useSingleKeys(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, singleKeys.isOn);
}
