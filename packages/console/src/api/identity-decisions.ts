import type { IdentityDecided, IdentityDecision } from '@cusp/engine/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { undo } from '../session/undo.js';
import { post } from './client.js';

type IdentityAction = IdentityDecision['action'];

/** What somebody decides: the customers are any `type:id` of each. */
export interface IdentityAsked {
  readonly action: IdentityAction;
  readonly customers: readonly string[];
}

const OPPOSITE: Readonly<Record<IdentityAction, IdentityAction>> = {
  merge: 'unmerge',
  unmerge: 'merge',
  block: 'unblock',
  unblock: 'block',
};

/** What takes a decision back. */
export function oppositeOf({ action, identifiers }: Pick<IdentityDecision, 'action' | 'identifiers'>): IdentityAsked {
  return { action: OPPOSITE[action], customers: identifiers };
}

/** Decides who is one customer; everything is asked anew then. @throws ApiError why it cannot be */
async function decide({ action, customers }: IdentityAsked, reason: string): Promise<IdentityDecided> {
  return post<IdentityDecided>(`/identity/${action}`, { customers, reason });
}

/**
 * Decides, and offers to undo it.
 * @param takesFocus whether the offer takes the focus; default true
 */
export function useDecision(onDone: () => void, { takesFocus = true }: { readonly takesFocus?: boolean } = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ asked, reason }: { asked: IdentityAsked; reason: string }) => decide(asked, reason),
    onSuccess: ({ decisions: [decision] }) => {
      // A split that ended several links parts the same two: any of the pairs joins them again.
      if (decision !== undefined) undo.offer(decision, takesFocus);
      onDone();
      return client.invalidateQueries();
    },
  });
}

/** Takes a decision back at once. */
export function useUndo(decision: IdentityDecision, reason: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => decide(oppositeOf(decision), reason),
    onSuccess: () => {
      undo.done();
      return client.invalidateQueries();
    },
  });
}
