import type { IdentityDecisionList, IdentityExplanation, IdentityReport, Matching, SuggestionList } from '@cusp/engine/contract';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post } from './client.js';
import { paged } from './queries.js';

/** How often matching is asked how far it is while it works, in milliseconds. */
const POLL = 1_000;
/** The report goes through everybody: who comes back to it soon sees the same, in milliseconds. */
const REPORT_STAYS = 30_000;

/** How good the picture looks; measured by a trait when one is named. */
export const identityReportQuery = (truth: string | undefined) =>
  queryOptions({
    queryKey: ['identity', 'report', truth ?? ''],
    queryFn: ({ signal }) => get<IdentityReport>('/identity/report', { truth }, signal),
    staleTime: REPORT_STAYS,
  });

/** Decisions on record, newest first. */
export const identityLogQuery = paged<IdentityDecisionList>(['identity', 'decisions'], '/identity/decisions', {});

/** Pairs that may be one person, most probable first. */
export const suggestionsQuery = paged<SuggestionList>(['identity', 'suggestions'], '/identity/suggestions', {});

/** Why two are one customer, or not. */
export const identityExplanationQuery = (left: string, right: string) =>
  queryOptions({
    queryKey: ['identity', 'explanation', left, right],
    queryFn: ({ signal }) => get<IdentityExplanation>('/identity/explain', { left, right }, signal),
  });

/** Whether matching is at work and will be somewhere else soon. */
export function isAtWork({ state }: Pick<Matching, 'state'>): boolean {
  return state === 'starting' || state === 'learning' || state === 'matching';
}

/** How matching stands; asked again while it is at work. */
export const matchingQuery = queryOptions({
  queryKey: ['identity', 'matching'],
  queryFn: ({ signal }) => get<Matching>('/identity/matching', {}, signal),
  refetchInterval: ({ state: { data } }) => (data !== undefined && isAtWork(data) ? POLL : false),
});

/** Has matching learn from the records as they are now. */
export function useLearn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<Matching>('/identity/matching/learn', {}),
    onSuccess: (matching) => client.setQueryData(matchingQuery.queryKey, matching),
  });
}
