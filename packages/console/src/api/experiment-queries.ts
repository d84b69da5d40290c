import type { ExperimentList, ExperimentPower, ExperimentResults } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** How long the figures of all customers are taken as known, in milliseconds. */
const FRESH = 30_000;

/** How an effect is judged: however often it is looked at, or once. */
export type JudgedBy = ExperimentResults['method'];

/** The experiments in force. */
export const experimentsQuery = queryOptions({
  queryKey: ['experiments'],
  queryFn: ({ signal }) => get<ExperimentList>('/experiments', {}, signal),
  staleTime: FRESH,
});

/** What an experiment shows. */
export const experimentResultsQuery = (name: string, method: JudgedBy = 'sequential') =>
  queryOptions({
    queryKey: ['experiment', name, 'results', method],
    queryFn: ({ signal }) => get<ExperimentResults>(`/experiments/${encodeURIComponent(name)}/results`, { method }, signal),
    staleTime: FRESH,
    refetchInterval: FRESH,
  });

/** What is planned for: an effect as a share of the control's figure, how surely it is to be found, and how it is judged. */
export interface PowerAsked {
  readonly effect: number;
  readonly power: number;
  readonly method: JudgedBy;
}

/** How many customers and days an experiment needs. */
export const experimentPowerQuery = (name: string, { effect, power, method }: PowerAsked) =>
  queryOptions({
    queryKey: ['experiment', name, 'power', effect, power, method],
    queryFn: ({ signal }) =>
      get<ExperimentPower>(
        `/experiments/${encodeURIComponent(name)}/power`,
        { effect: String(effect), power: String(power), method },
        signal,
      ),
    staleTime: FRESH,
    retry: false,
  });
