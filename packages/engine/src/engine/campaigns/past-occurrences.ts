import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { Timeline } from '../../timeline/timeline.js';
import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import type { Work } from '../long-questions.js';

/** Something that would have set the campaign off. */
export interface PastOccurrence {
  readonly customer: number;
  readonly at: Instant;
}

/** How many of a customer's events are gone through. */
const MOST_EVENTS = 5_000;
/** A condition that changes at every instant must not go on for ever. */
const MOST_STEPS = 20_000;

/**
 * When a campaign would have been set off within a period, by what is known now: every moment that stands, and every entry into the segment,
 * by the events up to then. Oldest first.
 * @throws CuspError unknown_segment, unknown_moment; the signal's reason
 */
export async function pastOccurrences(
  pipeline: Pipeline,
  { trigger }: CampaignDefinition,
  since: Instant,
  until: Instant,
  work: Work,
): Promise<readonly PastOccurrence[]> {
  const found = 'moment' in trigger ? momentsOf(pipeline, trigger.moment) : await entriesOf(pipeline, trigger.entered, since, until, work);
  return found
    .filter(({ at }) => at > since && at <= until)
    .toSorted((left, right) => left.at - right.at || left.customer - right.customer);
}

function momentsOf({ moments, identities, timelines }: Pipeline, name: string): readonly PastOccurrence[] {
  const live = moments.all().find(({ definition }) => definition.name === name);
  if (live === undefined) throw new CuspError(ERRORS.unknownMoment, name);
  return moments.standingOfAll(live).flatMap((told) =>
    told.flatMap(({ identifier, at }) => {
      const number = timelines.identifiers.find(formatIdentifier(identifier));
      return number === undefined ? [] : [{ customer: identities.customerOf(number), at }];
    }),
  );
}

async function entriesOf(
  pipeline: Pipeline,
  name: string,
  since: Instant,
  until: Instant,
  { signal, onShare }: Work,
): Promise<readonly PastOccurrence[]> {
  const segment = pipeline.segments.get(name);
  if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name);
  const { timelines, identities } = pipeline;
  const timeline = new Timeline(timelines);
  const turns = new Turns(signal);
  const found: PastOccurrence[] = [];
  for (let customer = 0; customer < timelines.identifiers.size; customer++) {
    if (turns.isOver) {
      onShare(customer / timelines.identifiers.size);
      await turns.next();
    }
    if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
    for (const at of entries(pipeline, timeline, segment.compiled, { customer, since, until })) found.push({ customer, at });
  }
  return found;
}

/** When a customer entered: asked at each of their events, and at each instant at which time alone changes the answer. */
function entries(
  pipeline: Pipeline,
  timeline: Timeline,
  compiled: CompiledSegment,
  { customer, since, until }: { readonly customer: number; readonly since: Instant; readonly until: Instant },
): readonly Instant[] {
  const times = eventTimes(pipeline, customer, since, until);
  const found: Instant[] = [];
  let held = compiled.holds(timeline.at(customer, since));
  let next = 0;
  let at = since;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    while (next < times.length && (times[next] as number) <= at) next++;
    at = Math.min(timeline.until, times[next] ?? Number.POSITIVE_INFINITY);
    if (at > until) break;
    const holds = compiled.holds(timeline.at(customer, at));
    if (holds && !held) found.push(at);
    held = holds;
  }
  return found;
}

function eventTimes({ timelines }: Pipeline, customer: number, since: Instant, until: Instant): readonly Instant[] {
  const { rows } = timelines;
  const times: Instant[] = [];
  for (let row = timelines.newest(customer); row !== NO_ROW && times.length < MOST_EVENTS; row = rows.previous(row)) {
    const at = rows.timestamp(row);
    if (at <= since) break;
    if (at <= until) times.push(at);
  }
  return times.reverse();
}
