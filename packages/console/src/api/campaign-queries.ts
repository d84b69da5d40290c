import type { CampaignEffect, DefinitionList } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** How long the figures of all customers are taken as known, in milliseconds. */
const FRESH = 30_000;

/** The campaigns in force that say what they are to change, by name. */
export const campaignsWithGoalQuery = queryOptions({
  queryKey: ['definitions', 'campaign'],
  queryFn: async ({ signal }) =>
    (await get<DefinitionList>('/definitions', { kind: 'campaign' }, signal)).definitions
      .filter(({ inForce, definition }) => inForce && definition['goal'] !== undefined)
      .map(({ name }) => name),
  staleTime: FRESH,
});

/** What a campaign changed. */
export const campaignEffectQuery = (name: string) =>
  queryOptions({
    queryKey: ['campaign', name, 'effect'],
    queryFn: ({ signal }) => get<CampaignEffect>(`/campaigns/${encodeURIComponent(name)}/effect`, {}, signal),
    staleTime: FRESH,
    refetchInterval: FRESH,
  });
