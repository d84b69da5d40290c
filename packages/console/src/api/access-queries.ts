import type { ChangeList, KeyList, PersonList, SecretList, TokenList } from '@cusp/engine/contract';
import { type QueryKey, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get } from './client.js';
import { paged } from './queries.js';

export const peopleQuery = queryOptions({ queryKey: ['people'], queryFn: ({ signal }) => get<PersonList>('/people', {}, signal) });
export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: ({ signal }) => get<TokenList>('/tokens', {}, signal) });
export const allKeysQuery = queryOptions({ queryKey: ['keys', 'all'], queryFn: ({ signal }) => get<KeyList>('/keys', {}, signal) });
export const secretsQuery = queryOptions({ queryKey: ['secrets'], queryFn: ({ signal }) => get<SecretList>('/secrets', {}, signal) });

/** The journal of changes. */
export const changesQuery = (asked: { readonly who?: string | undefined; readonly what?: string | undefined }) =>
  paged<ChangeList>(['changes', asked], '/changes', asked);

/** Changes something, and asks anew for what it concerns. */
export function useChange<T, R>(key: QueryKey, change: (value: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: key }) });
}
