import type { EligibilityCheck, RefusalReason } from '../../vocabulary/decision.js';
import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { CustomerLook } from '../customer-look.js';
import type { Trigger } from '../trigger.js';

/** What every check is asked about: may this campaign act on this customer, for this trigger, now? */
export interface Question {
  readonly campaign: CampaignDefinition;
  readonly trigger: Trigger;
  readonly look: CustomerLook;
  readonly now: Instant;
}

/** A check's answer: what it saw, and why it refuses when it does. */
export interface Verdict {
  readonly seen: EligibilityCheck;
  readonly refused: RefusalReason | null;
}

/** One thing that is asked before acting. Pure; throws only for a damaged definition. */
export type Check = (question: Question) => Verdict;

/** A verdict that lets the decision go on. */
export function pass(check: EligibilityCheck['check'], detail: string, saw: EligibilityCheck['saw']): Verdict {
  return { seen: { check, passed: true, detail, saw }, refused: null };
}

/** A verdict that ends the decision. */
export function refuse(reason: RefusalReason, check: EligibilityCheck['check'], detail: string, saw: EligibilityCheck['saw']): Verdict {
  return { seen: { check, passed: false, detail, saw }, refused: reason };
}
