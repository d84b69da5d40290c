import type { Instant } from './instant.js';

/**
 * What became of a time of a campaign's schedule. `done`: everybody was decided about. `missed`: the engine was off or busy until it was too late.
 * The others: the campaign did not act then.
 */
export type CampaignRunOutcome = 'done' | 'missed' | 'paused' | 'awaitingApproval' | 'stopped';

/** An act that closes a time of a campaign's schedule: none up to it is begun again. It names no customer. */
export interface CampaignRun {
  readonly campaign: string;
  readonly version: number;
  /** The time. */
  readonly at: Instant;
  readonly outcome: CampaignRunOutcome;
  /** How many customers were in the segment when it began. */
  readonly customers: number;
  readonly closedAt: Instant;
}
