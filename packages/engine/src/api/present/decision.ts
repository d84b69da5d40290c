import type { DecisionAnswer, DecisionReplayAnswer } from '../../answers.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { DecisionItem, DecisionShown } from '../contract.js';

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
    ...presentChoice(answer),
    delivery: { status: delivery.status, attempts: delivery.attempts, detail: delivery.last?.detail ?? null },
  };
}

function presentChoice({
  channel,
  sendAt,
  validUntil,
  variant,
  offer,
  draws,
  step,
  follows,
  followUpAt,
}: DecisionAnswer): Partial<DecisionItem> {
  return {
    ...(channel !== undefined && { channel }),
    ...(sendAt !== undefined && { sendAt: formatInstant(sendAt) }),
    ...(validUntil !== undefined && { validUntil: formatInstant(validUntil) }),
    ...(variant !== undefined && { variant }),
    ...(offer !== undefined && { offer }),
    ...(draws !== undefined && { draws: draws.map((draw) => ({ ...draw, options: [...draw.options] })) }),
    ...(step !== undefined && { step }),
    ...(follows !== undefined && { follows }),
    ...(followUpAt !== undefined && { followUpAt: formatInstant(followUpAt) }),
  };
}

export function presentShownDecision({ decision, replay }: DecisionReplayAnswer): DecisionShown {
  return {
    decision: presentDecision(decision),
    replay: replay && {
      same: replay.differs.length === 0,
      differs: [...replay.differs],
      outcome: replay.decision.outcome,
      reason: replay.decision.reason,
      message: replay.decision.message,
    },
  };
}
