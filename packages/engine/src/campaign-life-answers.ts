/** What is answered about campaigns: whether they act, what they did, and what was done with them. */
import type { CampaignDefinition } from './vocabulary/campaign.js';
import type { CampaignAct, CampaignState } from './vocabulary/campaign-act.js';
import type { CampaignRun } from './vocabulary/campaign-run.js';
import type { RefusalReason } from './vocabulary/decision.js';
import type { Instant } from './vocabulary/instant.js';

/** How often something was refused for a reason. */
export interface ReasonCount {
  readonly reason: RefusalReason;
  readonly count: number;
}

/** Where the deliveries of a campaign's sends stand; together they are its sends, but for those of erased customers. */
export interface DeliveryCounts {
  readonly pending: number;
  readonly delivered: number;
  readonly dead: number;
  /** Decided, and refused when they were looked at again before sending. */
  readonly refused: readonly ReasonCount[];
}

/** A campaign in force. All figures are over all of its versions, as far as their customers have not been erased. */
export interface CampaignAnswer {
  readonly name: string;
  readonly title: string | null;
  readonly version: number;
  readonly publishedAt: Instant;
  readonly state: CampaignState;
  /** Whether acting as a whole is paused. */
  readonly held: boolean;
  /** Who let it run, pause or stop last; null when nobody did. */
  readonly said: CampaignAct | null;
  /** Null when it asks for none; of the version in force. */
  readonly approval: { readonly fourEyes: boolean; readonly approvedBy: string | null; readonly approvedAt: Instant | null } | null;
  readonly trigger: CampaignDefinition['trigger'];
  readonly purpose: string;
  readonly goal: NonNullable<CampaignDefinition['goal']> | null;
  readonly holdout: number;
  /** How often it decided to send. */
  readonly sends: number;
  readonly refusals: readonly ReasonCount[];
  readonly deliveries: DeliveryCounts;
  readonly lastDecidedAt: Instant | null;
}

/** One check of the order in which they are asked: of how many customers it was asked, and how many went no further. */
export interface FunnelStep {
  readonly check: string;
  readonly asked: number;
  readonly refused: readonly ReasonCount[];
}

/** What a campaign decided on a day (UTC). */
export interface CampaignDay {
  readonly day: Instant;
  readonly sends: number;
  readonly refused: readonly ReasonCount[];
}

export interface CampaignDetail extends CampaignAnswer {
  readonly definition: CampaignDefinition;
  readonly funnel: readonly FunnelStep[];
  /** Days with a decision, the first one first; the last 90 of them. */
  readonly days: readonly CampaignDay[];
  /** Of a campaign with a schedule: when it acts next, and what became of its newest times, newest first; null without a schedule. */
  readonly schedule: { readonly nextAt: Instant | null; readonly runs: readonly CampaignRun[] } | null;
  /** What was done with it, or with all campaigns at once, newest first. */
  readonly acts: readonly CampaignAct[];
}
