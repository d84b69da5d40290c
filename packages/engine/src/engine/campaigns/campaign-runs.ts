import type { CampaignRun } from '../../vocabulary/campaign-run.js';

/** So many of each campaign's times are kept in mind, the newest. */
const MOST_KEPT = 20;

/** Which times of campaigns' schedules are over, folded from the journal's acts. */
export class CampaignRuns {
  readonly #runs = new Map<string, readonly CampaignRun[]>();

  fold(run: CampaignRun): void {
    this.#runs.set(run.campaign, [run, ...this.of(run.campaign)].slice(0, MOST_KEPT));
  }

  /** A campaign's newest times, newest first. */
  of(campaign: string): readonly CampaignRun[] {
    return this.#runs.get(campaign) ?? [];
  }

  /** All that are kept, for a snapshot: each campaign's oldest first. */
  all(): readonly CampaignRun[] {
    return [...this.#runs.values()].flatMap((runs) => runs.toReversed());
  }
}
