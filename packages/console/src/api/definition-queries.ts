import type { DefinitionItem, DefinitionVersions, Draft, DraftCustomers, Plan, Preview, Publication } from '@cusp/engine/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Schema } from '../format/builder/schema.js';
import { get, post } from './client.js';
import { ApiError } from './problem.js';

/** How often what moves by itself is asked again, in milliseconds. */
const SOON = 500;
const LATER = 5_000;
const PAGE = 50;

/** What is edited in the console. */
export type EditedKind = 'segment' | 'moment' | 'campaign' | 'experiment' | 'source' | 'tracking-plan';

const pathOf = (kind: EditedKind, name: string) => `${kind}/${encodeURIComponent(name)}`;

/** What is asked for, or null when there is no such thing. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return null;
    throw error;
  }
}

/** The schema of the definitions: what a form of one is made from. It changes with the engine alone. */
export const schemaQuery = queryOptions({
  queryKey: ['schema'],
  queryFn: ({ signal }) => get<Schema>('/schema', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A definition's newest version, in force or not; null when it was never published. */
export const definitionQuery = (kind: EditedKind, name: string) =>
  queryOptions({
    queryKey: [kind, name, 'definition'],
    queryFn: ({ signal }) => orNull(get<DefinitionItem>(`/definitions/${pathOf(kind, name)}`, {}, signal)),
  });

export const versionsQuery = (kind: EditedKind, name: string) =>
  queryOptions({
    queryKey: [kind, name, 'versions'],
    queryFn: ({ signal }) => orNull(get<DefinitionVersions>(`/definitions/${pathOf(kind, name)}/versions`, {}, signal)),
  });

/** A definition's draft; null when there is none. */
export const draftQuery = (kind: EditedKind, name: string) =>
  queryOptions({
    queryKey: [kind, name, 'draft'],
    queryFn: ({ signal }) => orNull(get<Draft>(`/drafts/${pathOf(kind, name)}`, {}, signal)),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'waiting' || data?.status === 'filling' ? SOON : data === null ? false : LATER,
  });

/** Who would enter or leave by a segment's draft. */
export const draftCustomersQuery = (name: string, side: 'entering' | 'leaving', savedAt: string) =>
  infiniteQueryOptions({
    queryKey: ['segment', name, 'draft', side, savedAt],
    queryFn: ({ pageParam, signal }) =>
      get<DraftCustomers>(`/drafts/${pathOf('segment', name)}/${side}`, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** What publishing a definition would give; by its text, which says the same as often as it is asked. */
export const previewQuery = (text: string, definition: object | undefined) =>
  queryOptions({
    queryKey: ['preview', text],
    queryFn: () => post<Preview>('/segments/preview', { definition }),
    enabled: definition !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: LATER,
  });

/** Whether a definition that cannot be counted at once is in order, and what it warns of; by its text. */
export const planQuery = (text: string, definition: object | undefined) =>
  queryOptions({
    queryKey: ['plan', text],
    queryFn: () => post<Plan>('/definitions/plan', { definitions: [definition] }),
    enabled: definition !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: LATER,
  });

/** What a preview has come to that was answered with an estimate: the exact answer, once it is there. Null when the engine gave it up. */
export const exactPreviewQuery = (previewId: string | undefined) =>
  queryOptions({
    queryKey: ['preview', 'exact', previewId],
    queryFn: ({ signal }) => orNull(get<Preview>(`/segments/preview/${encodeURIComponent(previewId ?? '')}`, {}, signal)),
    enabled: previewId !== undefined,
    refetchInterval: ({ state: { data } }) => (data === null || data?.estimate === false ? false : SOON),
    // Who looks elsewhere for a moment has not given it up.
    refetchIntervalInBackground: true,
  });

/** A publication, followed until it is over. */
export const publicationQuery = (publicationId: string) =>
  queryOptions({
    queryKey: ['publication', publicationId],
    queryFn: ({ signal }) => get<Publication>(`/publications/${encodeURIComponent(publicationId)}`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data?.status === 'live' || data?.status === 'failed' ? false : SOON),
  });
