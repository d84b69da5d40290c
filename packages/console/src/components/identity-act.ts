import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/customers/$key');

/** What somebody is about to do on a customer's page; it stands in the address, so that it can be linked to. */
export interface IdentityAct {
  readonly act: 'merge' | 'split' | 'block' | 'undo';
  /** The identifier, or the decision, that it is about. */
  readonly of?: string;
  /** What is searched for, of a merge. */
  readonly find?: string;
  /** The key of the other customer, of a merge. */
  readonly with?: string;
}

/** The address of the identity part with something begun, or with nothing when there is none. */
export function identityAddress(act: IdentityAct | null) {
  return ({ why }: { why?: string }) => ({ ...(why === undefined ? {} : { why }), show: 'identity', ...act });
}

/** What is begun by the address, and how to end it. */
export function useIdentityAct(): { readonly begun: Partial<Record<keyof IdentityAct, string>>; readonly end: () => void } {
  const begun = route.useSearch();
  const navigate = route.useNavigate();
  return { begun, end: () => void navigate({ search: identityAddress(null), replace: true }) };
}
