import type { DefinitionList, DiscoverProgress, MomentSummary, SqlResult } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get, post } from './client.js';

/** How often a discovery under way is asked how far it is, in milliseconds. */
const SOON = 500;
/** What follows moments is worked out of history, so it is not asked for at each one. */
const SOMETIMES = 30_000;
/** Names of events that are offered while a goal is written. */
const MOST_EVENTS = 100;

/** The published moments, with their texts. */
export const momentDefinitionsQuery = queryOptions({
  queryKey: ['moments', 'definitions'],
  queryFn: async ({ signal }) => {
    const { definitions } = await get<DefinitionList>('/definitions', { kind: 'moment' }, signal);
    return definitions.filter(({ inForce }) => inForce);
  },
  staleTime: SOMETIMES,
});

/** How often a moment happens, and what usually follows. */
export const momentSummaryQuery = (name: string) =>
  queryOptions({
    queryKey: ['moment', name, 'summary'],
    queryFn: ({ signal }) => get<MomentSummary>(`/moments/${encodeURIComponent(name)}`, {}, signal),
    staleTime: SOMETIMES,
    refetchInterval: SOMETIMES,
  });

/** Events that customers send, the most frequent first. */
export const eventNamesQuery = queryOptions({
  queryKey: ['event-names'],
  queryFn: async () => {
    const query = `SELECT event, count() AS sent FROM events WHERE type IN ('track', 'page', 'screen') GROUP BY event ORDER BY sent DESC LIMIT ${MOST_EVENTS}`;
    const { rows } = await post<SqlResult>('/sql', { query });
    return rows.map(({ event }) => event).filter((event): event is string => typeof event === 'string' && event !== '');
  },
  staleTime: SOMETIMES,
});

/** A discovery, followed until it is over. */
export const discoveryQuery = (discoveryId: string) =>
  queryOptions({
    queryKey: ['discovery', discoveryId],
    queryFn: ({ signal }) => get<DiscoverProgress>(`/discover/${encodeURIComponent(discoveryId)}`, {}, signal),
    refetchInterval: ({ state: { data, error } }) => (error !== null || (data !== undefined && data.status !== 'running') ? false : SOON),
    staleTime: SOMETIMES,
  });
