import type { MomentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { allMatches, type Asked, isLet, isOf, NEVER_ASKED, type PatternMatch, withoutTrailing } from './pattern.js';
import { milliseconds } from './reading.js';
import { compareEvents, twinTimeline } from './timeline.js';

/** A moment as the twin sees it. */
export interface TwinMoment {
  readonly at: Instant;
  /** The messageIds of the events that make the pattern, in its order. */
  readonly evidence: readonly string[];
}

interface Completed {
  readonly at: Instant;
  readonly events: readonly CustomerEvent[];
}

/**
 * The moments of one customer up to `now`, in timeline order, worked out from nothing but their events (in order of arrival):
 * every match of the pattern, one for each completion, then the cooldown.
 * @param asked what guards ask
 */
export function twinMoments(
  definition: Pick<MomentDefinition, 'pattern' | 'within' | 'cooldown'>,
  events: readonly CustomerEvent[],
  now: Instant,
  asked: Asked = NEVER_ASKED,
): readonly TwinMoment[] {
  const within = definition.within === undefined ? Number.POSITIVE_INFINITY : milliseconds(definition.within);
  const cooldown = definition.cooldown === undefined ? 0 : milliseconds(definition.cooldown);
  const moments: TwinMoment[] = [];
  for (const { at, events: evidence } of completions(definition.pattern, { timeline: twinTimeline(events, now), within, now, asked })) {
    const last = moments.at(-1);
    if (last !== undefined && at < last.at + cooldown) continue;
    moments.push({ at, evidence: evidence.map(({ messageId }) => messageId) });
  }
  return moments;
}

/** One completion for each event (or, with a trailing `without`, each instant) at which matches complete: the lexicographically latest. */
function completions(
  pattern: MomentDefinition['pattern'],
  {
    timeline,
    within,
    now,
    asked,
  }: { readonly timeline: readonly CustomerEvent[]; readonly within: number; readonly now: Instant; readonly asked: Asked },
): readonly Completed[] {
  const steps = withoutTrailing(pattern);
  const trailing = pattern.slice(steps.length);
  const matches = allMatches(timeline, steps, within, asked);
  if (trailing.length === 0) return latestOfEach(matches.map(completedByLast), sameLastEvent).sort(byLastEvent);
  const waited = matches.map((match) => ({ match, at: (match.events[0] as CustomerEvent).timestamp + within }));
  const undisturbed = waited.filter(({ match, at }) => {
    const after = timeline.filter((event) => compareEvents(event, match.events.at(-1) as CustomerEvent) > 0 && event.timestamp <= at);
    return (
      at <= now &&
      !trailing.some((without) => after.some((event) => isOf(event, without, 'without', match.named) && isLet(event, without, asked)))
    );
  });
  const completed = undisturbed.map(({ match: { events }, at }) => ({ at, events }));
  return latestOfEach(completed, (left, right) => left.at === right.at).sort((left, right) => left.at - right.at);
}

function completedByLast({ events }: PatternMatch): Completed {
  return { at: (events.at(-1) as CustomerEvent).timestamp, events };
}

function sameLastEvent(left: Completed, right: Completed): boolean {
  return left.events.at(-1) === right.events.at(-1);
}

function byLastEvent(left: Completed, right: Completed): number {
  return compareEvents(left.events.at(-1) as CustomerEvent, right.events.at(-1) as CustomerEvent);
}

/** Of those that complete together, the one with the lexicographically latest events. */
function latestOfEach(completed: readonly Completed[], together: (left: Completed, right: Completed) => boolean): Completed[] {
  return completed.filter((one) => !completed.some((other) => together(one, other) && compareTuples(one.events, other.events) < 0));
}

function compareTuples(left: readonly CustomerEvent[], right: readonly CustomerEvent[]): number {
  for (const [index, event] of left.entries()) {
    const difference = compareEvents(event, right[index] as CustomerEvent);
    if (difference !== 0) return difference;
  }
  return 0;
}
