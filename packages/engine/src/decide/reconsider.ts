import type { Decision, DecisionCause, RefusalReason } from '../vocabulary/decision.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { Instant } from '../vocabulary/instant.js';
import { audience } from './checks/audience.js';
import { consent } from './checks/consent.js';
import { freshness } from './checks/freshness.js';
import type { CustomerLookAgain } from './customer-look.js';
import type { Trigger } from './trigger.js';

/**
 * Looks at a decided send again, directly before an attempt: what was right then may be wrong now.
 * Cap and holdout are not asked again: this send is itself the one that was counted.
 * @param attempt 1 for the first. Freshness binds the first attempt alone: a receiver that was down is caught up with by the schedule,
 * whereas a send that never left (the engine was off) must not start late.
 * @returns why it must not be sent any more; null when it may.
 */
export function reconsider(
  campaign: CampaignDefinition,
  decision: Decision,
  attempt: number,
  look: CustomerLookAgain,
  now: Instant,
): RefusalReason | null {
  if (!look.exists) return 'erased';
  const gone = causeGone(decision.cause, look);
  if (gone !== null) return gone;
  const trigger: Trigger = { cause: decision.cause, observedAt: decision.decidedAt, learnedBy: 'event' };
  const question = { campaign, trigger, look, now };
  for (const check of attempt === 1 ? [freshness, audience, consent] : [audience, consent]) {
    const { refused } = check(question);
    if (refused !== null) return refused;
  }
  return null;
}

function causeGone(cause: DecisionCause, look: CustomerLookAgain): RefusalReason | null {
  if (cause.kind === 'moment') return look.withdrawn(cause.momentId) ? 'moment_withdrawn' : null;
  return look.inSegment(cause.segment) ? null : 'left_segment';
}
