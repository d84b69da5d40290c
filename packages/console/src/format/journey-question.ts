import type { JourneyStepKind, JourneysRequest } from '@cusp/engine/contract';

/** The kinds of step, in the order in which they are offered. */
export const STEP_KINDS: readonly JourneyStepKind[] = ['events', 'moments', 'channels'];

/** What is asked of journeys, as the page's address has it. */
export interface JourneyQuestion {
  readonly from?: string;
  readonly to?: string;
  readonly within?: string;
  readonly segment?: string;
  readonly by?: string;
  /** Days, in UTC. */
  readonly since?: string;
  readonly until?: string;
  readonly through?: string;
  readonly once?: string;
}

/** The kinds of step that are asked for; events and moments when nobody says. */
export function throughOf({ through = 'events,moments' }: JourneyQuestion): readonly JourneyStepKind[] {
  const asked = through.split(',');
  return STEP_KINDS.filter((kind) => asked.includes(kind));
}

/** The request for a question; undefined as long as beginning or goal is missing. */
export function requestFor(question: JourneyQuestion): JourneysRequest | undefined {
  const { from, to, within, segment, by, since, until, once } = question;
  if (from === undefined || to === undefined) return undefined;
  return {
    ...{ from, to, through: [...throughOf(question)] },
    ...(within !== undefined && { within }),
    ...(segment !== undefined && { segment }),
    ...(by !== undefined && { by }),
    ...(since !== undefined && { since: `${since}T00:00:00Z` }),
    ...(until !== undefined && { until: `${until}T00:00:00Z` }),
    ...(once !== undefined && { once: true }),
  };
}
