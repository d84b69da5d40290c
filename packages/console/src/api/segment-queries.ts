import type { SegmentMoves, SegmentOverlap, SegmentTrend } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';
import { paged } from './queries.js';

/** How long what was is taken as known, in milliseconds: everybody is asked about each instant. */
const FRESH = 60_000;

const pathOf = (name: string) => `/segments/${encodeURIComponent(name)}`;

/** How many were in a segment over time. @param every between two instants, as a duration @param sample so many are asked at most */
export const segmentTrendQuery = (name: string, points: number, every: string, sample?: number) =>
  queryOptions({
    queryKey: ['segment-trend', name, points, every, sample],
    queryFn: ({ signal }) => get<SegmentTrend>(`${pathOf(name)}/trend`, { points, every, sample }, signal),
    staleTime: FRESH,
  });

/** Who came or went between two instants. */
export const segmentMovesQuery = (name: string, asked: { since: string; until: string; direction: string }) =>
  paged<SegmentMoves>(['segment-moves', name, asked], `${pathOf(name)}/changes`, asked);

/** Whom a segment shares with each other one. */
export const segmentOverlapQuery = (name: string) =>
  queryOptions({
    queryKey: ['segment-overlap', name],
    queryFn: ({ signal }) => get<SegmentOverlap>(`${pathOf(name)}/overlap`, {}, signal),
    refetchInterval: FRESH,
  });
