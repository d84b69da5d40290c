import type { CampaignDay } from '../../campaign-life-answers.js';
import type { DryRun } from '../../campaign-trial-answers.js';
import type { Pipeline } from '../../pipeline.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import type { Decision } from '../../vocabulary/decision.js';
import { type Instant, parseDuration } from '../../vocabulary/instant.js';
import type { Work } from '../long-questions.js';
import { Turns } from '../turns.js';
import { Funnel, ReasonTally } from './funnel.js';
import { occurrenceOf } from './occurrence.js';
import { type PastOccurrence, pastOccurrences } from './past-occurrences.js';
import { type TriedCampaign, withTried } from './tried-campaign.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** So many occurrences are decided at most, the newest. */
const MOST_DECIDED = 200_000;
const MOST_SHOWN = 10;

/**
 * What a campaign would have done within the last days, had it run, as if everything had been known at its instant: what set it off, whom it would have
 * sent to and whom not, with the caps, stock and budget of its own sends. Nothing is recorded.
 * @throws CuspError invalid_definition, unknown_segment, unknown_moment; the signal's reason
 */
export function dryRun(pipeline: Pipeline, definition: CampaignDefinition, days: number, work: Work): Promise<DryRun> {
  return withTried(pipeline, definition, 'never sent before', work.signal, async (tried) => {
    const until = pipeline.clock.now();
    const since = until - days * DAY;
    const half = { signal: work.signal, onShare: (share: number) => work.onShare(share / 2) };
    const occurrences = await pastOccurrences(pipeline, definition, since, until, half);
    const decided = occurrences.slice(-MOST_DECIDED);
    const course = await decideAll(pipeline, tried, decided, work);
    return {
      campaign: definition.name,
      since,
      until,
      occurrences: occurrences.length,
      leftOut: occurrences.length - decided.length,
      ...course.answer(since, until),
      anyway: anyway(pipeline, definition, course.first, until),
      approximations: approximations(definition, occurrences.length > decided.length),
    };
  });
}

async function decideAll(
  pipeline: Pipeline,
  tried: TriedCampaign,
  occurrences: readonly PastOccurrence[],
  { signal, onShare }: Work,
): Promise<Course> {
  const course = new Course(pipeline);
  const turns = new Turns(signal);
  for (const [index, { customer, at }] of occurrences.entries()) {
    if (turns.isOver) {
      onShare(0.5 + index / occurrences.length / 2);
      await turns.next();
    }
    const decision = tried.decide(customer, occurrenceOf(pipeline, tried.definition, customer, at), at);
    if (decision !== undefined) course.add(customer, decision);
  }
  return course;
}

/** What a dry run has come to so far. */
class Course {
  /** When each customer would have been sent something first. */
  readonly first = new Map<number, Instant>();
  readonly #pipeline: Pipeline;
  readonly #funnel = new Funnel();
  readonly #refusals = new ReasonTally();
  readonly #days = new Map<Instant, { sends: number; readonly refused: ReasonTally }>();
  readonly #hours = new Map<Instant, number>();
  readonly #sends = new Map<number, number>();
  #heldOut = 0;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  add(customer: number, decision: Decision): void {
    const { decidedAt, reason, sendAt = decidedAt } = decision;
    this.#funnel.add(decision);
    if (reason !== null) {
      this.#refusals.add(reason);
      this.#day(decidedAt).refused.add(reason);
      if (reason === 'holdout') this.#heldOut++;
      return;
    }
    this.#day(decidedAt).sends++;
    const hour = Math.floor(sendAt / HOUR) * HOUR;
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1);
    this.#sends.set(customer, (this.#sends.get(customer) ?? 0) + 1);
    if (!this.first.has(customer)) this.first.set(customer, decidedAt);
  }

  answer(
    since: Instant,
    until: Instant,
  ): Omit<DryRun, 'campaign' | 'since' | 'until' | 'occurrences' | 'leftOut' | 'anyway' | 'approximations'> {
    const [busiest] = [...this.#hours].sort(([, left], [, right]) => right - left);
    const most = [...this.#sends].sort(([, left], [, right]) => right - left).slice(0, MOST_SHOWN);
    const { identities } = this.#pipeline;
    return {
      sends: [...this.#sends.values()].reduce((sum, count) => sum + count, 0),
      customers: this.#sends.size,
      heldOut: this.#heldOut,
      refusals: this.#refusals.all(),
      funnel: this.#funnel.steps(),
      days: this.#allDays(since, until),
      busiestHour: busiest === undefined ? null : { at: busiest[0], sends: busiest[1] },
      most: most.map(([customer, sends]) => ({
        customerId: identities.customerId(customer),
        identifier: identities.representativeOf(customer),
        sends,
      })),
    };
  }

  #day(at: Instant): { sends: number; readonly refused: ReasonTally } {
    const start = Math.floor(at / DAY) * DAY;
    const day = this.#days.get(start) ?? { sends: 0, refused: new ReasonTally() };
    this.#days.set(start, day);
    return day;
  }

  #allDays(since: Instant, until: Instant): readonly CampaignDay[] {
    const days: CampaignDay[] = [];
    for (let day = Math.floor(since / DAY) * DAY; day <= until; day += DAY) {
      const { sends = 0, refused } = this.#days.get(day) ?? {};
      days.push({ day, sends, refused: refused?.all() ?? [] });
    }
    return days;
  }
}

/** How many of those whom it would have reached did what it aims at without it, within its window. */
function anyway(
  { timelines, identities }: Pipeline,
  { goal }: CampaignDefinition,
  first: ReadonlyMap<number, Instant>,
  until: Instant,
): DryRun['anyway'] {
  if (goal === undefined) return null;
  const within = parseDuration(goal.within) ?? 0;
  const name = timelines.names.find(goal.performed);
  let customers = 0;
  let withGoal = 0;
  for (const [reached, at] of first) {
    if (at + within > until) continue;
    customers++;
    if (name === undefined) continue;
    for (let row = timelines.newestOf(identities.customerOf(reached), name); row !== NO_ROW; row = timelines.rows.previousOfName(row)) {
      const time = timelines.rows.timestamp(row);
      if (time <= at) break;
      if (time > at + within) continue;
      withGoal++;
      break;
    }
  }
  return { ...goal, customers, withGoal };
}

/** What is not as it would have been. */
function approximations({ trigger, followUps }: CampaignDefinition, isCut: boolean): readonly string[] {
  return [
    'Customers are those of today: who was joined or parted since then counts as they are now.',
    knownNow(trigger),
    'What messages say of segments is as of today; consent, audience, traits and metrics are as of then.',
    'Only what this campaign would have sent counts for its caps, stock and budget; other campaigns are as they were.',
    'Nobody reacts to what was never sent.',
    ...(followUps === undefined ? [] : ['Follow-ups are left out.']),
    ...(isCut ? ['There were too many occurrences: the oldest are left out.'] : []),
  ];
}

function knownNow(trigger: CampaignDefinition['trigger']): string {
  if ('moment' in trigger) return 'The moments are those that stand now: each as if it had been noticed at its instant.';
  if ('schedule' in trigger)
    return 'Who was in the segment at a time is worked out from the events as they are known now; of more than 1,000 times the newest.';
  if ('surge' in trigger) return 'The surges are those that stand now: each as if somebody had been told of it when it began.';
  return 'Entries are worked out from the events as they are known now: each as if its event had arrived at its instant.';
}
