import type { MetricList } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** How long what definitions say is taken as known, in milliseconds: they change seldom. */
const FRESH = 30_000;

/** The published metrics, without their values. */
export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => get<MetricList>('/metrics', {}, signal),
  staleTime: FRESH,
});
