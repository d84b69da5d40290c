import type { DraftList, DraftPreview, Metric, MetricList, ScoreList } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** How long what definitions say is taken as known, in milliseconds: they change seldom, and values are those of all customers. */
const FRESH = 30_000;

/** The published metrics, without their values. */
export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => get<MetricList>('/metrics', {}, signal),
  staleTime: FRESH,
});

/** A metric with its values over all customers: everybody is asked for it. */
export const metricQuery = (name: string) =>
  queryOptions({
    queryKey: ['metric', name],
    queryFn: ({ signal }) => get<Metric>(`/metrics/${encodeURIComponent(name)}`, {}, signal),
    staleTime: FRESH,
  });

export const scoresQuery = queryOptions({
  queryKey: ['scores'],
  queryFn: ({ signal }) => get<ScoreList>('/scores', {}, signal),
  staleTime: FRESH,
});

/** The drafts of a kind; all of them are few. */
export const draftsQuery = (kind: string) =>
  queryOptions({
    queryKey: ['drafts', kind],
    queryFn: async ({ signal }) => (await get<DraftList>('/drafts', {}, signal)).drafts.filter((draft) => draft.kind === kind),
    staleTime: FRESH,
  });

/** What a draft metric or moment would say. */
export const draftPreviewQuery = (kind: string, name: string, savedAt: string) =>
  queryOptions({
    queryKey: ['drafts', kind, name, savedAt],
    queryFn: ({ signal }) => get<DraftPreview>(`/drafts/${encodeURIComponent(kind)}/${encodeURIComponent(name)}/preview`, {}, signal),
    staleTime: FRESH,
  });
