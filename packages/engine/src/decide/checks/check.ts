import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import type { DecisionCause, Draw, EligibilityCheck, RefusalReason } from '../../vocabulary/decision.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { CustomerLook } from '../customer-look.js';
import type { Trigger } from '../trigger.js';

/** What has been chosen for the customer by the steps so far. */
export interface Choice {
  readonly channel?: string;
  readonly sendAt?: Instant;
  readonly variant?: string;
  readonly offer?: string;
  readonly draws?: readonly Draw[];
  readonly message?: JsonObject;
}

/** What every step knows without looking: all of it stands in the decision, or in the campaign's version. */
export interface Asked {
  readonly campaign: CampaignDefinition;
  readonly cause: DecisionCause;
  readonly identifier: Identifier;
  /** Which follow-up it is, from 1; 0 for the first message. */
  readonly step: number;
  /** Until when it is worth sending: a moment is warm for so long. {@link NEVER} where nothing ends it. */
  readonly validUntil: Instant;
  readonly now: Instant;
  readonly choice: Choice;
}

/** What is looked at: may this campaign act on this customer, for this trigger, now, and how? */
export interface Question extends Asked {
  /** The campaign's version that asks. */
  readonly version: number;
  readonly trigger: Trigger;
  readonly look: CustomerLook;
}

/** A step's answer: what it saw, why it refuses when it does, and what it chooses. */
export interface Verdict {
  readonly seen: EligibilityCheck;
  readonly refused: RefusalReason | null;
  readonly choice?: Choice;
}

/**
 * One thing that is asked or chosen before acting. To see is one thing, to judge another: a judgement rests on what was seen alone, and
 * that is on record, so that it can be come to again. Pure; throws only for a damaged definition.
 */
export interface Check<Saw extends JsonObject = JsonObject> {
  readonly check: EligibilityCheck['check'];
  /** What there is to be seen; undefined when the campaign does not ask this. */
  see(question: Question): Saw | undefined;
  judge(saw: Saw, asked: Asked): Judgement;
}

/** What follows from what was seen. */
export interface Judgement {
  readonly refused: RefusalReason | null;
  /** In words, for the page that explains it. */
  readonly detail: string;
  readonly choice?: Choice;
}

/** Asks one step. @returns undefined when the campaign does not ask this */
export function ask(check: Check, question: Question): Verdict | undefined {
  const saw = check.see(question);
  return saw && judged(check, saw, question);
}

/** Judges by what was seen, now or then. */
export function judged(check: Check, saw: JsonObject, asked: Asked): Verdict {
  const { refused, detail, choice } = check.judge(saw, asked);
  return { seen: { check: check.check, passed: refused === null, detail, saw }, refused, ...(choice && { choice }) };
}

/** A judgement that lets the decision go on. */
export function pass(detail: string, choice?: Choice): Judgement {
  return { refused: null, detail, ...(choice && { choice }) };
}

/** A judgement that ends the decision. */
export function refuse(refused: RefusalReason, detail: string): Judgement {
  return { refused, detail };
}
