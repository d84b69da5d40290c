import { createHash } from 'node:crypto';
import type { Decision, DecisionCause } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import { campaignDuration } from './campaign-duration.js';
import { type Asked, type Choice } from './checks/check.js';
import { sourceOf } from './checks/message.js';
import type { CustomerLook } from './customer-look.js';
import { type Eligibility, eligibility } from './eligibility.js';
import type { DueFollowUp } from './follow-ups.js';
import { competes } from './rank.js';
import { type Occurrence, triggerOf } from './trigger.js';

/**
 * Decides whether a campaign acts on a customer because of a change, a moment or a follow-up that is due. Pure: the same question has the
 * same answer.
 * @returns undefined when there is nothing to decide: the occurrence does not set this campaign off, or the customer was erased
 * (even a refusal would write their identifier into the journal again).
 * @throws CuspError invalid_definition when a duration of the campaign cannot be read.
 */
export function decide(
  campaign: PublishedDefinition<CampaignDefinition>,
  occurrence: Occurrence,
  look: CustomerLook,
  now: Instant,
): Decision | undefined {
  const trigger = triggerOf(campaign.definition, occurrence);
  if (trigger === undefined || !look.exists) return undefined;
  const { cause, due, validUntil } = trigger;
  const asked: Asked = {
    campaign: campaign.definition,
    cause,
    identifier: look.identifier,
    step: due?.step ?? 0,
    validUntil,
    now,
    choice: due?.offer === undefined ? {} : { offer: due.offer },
  };
  return decisionOf(campaign, asked, eligibility({ ...asked, version: campaign.version, trigger, look }), due);
}

/** Writes down what the steps came to. */
export function decisionOf(
  { definition: campaign, version }: PublishedDefinition<CampaignDefinition>,
  asked: Asked,
  { checks, reason, choice }: Eligibility,
  due: Pick<DueFollowUp, 'follows' | 'step'> | undefined,
): Decision {
  const { identifier, cause, now, validUntil, step } = asked;
  const isSend = reason === null;
  const { priority, value } = campaign;
  return {
    decisionId: decisionIdOf(campaign.name, version, cause, step),
    campaign: campaign.name,
    version,
    identifier,
    cause,
    decidedAt: now,
    outcome: isSend ? 'send' : 'refused',
    reason,
    checks,
    message: isSend ? (choice.message ?? sourceOf({ ...asked, choice })) : null,
    ...chosen(choice),
    ...(validUntil !== NEVER && { validUntil }),
    ...(competes(campaign) && { priority: priority ?? 0, value: value ?? 0 }),
    ...(due && { step, follows: due.follows }),
    ...(isSend && followUp(campaign, step, choice.sendAt ?? now)),
  };
}

/** What was chosen, without what a decision says elsewhere. A send that was refused later says what it would have been. */
function chosen({ channel, sendAt, variant, offer, draws }: Choice): Partial<Decision> {
  return {
    ...(channel !== undefined && { channel }),
    ...(sendAt !== undefined && { sendAt }),
    ...(variant !== undefined && { variant }),
    ...(offer !== undefined && { offer }),
    ...(draws !== undefined && { draws }),
  };
}

function followUp({ name, followUps }: CampaignDefinition, step: number, sentAt: Instant): Pick<Decision, 'followUpAt'> {
  const next = followUps?.[step];
  return next === undefined ? {} : { followUpAt: sentAt + campaignDuration(name, `followUps.${step}.after`, next.after) };
}

/**
 * The id of the one decision that a campaign's version (where everybody has their turn: the campaign) takes about a cause, or about a follow-up of it. Derived, so that deciding again
 * after a crash or in a replay gives the id that the journal already holds.
 * @param step which follow-up, from 1; 0 for the first message
 */
export function decisionIdOf(campaign: string, version: number, cause: DecisionCause, step = 0): string {
  // What was begun by one version and is gone on with by the next decides about nobody twice.
  const by = 'occurrenceId' in cause ? null : version;
  const digest = createHash('sha256')
    .update(JSON.stringify([campaign, by, cause.kind, causeIdOf(cause), ...(step === 0 ? [] : [step])]))
    .digest('hex');
  return `d_${digest.slice(0, 32)}`;
}

/** The id of what set a decision off: of a change, a moment, or a customer's turn. */
export function causeIdOf(cause: DecisionCause): string {
  if ('occurrenceId' in cause) return cause.occurrenceId;
  return cause.kind === 'segment' ? cause.changeId : cause.momentId;
}
