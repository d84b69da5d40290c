import type { Arrival } from './quick-backs.js';

const KEY = 'cusp.arrival';

/** Keeps the last arrival of this tab from one document to the next: a path and a time, until the tab is closed. */
export interface ArrivalMemory {
  read(): Arrival | undefined;
  write(arrival: Arrival): void;
}

/** In the tab's session storage; where a browser forbids it, for as long as the document lives. */
export function arrivalMemory(): ArrivalMemory {
  let kept: Arrival | undefined;
  return {
    read: () => {
      const stored = withStorage((storage) => storage.getItem(KEY));
      return stored === undefined ? kept : parse(stored);
    },
    write: (arrival) => {
      kept = arrival;
      withStorage((storage) => storage.setItem(KEY, JSON.stringify(arrival)));
    },
  };
}

/** @returns undefined where the browser forbids storage or has no room, which is a setting of the visitor's and no fault */
function withStorage<T>(act: (storage: Storage) => T): T | undefined {
  try {
    return act(sessionStorage);
  } catch {
    return undefined;
  }
}

function parse(stored: string | null): Arrival | undefined {
  if (stored === null) return undefined;
  try {
    const { at, path, way }: Partial<Record<keyof Arrival, unknown>> = JSON.parse(stored) ?? {};
    return typeof at === 'number' && typeof path === 'string' && (way === 'new' || way === 'back' || way === 'reload')
      ? { at, path, way }
      : undefined;
  } catch {
    return undefined; // another script's, or cut short: as if there had been none
  }
}

/** How the visitor came to this document, when they set out for it, and when it began to show. Milliseconds since 1970. */
export function documentArrival(): { readonly arrival: Arrival; readonly shownAt: number } {
  const [entry] = performance.getEntriesByType('navigation');
  const navigation = entry instanceof PerformanceNavigationTiming ? entry : undefined;
  const way = navigation?.type === 'back_forward' ? 'back' : navigation?.type === 'reload' ? 'reload' : 'new';
  const at = performance.timeOrigin;
  return { arrival: { at, path: location.pathname, way }, shownAt: at + (navigation?.responseStart ?? 0) };
}
