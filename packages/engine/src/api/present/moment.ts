import type { MomentAnswer, MomentExplanationAnswer, MomentSummaryAnswer } from '../../answers.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { MomentExplanation, MomentItem, MomentSummary } from '../contract.js';
import { presentEvent } from './explained-event.js';
import { instantOrNull } from './instants.js';
import { presentBecause } from './segment.js';

export function presentMoment(answer: MomentAnswer): MomentItem {
  const { id, name, version, customerId, at, detectedAt, status, warmUntil, intent, feeling, segments, evidence } = answer;
  return {
    id,
    name,
    version,
    customerId,
    identifier: formatIdentifier(answer.identifier),
    at: formatInstant(at),
    detectedAt: formatInstant(detectedAt),
    status,
    warmUntil: formatInstant(warmUntil),
    intent,
    feeling: feeling ?? 'neutral',
    segments: [...segments],
    evidence: [...evidence],
  };
}

export function presentMomentExplanation(answer: MomentExplanationAnswer): MomentExplanation {
  const { moment, version, customerId, words, fired, at, reason, until, steps, blockedBy, asOf } = answer;
  return {
    moment,
    version,
    customerId,
    words,
    fired,
    at: instantOrNull(at),
    reason,
    until: instantOrNull(until),
    steps: steps.map(({ words: taking, event, guard }) => ({
      words: taking,
      event: event === null ? null : presentEvent(event),
      guard: guard === null ? null : { event: presentEvent(guard.event), condition: presentBecause(guard.condition) },
    })),
    blockedBy: blockedBy.map(presentEvent),
    asOf: formatInstant(asOf),
  };
}

export function presentMomentSummary({ follows, asOf, ...counts }: MomentSummaryAnswer): MomentSummary {
  return {
    ...counts,
    follows: follows.map((follow) => ({ ...follow, events: follow.events.map((event) => ({ ...event })) })),
    asOf: formatInstant(asOf),
  };
}
