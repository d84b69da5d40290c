import type {
  CampaignEffect,
  CampaignList,
  CampaignPage,
  CampaignPreviewResult,
  DefinitionList,
  DryRunProgress,
} from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get, post } from './client.js';

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

const namesOf = (kind: 'purpose' | 'moment' | 'surge') =>
  queryOptions({
    queryKey: ['definitions', kind, 'names'],
    queryFn: async ({ signal }) =>
      (await get<DefinitionList>('/definitions', { kind }, signal)).definitions.filter(({ inForce }) => inForce).map(({ name }) => name),
    staleTime: FRESH,
  });

/** The names of the purposes that there are. */
export const purposesQuery = namesOf('purpose');
/** The names of the moments that there are. */
export const momentNamesQuery = namesOf('moment');
/** The names of the surges that are watched for. */
export const surgeNamesQuery = namesOf('surge');

/** What a campaign changed. */
export const campaignEffectQuery = (name: string) =>
  queryOptions({
    queryKey: ['campaign', name, 'effect'],
    queryFn: ({ signal }) => get<CampaignEffect>(`/campaigns/${encodeURIComponent(name)}/effect`, {}, signal),
    staleTime: FRESH,
    refetchInterval: FRESH,
  });

/** What a campaign changed for those in a segment, and for the others. */
export const campaignEffectByQuery = (name: string, by: string) =>
  queryOptions({
    queryKey: ['campaign', name, 'effect', by],
    queryFn: ({ signal }) => get<CampaignEffect>(`/campaigns/${encodeURIComponent(name)}/effect`, { by }, signal),
    staleTime: FRESH,
  });

/** Which campaign is tried out: one in force, a draft, or one that is being written. */
export type TriedOf = { readonly campaign: string } | { readonly draft: string } | { readonly definition: object };

/** How often what is under way is asked again, in milliseconds. */
const SOON = 400;

/** The campaigns in force. */
export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: ({ signal }) => get<CampaignList>('/campaigns', {}, signal),
});

/** One campaign, with what it did. */
export const campaignQuery = (name: string) =>
  queryOptions({
    queryKey: ['campaign', name, 'page'],
    queryFn: ({ signal }) => get<CampaignPage>(`/campaigns/${encodeURIComponent(name)}`, {}, signal),
  });

/** Who would get what now. */
export const campaignPreviewQuery = (of: TriedOf) =>
  queryOptions({
    queryKey: ['campaign-preview', of],
    queryFn: () => post<CampaignPreviewResult>('/campaigns/preview', of),
    staleTime: FRESH,
    retry: false,
  });

/** How far a dry run is. */
export const dryRunQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ['dry-run', id],
    queryFn: ({ signal }) => get<DryRunProgress>(`/campaigns/dry-runs/${encodeURIComponent(id ?? '')}`, {}, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) => (data === undefined || data.status === 'running' ? SOON : false),
    retry: false,
  });
