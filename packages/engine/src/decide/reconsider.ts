import type { Decision, DecisionCause, RefusalReason } from '../vocabulary/decision.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import { audience } from './checks/audience.js';
import { ask, type Check, type Choice, type Question } from './checks/check.js';
import { consent } from './checks/consent.js';
import { freshness } from './checks/freshness.js';
import { quietHours } from './checks/quiet-hours.js';
import { running } from './checks/running.js';
import type { CustomerLookAgain } from './customer-look.js';

/** Whether a decided send may still be sent: now, not before an instant, or not at all. */
export type Reconsidered =
  | { readonly send: 'now' }
  | { readonly send: 'later'; readonly at: Instant; readonly reason: RefusalReason }
  | { readonly send: 'never'; readonly reason: RefusalReason };

/** The try that is to be made. */
export interface Try {
  /** 1 for the first. */
  readonly attempt: number;
  /** Until when it was held the last time that it was looked at; undefined when it was not. */
  readonly heldUntil?: Instant | undefined;
}

/**
 * Looks at a decided send again, directly before an attempt: what was right then may be wrong now.
 * Caps, stock and holdout are not asked again: this send is itself the one that was counted. What was chosen stays chosen.
 * Freshness binds the first attempt alone: a receiver that was down is caught up with by the schedule,
 * whereas a send that never left (the engine was off) must not start late. A moment binds every attempt: when it has gone cold, it is over.
 */
export function reconsider(
  campaign: CampaignDefinition,
  decision: Decision,
  { attempt, heldUntil }: Try,
  look: CustomerLookAgain,
  now: Instant,
): Reconsidered {
  if (!look.exists) return never('erased');
  const over = causeGone(decision.cause, look) ?? isOver(campaign, decision, look, now);
  if (over !== null) return never(over);
  const question = questionOf(campaign, decision, heldUntil, look, now);
  const checks: readonly Check[] = [...(attempt === 1 ? [freshness] : []), running, audience, consent];
  for (const check of checks) {
    const refused = ask(check, question)?.refused ?? null;
    if (refused !== null) return never(refused);
  }
  if (decision.channel !== undefined && look.suppressedBy(decision.channel, campaign.purpose) !== null) return never('suppressed');
  const quiet = ask(quietHours, question);
  if (quiet === undefined) return { send: 'now' };
  if (quiet.refused !== null) return never('expired');
  const { sendAt }: Choice = quiet.choice ?? {};
  return sendAt === undefined ? { send: 'now' } : { send: 'later', at: sendAt, reason: 'quiet_hours' };
}

/** A send counts as late from when it was to be sent: when it was decided, if it was not put off. */
function questionOf(
  campaign: CampaignDefinition,
  decision: Decision,
  heldUntil: Instant | undefined,
  look: CustomerLookAgain,
  now: Instant,
): Question {
  const { version, cause, sendAt, step = 0, decidedAt, validUntil = NEVER } = decision;
  const at = heldUntil ?? sendAt ?? (step > 0 ? decidedAt : cause.at);
  return {
    campaign,
    version,
    cause,
    identifier: look.identifier,
    step,
    validUntil,
    now,
    choice: {},
    trigger: { cause, at, observedAt: Math.max(at, decidedAt), learnedBy: 'event', validUntil },
    look,
  };
}

/** What ends a send for good beside what the checks ask. */
function isOver(campaign: CampaignDefinition, decision: Decision, look: CustomerLookAgain, now: Instant): RefusalReason | null {
  const { cause, offer, validUntil = NEVER } = decision;
  if (now > validUntil) return 'expired';
  if (campaign.goal !== undefined && look.performedSince(campaign.goal.performed, cause.at)) return 'goal_reached';
  if (!look.holdsReservation(decision.decisionId)) return 'out_of_stock';
  const { offers } = look.inForce(campaign.name) ?? campaign;
  return offer !== undefined && offers?.some(({ name }) => name === offer) !== true ? 'offer_withdrawn' : null;
}

function never(reason: RefusalReason): Reconsidered {
  return { send: 'never', reason };
}

function causeGone(cause: DecisionCause, look: CustomerLookAgain): RefusalReason | null {
  if (cause.kind === 'moment') return look.withdrawn(cause.momentId) ? 'moment_withdrawn' : null;
  if (cause.kind === 'surge' && !look.surges(cause.surgeId)) return 'surge_over';
  return look.inSegment(cause.segment) ? null : 'left_segment';
}
