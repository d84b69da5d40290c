import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';
import type { JsonObject } from './json.js';
import type { SurgeValue } from './surge.js';

/** Why a campaign did not act, in the order in which it is asked. */
export const REFUSAL_REASONS = [
  'stale',
  'paused',
  'awaiting_approval',
  'goal_reached',
  'not_in_audience',
  'audience_removed',
  'consent_denied',
  'consent_unknown',
  'suppressed',
  'unreachable',
  'bad_timing',
  'frequency_cap',
  'quiet_hours',
  'no_offer',
  'out_of_stock',
  'budget_spent',
  'template_error',
  'outranked',
  'holdout',
  'moment_withdrawn',
  'surge_over',
  'left_segment',
  'offer_withdrawn',
  'expired',
  'erased',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What is asked and chosen when deciding, by the name of each step. */
export type CheckName =
  | 'freshness'
  | 'running'
  | 'goal'
  | 'audience'
  | 'consent'
  | 'channel'
  | 'bad_timing'
  | 'frequency_cap'
  | 'overall_cap'
  | 'hour'
  | 'quiet_hours'
  | 'offer'
  | 'budget'
  | 'variant'
  | 'message'
  | 'arbitration'
  | 'holdout';

/** One step of the eligibility order, as it was seen. */
export interface EligibilityCheck {
  readonly check: CheckName;
  readonly passed: boolean;
  /** In words, for the page that explains it. */
  readonly detail: string;
  readonly saw: JsonObject;
}

/** What set a decision off. */
export type DecisionCause =
  | { readonly kind: 'segment'; readonly changeId: string; readonly segment: string; readonly at: Instant }
  | { readonly kind: 'moment'; readonly momentId: string; readonly moment: string; readonly at: Instant }
  /** `occurrenceId` stands for this time and this customer: each is decided about once, whichever version does it. */
  | { readonly kind: 'schedule'; readonly occurrenceId: string; readonly segment: string; readonly at: Instant }
  /** `occurrenceId` stands for this surge and this customer; `at` is when somebody was told of it first. */
  | {
      readonly kind: 'surge';
      readonly occurrenceId: string;
      readonly surgeId: string;
      readonly surge: string;
      readonly value: SurgeValue;
      readonly direction: 'rise' | 'fall';
      readonly ratio: number;
      readonly segment: string;
      readonly at: Instant;
    };

/** A choice by lot: what could have been drawn, with which probability, and what was. */
export interface Draw {
  readonly of: 'variant' | 'offer';
  readonly options: readonly { readonly name: string; readonly propensity: number }[];
  readonly chosen: string;
  readonly propensity: number;
}

/** A campaign's decision about one customer at one instant, with everything that it saw. An act. */
export interface Decision {
  readonly decisionId: string;
  readonly campaign: string;
  readonly version: number;
  /** The identifier acted on; the decision follows it through merges. */
  readonly identifier: Identifier;
  readonly cause: DecisionCause;
  readonly decidedAt: Instant;
  readonly outcome: 'send' | 'refused';
  readonly reason: RefusalReason | null;
  readonly checks: readonly EligibilityCheck[];
  readonly message: JsonObject | null;
  /** The key of the channel that was chosen; absent: the campaign's only one. */
  readonly channel?: string;
  /** Not to be sent before; absent: at once. */
  readonly sendAt?: Instant;
  /** Not to be sent after: by then the moment is not warm any more. Absent: no such end. */
  readonly validUntil?: Instant;
  /** The name of the variant that was chosen; absent: the campaign's own message. */
  readonly variant?: string;
  /** The name of the offer that was chosen. */
  readonly offer?: string;
  /** Every choice by lot, so that what was learned from it can be weighed. */
  readonly draws?: readonly Draw[];
  /** The campaign's rank among those that compete. */
  readonly priority?: number;
  readonly value?: number;
  /** Which of the campaign's follow-ups it is, from 1; absent: the first message. */
  readonly step?: number;
  /** The decision that the follow-up belongs to. */
  readonly follows?: string;
  /** When the next follow-up is due; absent: there is none. */
  readonly followUpAt?: Instant;
}

/** One try to hand a decision over. Journalled before the hand-over, so that a crash cannot hide it. */
export interface DeliveryAttempt {
  readonly decisionId: string;
  readonly identifier: Identifier;
  readonly attempt: number;
  readonly at: Instant;
}

/** How a try, or the whole delivery, ended. */
export interface DeliveryResult {
  readonly decisionId: string;
  readonly identifier: Identifier;
  readonly attempt: number;
  readonly at: Instant;
  /** `delivered` and `dead` and `refused` are final; `retry` says when the next try is due. */
  readonly outcome: 'delivered' | 'retry' | 'dead' | 'refused';
  readonly reason: RefusalReason | null;
  readonly detail: string;
  readonly nextAttemptAt: Instant | null;
  /** True when the receiver said that it is gone for good (HTTP 410): its endpoint is disabled from this result on. */
  readonly endpointGone?: boolean;
  /** Who took a delivery up again that was over: then `outcome` is `retry`, and the schedule begins anew. */
  readonly replayedBy?: string;
}
