/** What is answered about campaigns that are tried out: nothing of it is recorded, nobody is contacted. */
import type { CampaignDay, FunnelStep, ReasonCount } from './campaign-life-answers.js';
import type { Decision } from './vocabulary/decision.js';
import type { Identifier } from './vocabulary/identifier.js';
import type { Instant, Milliseconds } from './vocabulary/instant.js';
import type { JsonObject } from './vocabulary/json.js';

/** Which campaign: one in force, a draft, or one that is only thought of. */
export type TrialOf = { readonly campaign: string } | { readonly draft: string } | { readonly definition: JsonObject };

/** A decision that would be taken. */
export type TriedDecision = Pick<
  Decision,
  'identifier' | 'outcome' | 'reason' | 'checks' | 'message' | 'channel' | 'sendAt' | 'variant' | 'offer'
> & {
  readonly customerId: string;
};

/** Who would get what now, and who would not, and why. */
export interface CampaignPreview {
  readonly campaign: string;
  readonly asOf: Instant;
  /** Those in the trigger's segment, those whose moment is warm, or those who were named. */
  readonly whom: 'segment' | 'moment' | 'named';
  readonly candidates: number;
  /** Of so many of them it was asked: of all, or of some that are evenly spread among them. */
  readonly asked: number;
  readonly sends: number;
  readonly refusals: readonly ReasonCount[];
  readonly funnel: readonly FunnelStep[];
  /** A few who would get it, and a few for each reason who would not. */
  readonly sample: readonly TriedDecision[];
  readonly tookMs: Milliseconds;
}

/** What a dry run is about. */
export interface DryRunRequest {
  readonly of: TrialOf;
  /** How far back. */
  readonly days: number;
}

/** What a campaign would have done, had it run. */
export interface DryRun {
  readonly campaign: string;
  readonly since: Instant;
  readonly until: Instant;
  /** How often it would have been set off. */
  readonly occurrences: number;
  /** Of these, left out because there were too many: the oldest. */
  readonly leftOut: number;
  readonly sends: number;
  /** Different customers who would have been sent something. */
  readonly customers: number;
  readonly heldOut: number;
  readonly refusals: readonly ReasonCount[];
  readonly funnel: readonly FunnelStep[];
  /** Every day, also those on which nothing would have happened. */
  readonly days: readonly CampaignDay[];
  readonly busiestHour: { readonly at: Instant; readonly sends: number } | null;
  /** Who would have been sent most. */
  readonly most: readonly { readonly customerId: string; readonly identifier: Identifier; readonly sends: number }[];
  /** Of the customers it would have reached and whose time is over: how many did what it aims at anyway, without it. Null without a goal. */
  readonly anyway: { readonly performed: string; readonly within: string; readonly customers: number; readonly withGoal: number } | null;
  /** What is not as it would have been, in words. */
  readonly approximations: readonly string[];
}
