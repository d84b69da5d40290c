import type { EligibilityCheck, RefusalReason } from '../vocabulary/decision.js';
import { audience } from './checks/audience.js';
import type { Check, Question } from './checks/check.js';
import { consent } from './checks/consent.js';
import { freshness } from './checks/freshness.js';
import { frequencyCap } from './checks/frequency-cap.js';
import { holdout } from './checks/holdout.js';

/** What is asked before a campaign acts, in this order. A new check is a file and a line here. */
export const ELIGIBILITY: readonly Check[] = [freshness, audience, consent, frequencyCap, holdout];

/** What the checks saw, and the first reason to refuse; null when there is none. */
export interface Eligibility {
  readonly checks: readonly EligibilityCheck[];
  readonly reason: RefusalReason | null;
}

/**
 * Asks the checks in order, and stops at the first that refuses. Those passed before it are listed, those after it are not asked:
 * a customer who denied consent is looked at no further, and one reason is one thing to mend.
 */
export function eligibility(question: Question, order: readonly Check[] = ELIGIBILITY): Eligibility {
  const checks: EligibilityCheck[] = [];
  for (const check of order) {
    const { seen, refused } = check(question);
    checks.push(seen);
    if (refused !== null) return { checks, reason: refused };
  }
  return { checks, reason: null };
}
