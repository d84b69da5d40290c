import type { Decision, EligibilityCheck, RefusalReason } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { NEVER } from '../vocabulary/instant.js';
import { type Asked, type Check, type Choice, judged } from './checks/check.js';
import { decisionOf } from './decide.js';
import { ELIGIBILITY } from './eligibility.js';

const BY_NAME: ReadonlyMap<string, Check> = new Map(ELIGIBILITY.map((check) => [check.check, check]));

/**
 * Comes to a decision again, from what it saw alone: no customer, no clock, nothing of today is looked at. A decision of this version of Cusp
 * comes out as it is on record, word for word.
 * @param campaign the version of the campaign that decided
 */
export function replayDecision(campaign: PublishedDefinition<CampaignDefinition>, decision: Decision): Decision {
  const { identifier, cause, decidedAt: now, validUntil = NEVER, step = 0, follows, offer } = decision;
  const asked: Asked = { campaign: campaign.definition, cause, identifier, step, validUntil, now, choice: {} };
  const checks: EligibilityCheck[] = [];
  // A follow-up was given the offer that it makes.
  let choice: Choice = step > 0 && offer !== undefined ? { offer } : {};
  let reason: RefusalReason | null = null;
  for (const seen of decision.checks) {
    const check = BY_NAME.get(seen.check);
    if (check === undefined) continue;
    const verdict = judged(check, seen.saw, { ...asked, choice });
    checks.push(verdict.seen);
    reason = verdict.refused;
    if (reason !== null) break;
    choice = { ...choice, ...verdict.choice };
  }
  return decisionOf(campaign, asked, { checks, reason, choice }, follows === undefined ? undefined : { follows, step });
}

/** Where a decision and its replay say something else: the names of its fields. None: the replay comes to the same. */
export function differencesOf(decision: Decision, replayed: Decision): readonly (keyof Decision)[] {
  const fields = [...new Set([...Object.keys(decision), ...Object.keys(replayed)])] as (keyof Decision)[];
  return fields.filter((field) => canonical(decision[field]) !== canonical(replayed[field]));
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
