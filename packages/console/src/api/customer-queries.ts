import type { CustomerList, ErasureStatus, SourceList, Timeline, TraitMatches } from '@cusp/engine/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.js';
import { paged, sourcesQuery } from './queries.js';

/** Which customers; absent: all of them. Those seen last come first. */
export interface CustomersAsked {
  readonly search?: string | undefined;
  readonly segment?: string | undefined;
}

export const foundCustomersQuery = ({ search, segment }: CustomersAsked) =>
  paged<CustomerList>(['customers', 'recent', search, segment], '/customers', { search, segment, order: 'recent' });

export const traitMatchesQuery = (text: string) =>
  queryOptions({
    queryKey: ['customers', 'by-trait', text],
    queryFn: ({ signal }) => get<TraitMatches>('/customers/by-trait', { text }, signal),
    placeholderData: keepPreviousData,
  });

/** Which events of a timeline. `since` and `until` are RFC 3339 instants. */
export interface TimelineAsked {
  readonly type?: string | undefined;
  readonly event?: string | undefined;
  readonly source?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export const timelineQuery = (key: string, asked: TimelineAsked = {}) =>
  paged<Timeline>(['timeline', key, asked], `/customers/${encodeURIComponent(key)}/timeline`, { ...asked });

/** The names of the sources, without asking all the time. */
export const sourceNamesQuery = {
  ...sourcesQuery,
  refetchInterval: false as const,
  select: ({ sources }: SourceList) => sources.map(({ name }) => name).sort(),
};

/** How often it is asked how far an erasure is, in milliseconds. */
const POLL = 500;

export const erasureQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['erasure', requestId],
    queryFn: ({ signal }) => get<ErasureStatus>(`/erasures/${encodeURIComponent(requestId)}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : POLL),
  });
