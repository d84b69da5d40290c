import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';
import type { JsonObject } from './json.js';

/** Why a campaign did not act, in the order in which it is asked. */
export const REFUSAL_REASONS = [
  'stale',
  'paused',
  'not_in_audience',
  'audience_removed',
  'consent_denied',
  'consent_unknown',
  'frequency_cap',
  'holdout',
  'moment_withdrawn',
  'left_segment',
  'erased',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** One step of the eligibility order, as it was seen. */
export interface EligibilityCheck {
  readonly check: 'freshness' | 'audience' | 'consent' | 'frequency_cap' | 'holdout';
  readonly passed: boolean;
  /** In words, for the page that explains it. */
  readonly detail: string;
  readonly saw: JsonObject;
}

/** What set a decision off. */
export type DecisionCause =
  | { readonly kind: 'segment'; readonly changeId: string; readonly segment: string; readonly at: Instant }
  | { readonly kind: 'moment'; readonly momentId: string; readonly moment: string; readonly at: Instant };

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
