import type { DecisionAnswer } from '../../answers.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { DecisionItem } from '../contract.js';

export function presentDecision(answer: DecisionAnswer): DecisionItem {
  const { decisionId, campaign, version, customerId, outcome, reason, cause, decidedAt, checks, message, delivery } = answer;
  return {
    decisionId,
    campaign,
    version,
    customerId,
    identifier: formatIdentifier(answer.identifier),
    outcome,
    reason,
    cause: { ...cause, at: formatInstant(cause.at) },
    decidedAt: formatInstant(decidedAt),
    checks: checks.map(({ check, passed, detail, saw }) => ({ check, passed, detail, saw })),
    message,
    delivery: { status: delivery.status, attempts: delivery.attempts, detail: delivery.last?.detail ?? null },
  };
}
