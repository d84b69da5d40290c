import type { MomentAnswer } from '../../answers.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { MomentItem } from '../contract.js';

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
