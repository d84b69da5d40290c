import type { DecisionAnswer } from '../../answers.js';
import type { WaitingMessage } from '../../engine/site-desk.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { DeliveryItem, SiteMessage } from '../contract.js';

export function presentDelivery({ delivery: { status, attempts, last }, ...decision }: DecisionAnswer): DeliveryItem {
  const { decisionId, campaign, version, customerId, channel, decidedAt } = decision;
  return {
    decisionId,
    campaign,
    version,
    customerId,
    channel: channel ?? null,
    decidedAt: formatInstant(decidedAt),
    // Whoever asks for deliveries gets sends alone, which stand somewhere.
    status: status === 'none' ? 'pending' : status,
    attempts,
    reason: last?.reason ?? null,
    detail: last?.detail ?? null,
    lastAt: textOf(last?.at),
    nextAttemptAt: status === 'pending' ? textOf(last?.nextAttemptAt) : null,
  };
}

export function presentWaiting({ decidedAt, until, ...message }: WaitingMessage): SiteMessage {
  return { ...message, decidedAt: formatInstant(decidedAt), until: formatInstant(until) };
}

function textOf(instant: Instant | null | undefined): string | null {
  return instant === null || instant === undefined ? null : formatInstant(instant);
}
