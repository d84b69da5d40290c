import type { JourneySteps, JourneysProgress, JourneysRequest, JourneysResult } from '@cusp/engine/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, post, remove } from './client.js';
import { problemFrom } from './problem.js';

/** How long an answer is taken as good, in milliseconds: it is of everything that happened up to then. */
const FRESH = 300_000;
const LOOK_EVERY = 500;

/** What journeys may begin and end with. */
export const journeyStepsQuery = queryOptions({
  queryKey: ['journey-steps'],
  queryFn: ({ signal }) => get<JourneySteps>('/journeys', {}, signal),
  staleTime: FRESH,
});

/** The ways from one step to another; a question that takes long is followed, and given up when nobody waits for it any more. */
export const journeysQuery = (request: JourneysRequest) =>
  queryOptions({
    queryKey: ['journeys', request],
    queryFn: ({ signal }) => ask(request, signal),
    staleTime: FRESH,
    retry: false,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });

async function ask(request: JourneysRequest, signal: AbortSignal): Promise<JourneysResult> {
  let progress = await post<JourneysProgress>('/journeys', request);
  const path = `/journeys/${encodeURIComponent(progress.journeysId)}`;
  while (progress.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    progress = signal.aborted ? await remove<JourneysProgress>(path) : await get<JourneysProgress>(path);
  }
  if (progress.result !== null) return progress.result;
  signal.throwIfAborted();
  throw problemFrom(500, JSON.stringify(progress.failure ?? {}));
}
