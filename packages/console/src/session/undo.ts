import type { IdentityDecision } from '@cusp/engine/contract';
import { useSyncExternalStore } from 'react';

/** What was decided last in this tab and can be undone; that it was undone; or nothing. */
type Undoable = { readonly decision: IdentityDecision } | 'undone' | null;

const listeners = new Set<() => void>();
let last: Undoable = null;

function become(next: Undoable): void {
  last = next;
  for (const listener of listeners) listener();
}

/** The newest decision of this tab, which a page further on may still undo. */
export const undo = {
  offer: (decision: IdentityDecision): void => become({ decision }),
  done: (): void => become('undone'),
  close: (): void => become(null),
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The same, following its changes. */
export function useUndoable(): Undoable {
  return useSyncExternalStore(subscribe, () => last);
}
