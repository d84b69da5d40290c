import { campaignDuration } from '../../decide/campaign-duration.js';
import { DEFAULT_FRESH_FOR } from '../../decide/checks/freshness.js';
import { appendValue } from '../../journal/entries.js';
import type { Pipeline } from '../../pipeline.js';
import type { CampaignDefinition, CampaignSchedule } from '../../vocabulary/campaign.js';
import type { CampaignRunOutcome } from '../../vocabulary/campaign-run.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import { CampaignTimes } from './campaign-times.js';

export interface CampaignSchedulesInput {
  readonly pipeline: Pipeline;
  readonly onFault: (error: unknown) => void;
}

/** A time that could not be closed, for instance because the disk is full, is tried again after so long. */
const AGAIN_AFTER: Milliseconds = 60_000;

type Published = PublishedDefinition<CampaignDefinition>;

/** A campaign that acts at times. */
interface Scheduled {
  readonly campaign: Published;
  readonly schedule: CampaignSchedule;
  readonly times: CampaignTimes;
}

/**
 * Lets everybody in a segment have their turn at each time of a campaign's schedule, one campaign after the other. A time is closed by an act
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

  /** The newest time that has come is run if it is still fresh; of those before it nothing is done any more. */
  async #takeTurn(name: string): Promise<void> {
    const scheduled = this.#find(name);
    if (scheduled === undefined || this.#stopped.signal.aborted) return;
    const { campaign, times } = scheduled;
    const { definition } = campaign;
    const now = this.#pipeline.clock.now();
    const at = times.upTo(now);
    const closed = this.#closedTo(campaign);
    if (at === undefined || at <= closed) return;
    const before = times.upTo(at - 1000);
    if (before !== undefined && before > closed) await this.#close(campaign, before, 'missed', 0);
    const state = this.#pipeline.campaignActs.stateOf(name);
    const freshFor = campaignDuration(name, 'freshFor', definition.freshFor ?? DEFAULT_FRESH_FOR);
    if (now - at > freshFor) await this.#close(campaign, at, 'missed', 0);
    else if (state !== 'running') await this.#close(campaign, at, state, 0);
    else await this.#close(campaign, at, 'done', await this.#decideAll(scheduled, at));
  }

  /** @returns how many customers were in the segment when it began @throws the reason of the stop */
  async #decideAll({ campaign, schedule }: Scheduled, at: Instant): Promise<number> {
    const { segments, identities, timelines, actLog } = this.#pipeline;
    // What has come by then, and what time alone has changed, counts.
    await this.#pipeline.caughtUp();
    const members = [...(segments.get(schedule.segment)?.members ?? [])];
    const turns = new Turns(this.#stopped.signal);
    for (const customer of members) {
      if (turns.isOver) {
        await actLog.write();
        await turns.next();
      }
      // Gone meanwhile, or one with another who has their own turn.
      if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
      this.#pipeline.decideScheduled(campaign, schedule, customer, at);
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

  /** Times up to here are over: closed, or before the campaign was as it is. */
  #closedTo({ definition, publishedAt }: Published): Instant {
    return Math.max(this.#pipeline.campaignRuns.of(definition.name)[0]?.at ?? 0, publishedAt);
  }

  #find(name: string): Scheduled | undefined {
    const campaign = this.#pipeline.definitions.get('campaign', name);
    if (campaign === undefined || !('schedule' in campaign.definition.trigger)) return undefined;
    const { schedule } = campaign.definition.trigger;
    return { campaign, schedule, times: new CampaignTimes(schedule) };
  }
}
