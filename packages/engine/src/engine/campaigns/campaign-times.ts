import { Cron } from 'croner';
import type { CampaignSchedule } from '../../vocabulary/campaign.js';
import type { Instant } from '../../vocabulary/instant.js';

/** The times of a campaign's schedule, by the wall clock of its zone; at most one a minute, as cron of five fields has it. */
export class CampaignTimes {
  readonly #cron: Cron;

  /** @throws Error for a schedule that is none, and a zone that there is not */
  constructor({ cron, timeZone = 'UTC' }: CampaignSchedule) {
    this.#cron = new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' });
  }

  /** The first time after an instant; undefined when there is none any more. */
  after(instant: Instant): Instant | undefined {
    return this.#cron.nextRun(new Date(instant))?.getTime();
  }

  /** The newest time up to an instant; undefined when there was none. */
  upTo(instant: Instant): Instant | undefined {
    // The second itself counts: what is asked for is before the one that follows.
    return this.#cron.previousRuns(1, new Date(Math.floor(instant / 1000) * 1000 + 1000))[0]?.getTime();
  }

  /** The newest times within a period, without its beginning and with its end, oldest first. */
  within(since: Instant, until: Instant, most: number): readonly Instant[] {
    const times: Instant[] = [];
    for (let at = this.upTo(until); at !== undefined && at > since && times.length < most; at = this.upTo(at - 1000)) times.push(at);
    return times.reverse();
  }
}

/** Why a schedule is none; undefined when it is one. */
export function scheduleFault(schedule: CampaignSchedule): string | undefined {
  try {
    // A zone that there is not is only noticed when it is used.
    return new CampaignTimes(schedule).after(0) === undefined ? `"${schedule.cron}" never comes` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
