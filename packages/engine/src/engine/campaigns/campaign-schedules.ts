import { isDeepStrictEqual } from 'node:util';
import { campaignDuration } from '../../decide/campaign-duration.js';
import type { Turn } from '../../decide/scheduled-turn.js';
import { DEFAULT_FRESH_FOR } from '../../decide/checks/freshness.js';
import { appendValue } from '../../journal/entries.js';
import type { Pipeline } from '../../pipeline.js';
import { type CampaignDefinition, givesTurns, segmentOfTurns } from '../../vocabulary/campaign.js';
import type { CampaignRunOutcome } from '../../vocabulary/campaign-run.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import { type DueTime, type TurnTimes, turnTimesOf } from './turn-times.js';

export interface CampaignSchedulesInput {
  readonly pipeline: Pipeline;
  readonly onFault: (error: unknown) => void;
}

/** A time that could not be closed, for instance because the disk is full, is tried again after so long. */
const AGAIN_AFTER: Milliseconds = 60_000;

type Published = PublishedDefinition<CampaignDefinition>;

/** A campaign that acts at times, of a schedule or when it surges. */
interface Scheduled {
  readonly campaign: Published;
  readonly segment: string;
  readonly times: TurnTimes;
}

/**
 * Lets everybody in a segment have their turn at each time of a campaign's schedule, or when it surges, one campaign after the other. A time is closed by an act
 * once everybody was decided about: what a crash cut short is gone on with at the next start, and nobody is decided about twice.
 */
export class CampaignSchedules {
  readonly #pipeline: Pipeline;
  readonly #onFault: CampaignSchedulesInput['onFault'];
  readonly #cancels = new Map<string, () => void>();
  readonly #stopped = new AbortController();
  #queue: Promise<void> = Promise.resolve();

  constructor({ pipeline, onFault }: CampaignSchedulesInput) {
    this.#pipeline = pipeline;
    this.#onFault = onFault;
    pipeline.onSurge(({ name }) => this.#surged(name));
  }

  /** Keeps to the schedules that are in force by now. */
  follow(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
    for (const { definition } of this.#pipeline.definitions.of('campaign')) this.#arm(definition.name);
  }

  /** Resolves when no campaign is at work on a time that has come. */
  settled(): Promise<void> {
    return this.#queue;
  }

  /** Begins nothing more; a time that is not whole by then is gone on with at the next start. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('stopped'));
    for (const cancel of this.#cancels.values()) cancel();
    await this.#queue;
  }

  /** Somebody was told of a surge: campaigns that wait for it have their time. */
  #surged(name: string): void {
    for (const { definition } of this.#pipeline.definitions.of('campaign')) {
      if ('surge' in definition.trigger && definition.trigger.surge.name === name) this.#arm(definition.name);
    }
  }

  /** Wakes at the campaign's first time that is not closed; one that has passed is due at once. */
  #arm(name: string): void {
    this.#cancels.get(name)?.();
    const scheduled = this.#find(name);
    if (scheduled === undefined || this.#stopped.signal.aborted) return;
    const next = scheduled.times.after(this.#closedTo(scheduled.campaign));
    if (next === undefined) return;
    const { clock } = this.#pipeline;
    if (next <= clock.now()) this.#begin(name);
    else
      this.#cancels.set(
        name,
        clock.wakeAt(next, () => this.#begin(name)),
      );
  }

  #begin(name: string): void {
    this.#cancels.delete(name);
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#takeTurn(name);
        this.#arm(name);
      } catch (error) {
        // Nothing is lost: the time is not closed, and is gone on with soon, or at the next start.
        if (this.#stopped.signal.aborted) return;
        this.#onFault(error);
        const { clock } = this.#pipeline;
        this.#cancels.set(
          name,
          clock.wakeAt(clock.now() + AGAIN_AFTER, () => this.#begin(name)),
        );
      }
    });
  }

  /** A time that has come is run if it is still fresh; for those that it stands for, it is too late. */
  async #takeTurn(name: string): Promise<void> {
    const scheduled = this.#find(name);
    if (scheduled === undefined || this.#stopped.signal.aborted) return;
    const { campaign, times } = scheduled;
    const { definition } = campaign;
    const now = this.#pipeline.clock.now();
    const due = times.due(this.#closedTo(campaign), now);
    if (due === undefined) return;
    const { at, missed } = due;
    if (missed !== undefined) await this.#close(campaign, missed, 'missed', 0);
    const state = this.#pipeline.campaignActs.stateOf(name);
    const freshFor = campaignDuration(name, 'freshFor', definition.freshFor ?? DEFAULT_FRESH_FOR);
    if (now - at > freshFor) await this.#close(campaign, at, 'missed', 0);
    else if (state !== 'running') await this.#close(campaign, at, state, 0);
    else await this.#close(campaign, at, 'done', await this.#decideAll(scheduled, due));
  }

  /** @returns how many customers were in the segment when it began @throws the reason of the stop */
  async #decideAll({ campaign, segment }: Scheduled, { at, surges }: DueTime): Promise<number> {
    const { segments, identities, timelines, actLog } = this.#pipeline;
    const { name } = campaign.definition;
    // What has come by then, and what time alone has changed, counts.
    await this.#pipeline.caughtUp();
    const members = [...(segments.get(segment)?.members ?? [])];
    const occasions: readonly Turn[] =
      surges.length === 0 ? [{ campaign: name, segment, at }] : surges.map((surge) => ({ campaign: name, segment, at, surge }));
    const turns = new Turns(this.#stopped.signal);
    for (const customer of members) {
      if (turns.isOver) {
        await actLog.write();
        await turns.next();
      }
      // Gone meanwhile, or one with another who has their own turn.
      if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
      for (const turn of occasions) this.#pipeline.decideTurn(campaign, turn, customer);
    }
    return members.length;
  }

  async #close({ definition, version }: Published, at: Instant, outcome: CampaignRunOutcome, customers: number): Promise<void> {
    const pipeline = this.#pipeline;
    await pipeline.whenStill(async () => {
      const run = { campaign: definition.name, version, at, outcome, customers, closedAt: pipeline.clock.now() };
      appendValue(pipeline.journal, 'campaignRun', run);
      await pipeline.journal.commit();
      pipeline.campaignRuns.fold(run);
    });
  }

  /** Times up to here are over: closed, or before the campaign had these times. */
  #closedTo(campaign: Published): Instant {
    return Math.max(this.#pipeline.campaignRuns.of(campaign.definition.name)[0]?.at ?? 0, this.#hasTimesSince(campaign));
  }

  /** Since when it has had its trigger: a version that changes something else does not take away a time that has come and is not over. */
  #hasTimesSince({ definition: { name, trigger }, publishedAt }: Published): Instant {
    let since = publishedAt;
    for (const { definition, publishedAt: earlier, retired } of this.#pipeline.definitions.versions('campaign', name).toReversed()) {
      if (retired !== undefined || definition.kind !== 'campaign' || !isDeepStrictEqual(definition.trigger, trigger)) break;
      since = earlier;
    }
    return since;
  }

  #find(name: string): Scheduled | undefined {
    const campaign = this.#pipeline.definitions.get('campaign', name);
    if (campaign === undefined) return undefined;
    const { trigger } = campaign.definition;
    if (!givesTurns(trigger)) return undefined;
    return { campaign, segment: segmentOfTurns(trigger), times: turnTimesOf(trigger, this.#pipeline.surges) };
  }
}
