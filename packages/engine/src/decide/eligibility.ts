import type { EligibilityCheck, RefusalReason } from '../vocabulary/decision.js';
import { arbitration } from './checks/arbitration.js';
import { audience } from './checks/audience.js';
import { badTiming } from './checks/bad-timing.js';
import { budget } from './checks/budget.js';
import { channel } from './checks/channel.js';
import { ask, type Check, type Choice, type Question } from './checks/check.js';
import { consent } from './checks/consent.js';
import { frequencyCap, overallCap } from './checks/frequency-cap.js';
import { freshness } from './checks/freshness.js';
import { goal } from './checks/goal.js';
import { holdout } from './checks/holdout.js';
import { hour } from './checks/hour.js';
import { message } from './checks/message.js';
import { offer } from './checks/offer.js';
import { quietHours } from './checks/quiet-hours.js';
import { running } from './checks/running.js';
import { variant } from './checks/variant.js';

/**
 * What is asked before a campaign acts, and chosen for the customer, in this order. A new step is a file and a line here.
 * First whether at all, then how and when, then what; at the end who is kept out, which must not depend on anything else.
 */
export const ELIGIBILITY: readonly Check[] = [
  freshness,
  running,
  goal,
  audience,
  consent,
  channel,
  badTiming,
  frequencyCap,
  overallCap,
  arbitration,
  hour,
  quietHours,
  offer,
  budget,
  variant,
  message,
  holdout,
];

/** What the steps saw, the first reason to refuse (null when there is none), and what was chosen. */
export interface Eligibility {
  readonly checks: readonly EligibilityCheck[];
  readonly reason: RefusalReason | null;
  readonly choice: Choice;
}

/**
 * Asks the steps in order, and stops at the first that refuses. Those passed before it are listed, those after it are not asked:
 * a customer who denied consent is looked at no further, and one reason is one thing to mend. What a campaign does not ask is not listed.
 */
export function eligibility(question: Question, order: readonly Check[] = ELIGIBILITY): Eligibility {
  const checks: EligibilityCheck[] = [];
  let { choice } = question;
  for (const check of order) {
    const verdict = ask(check, { ...question, choice });
    if (verdict === undefined) continue;
    checks.push(verdict.seen);
    if (verdict.refused !== null) return { checks, reason: verdict.refused, choice };
    choice = { ...choice, ...verdict.choice };
  }
  return { checks, reason: null, choice };
}
