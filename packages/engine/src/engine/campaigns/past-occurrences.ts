import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { Timeline } from '../../timeline/timeline.js';
import type { CompiledSegment } from '../../detect/compile-segment.js';
import { CampaignTimes } from './campaign-times.js';
import type { CampaignDefinition, CampaignSurge } from '../../vocabulary/campaign.js';
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
/** So many times of a schedule are gone through at most, the newest, and no more once there are so many turns. */
const MOST_TIMES = 1_000;
const MOST_TURNS = 200_000;
/** A condition that changes at every instant must not go on for ever. */
const MOST_STEPS = 20_000;

/**
 * When a campaign would have been set off within a period, by what is known now: every moment that stands, every entry into the segment, or
 * everybody who was in it at each time of a schedule, by the events up to then. Oldest first.
 * @throws CuspError unknown_segment, unknown_moment; the signal's reason
 */
export async function pastOccurrences(
  pipeline: Pipeline,
  { trigger }: CampaignDefinition,
  since: Instant,
  until: Instant,
  work: Work,
): Promise<readonly PastOccurrence[]> {
  const found = await allOccurrences(pipeline, trigger, since, until, work);
  return found
    .filter(({ at }) => at > since && at <= until)
    .toSorted((left, right) => left.at - right.at || left.customer - right.customer);
}

async function allOccurrences(
  pipeline: Pipeline,
  trigger: CampaignDefinition['trigger'],
  since: Instant,
  until: Instant,
  work: Work,
): Promise<readonly PastOccurrence[]> {
  if ('moment' in trigger) return momentsOf(pipeline, trigger.moment);
  if ('entered' in trigger) return entriesOf(pipeline, trigger.entered, since, until, work);
  if ('schedule' in trigger)
    return turnsOf(pipeline, trigger.schedule.segment, new CampaignTimes(trigger.schedule).within(since, until, MOST_TIMES), work);
  return turnsOf(pipeline, trigger.surge.segment, beginnings(pipeline, trigger.surge, since, until), work);
}

/** When the surges began that stand now, the newest of them, oldest first. @throws CuspError unknown_surge */
function beginnings({ surges }: Pipeline, { name, direction }: CampaignSurge, since: Instant, until: Instant): readonly Instant[] {
  const live = surges.get(name);
  if (live === undefined) throw new CuspError(ERRORS.unknownSurge, name);
  const found = surges
    .stretchesOf(live)
    .filter((one) => one.status !== 'withdrawn' && (direction ?? one.direction) === one.direction && one.from > since && one.from <= until)
    .map(({ from }) => from);
  return [...new Set(found)].toSorted((left, right) => left - right).slice(-MOST_TIMES);
}

/** Who was in the segment at each of these times, by the events up to then. @throws CuspError unknown_segment */
async function turnsOf(
  { segments, timelines, identities }: Pipeline,
  segmentName: string,
  oldestFirst: readonly Instant[],
  { signal, onShare }: Work,
): Promise<readonly PastOccurrence[]> {
  const segment = segments.get(segmentName);
  if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, segmentName);
  const times = oldestFirst.toReversed();
  const timeline = new Timeline(timelines);
  const turns = new Turns(signal);
  const found: PastOccurrence[] = [];
  for (const [index, at] of times.entries()) {
    if (found.length >= MOST_TURNS) break;
    for (let customer = 0; customer < timelines.identifiers.size; customer++) {
      if (turns.isOver) {
        onShare(index / times.length);
        await turns.next();
      }
      if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
      if (segment.compiled.holds(timeline.at(customer, at))) found.push({ customer, at });
    }
  }
  return found;
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
