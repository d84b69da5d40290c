import { createHash } from 'node:crypto';
import type { Decision, DecisionCause } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import type { SegmentChange } from '../vocabulary/segment-change.js';
import type { CustomerLook } from './customer-look.js';
import { eligibility } from './eligibility.js';
import { triggerOf } from './trigger.js';

/**
 * Decides whether a campaign acts on a customer because of a change or a moment. Pure: the same question has the same answer.
 * @returns undefined when there is nothing to decide: the occurrence does not set this campaign off, or the customer was erased
 * (even a refusal would write their identifier into the journal again).
 * @throws CuspError invalid_definition when a duration of the campaign cannot be read.
 */
export function decide(
  campaign: PublishedDefinition<CampaignDefinition>,
  occurrence: SegmentChange | Moment,
  look: CustomerLook,
  now: Instant,
): Decision | undefined {
  const trigger = triggerOf(campaign.definition, occurrence);
  if (trigger === undefined || !look.exists) return undefined;
  const { checks, reason } = eligibility({ campaign: campaign.definition, trigger, look, now });
  return {
    decisionId: decisionIdOf(campaign.definition.name, campaign.version, trigger.cause),
    campaign: campaign.definition.name,
    version: campaign.version,
    identifier: look.identifier,
    cause: trigger.cause,
    decidedAt: now,
    outcome: reason === null ? 'send' : 'refused',
    reason,
    checks,
    message: reason === null ? campaign.definition.message : null,
  };
}

/**
 * The id of the one decision that a campaign's version takes about a cause. Derived, so that deciding again after a crash or
 * in a replay gives the id that the journal already holds.
 */
export function decisionIdOf(campaign: string, version: number, cause: DecisionCause): string {
  const causeId = cause.kind === 'segment' ? cause.changeId : cause.momentId;
  const digest = createHash('sha256')
    .update(JSON.stringify([campaign, version, cause.kind, causeId]))
    .digest('hex');
  return `d_${digest.slice(0, 32)}`;
}
