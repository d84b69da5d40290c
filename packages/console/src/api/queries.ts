import type {
  AlertList,
  Customer,
  CustomerList,
  DecisionItem,
  DecisionList,
  Explanation,
  IdentityLinks,
  KeyList,
  Members,
  MomentExplanation,
  MomentList,
  Overview,
  QuarantineGroups,
  QuarantineList,
  RepairResult,
  RepairRule,
  Segment,
  SegmentList,
  SourceList,
  SourceQuality,
} from '@cusp/engine/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, post } from './client.js';

/** Items of the first page, which is waited for; and of those that follow while it is read. */
const PAGE = 50;
const NEXT_PAGE = 200;
/** How often figures that no message of the stream announces are asked again, in milliseconds. */
const POLL = 2_000;

const customerPath = (key: string) => `/customers/${encodeURIComponent(key)}`;
const segmentPath = (name: string) => `/segments/${encodeURIComponent(name)}`;

function isShort({ state }: { readonly state: { readonly data?: unknown } }): boolean {
  const data = state.data as { readonly pages: readonly unknown[] } | undefined;
  return (data?.pages.length ?? 0) <= 1;
}

/** A list that goes on from page to page. */
export function paged<T extends { nextCursor: string | null }>(
  key: readonly unknown[],
  path: string,
  parameters: Record<string, string | undefined>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      get<T>(path, { ...parameters, limit: pageParam === undefined ? PAGE : NEXT_PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // Asking again asks for every page that was come by: for one page only does it happen by itself.
    refetchOnWindowFocus: isShort,
    refetchOnReconnect: isShort,
    refetchOnMount: isShort,
  });
}

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => get<Overview>('/overview', {}, signal),
  refetchInterval: POLL,
});

export const customersQuery = (search: string) => paged<CustomerList>(['customers', search], '/customers', { search });

export const customerQuery = (key: string) =>
  queryOptions({ queryKey: ['customer', key], queryFn: ({ signal }) => get<Customer>(customerPath(key), {}, signal) });

export const identityQuery = (key: string) =>
  queryOptions({
    queryKey: ['customer', key, 'identity'],
    queryFn: ({ signal }) => get<IdentityLinks>(`${customerPath(key)}/identity`, {}, signal),
  });

export const explanationQuery = (segment: string, key: string) =>
  queryOptions({
    queryKey: ['customer', key, 'explanation', segment],
    queryFn: ({ signal }) => get<Explanation>(`${segmentPath(segment)}/explain/${encodeURIComponent(key)}`, {}, signal),
  });

export const momentExplanationQuery = (moment: string, key: string) =>
  queryOptions({
    queryKey: ['customer', key, 'moment', moment],
    queryFn: ({ signal }) =>
      get<MomentExplanation>(`/moments/${encodeURIComponent(moment)}/explain/${encodeURIComponent(key)}`, {}, signal),
  });

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => get<SegmentList>('/segments', {}, signal),
  refetchInterval: POLL * 5,
});

export const segmentQuery = (name: string) =>
  queryOptions({ queryKey: ['segment', name], queryFn: ({ signal }) => get<Segment>(segmentPath(name), {}, signal) });

/** Who is in a segment; of these, who is in another one too, or is not. */
export const membersQuery = (name: string, among: { also?: string | undefined; not?: string | undefined } = {}) =>
  paged<Members>(['segment', name, 'members', among], `${segmentPath(name)}/members`, among);

export const momentsQuery = (filter: { name?: string | undefined; customer?: string | undefined }) =>
  paged<MomentList>(['moments', filter], '/moments', filter);

/** Which decisions: all, or those of an outcome, or all but the refusals for a reason. */
interface DecisionFilter {
  readonly campaign?: string | undefined;
  readonly customer?: string | undefined;
  readonly outcome?: DecisionItem['outcome'] | undefined;
  readonly exceptReason?: string | undefined;
  readonly reason?: string | undefined;
}

export const decisionsQuery = (filter: DecisionFilter) => paged<DecisionList>(['decisions', filter], '/decisions', { ...filter });

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => get<SourceList>('/sources', {}, signal),
  refetchInterval: POLL,
});

/** Quality changes with days, not with seconds. */
export const qualityQuery = (source: string) =>
  queryOptions({
    queryKey: ['quality', source],
    queryFn: ({ signal }) => get<SourceQuality>(`/sources/${encodeURIComponent(source)}/quality`, {}, signal),
    refetchInterval: POLL * 15,
  });

export const alertsQuery = (source?: string) => paged<AlertList>(['alerts', source ?? ''], '/alerts', { source });

export const quarantineQuery = (filter: { source?: string | undefined; reason?: string | undefined; state?: 'waiting' | undefined }) =>
  paged<QuarantineList>(['quarantine', filter], '/quarantine', filter);

export const quarantineGroupsQuery = queryOptions({
  queryKey: ['quarantine', 'groups'],
  queryFn: ({ signal }) => get<QuarantineGroups>('/quarantine/groups', {}, signal),
  refetchInterval: POLL * 5,
});

/** Items that a preview tries its rules on. */
const PREVIEWED = 50;

export const repairPreviewQuery = (filter: { source?: string | undefined; reason?: string | undefined }, rules: readonly RepairRule[]) =>
  queryOptions({
    queryKey: ['quarantine', 'preview', filter, rules],
    queryFn: () => post<RepairResult>('/quarantine/repair', { filter, rules, dryRun: true, limit: PREVIEWED }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => get<KeyList>('/keys', {}, signal),
});
