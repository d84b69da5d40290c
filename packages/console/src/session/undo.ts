import type { IdentityDecision } from '@cusp/engine/contract';
import { useSyncExternalStore } from 'react';

/** What was decided last in this tab and can be undone; that it was undone; or nothing. */
type Undoable = { readonly decision: IdentityDecision; readonly takesFocus: boolean } | 'undone' | null;

const listeners = new Set<() => void>();
let last: Undoable = null;

function become(next: Undoable): void {
  last = next;
  for (const listener of listeners) listener();
}

/** The newest decision of this tab, which a page further on may still undo. */
export const undo = {
  /** @param takesFocus whether what had the focus goes with the decision, so that whoever works by keyboard goes on at the offer */
  offer: (decision: IdentityDecision, takesFocus: boolean): void => become({ decision, takesFocus }),
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
