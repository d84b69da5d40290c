import type { FeaturesAnswer, HelpAnswer, SearchesAnswer } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** What is asked; what is undefined is left to the engine. */
export type InsightParameters = Readonly<Record<string, string | undefined>>;

/** How long an answer is taken as known, in milliseconds: the engine looks at everybody for it. */
const FRESH = 300_000;

const asked = <T>(question: string, parameters: InsightParameters) =>
  queryOptions({
    queryKey: ['insight', question, parameters],
    queryFn: ({ signal }) => get<T>(`/insight/${question}`, parameters, signal),
    staleTime: FRESH,
    refetchOnWindowFocus: false,
  });

/** What customers search for and do not find. */
export const searchesQuery = (parameters: InsightParameters) => asked<SearchesAnswer>('searches', parameters);

/** What buyers look for after their purchase. */
export const helpQuery = (parameters: InsightParameters) => asked<HelpAnswer>('help', parameters);

/** Which features frustrate, or delight. */
export const featuresQuery = (parameters: InsightParameters) => asked<FeaturesAnswer>('features', parameters);
