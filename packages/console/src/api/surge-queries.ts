import type { SurgeList, SurgeSeries } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** How many surges are listed: the newest. */
const LISTED = 20;

/** The surges that began last. */
export const surgesQuery = queryOptions({
  queryKey: ['surges'],
  queryFn: ({ signal }) => get<SurgeList>('/surges', { limit: LISTED }, signal),
});

/** A value's counts beside what was expected, from an instant on. */
export const surgeSeriesQuery = (name: string, value: SurgeSeries['value'], since: string) =>
  queryOptions({
    queryKey: ['surges', name, JSON.stringify(value), since],
    queryFn: ({ signal }) => get<SurgeSeries>(`/surges/${encodeURIComponent(name)}`, { value: JSON.stringify(value), since }, signal),
  });
