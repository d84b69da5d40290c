import type { Decision, DeliveryResult, RefusalReason } from '../vocabulary/decision.js';
import { formatInstant, type Instant } from '../vocabulary/instant.js';
import type { Receipt } from './channels/channel.js';
import { delayAfter } from './retry-schedule.js';

/** A try that is to be told of: the decision, the try's number, and the present. */
export interface Try {
  readonly decision: Decision;
  readonly attempt: number;
  /** How many attempts were before somebody took the delivery up again; default none. */
  readonly before?: number;
  readonly at: Instant;
}

/** What a try's receipt means for the delivery: it is over, or the next try has a time. @param random in [0, 1), for the jitter. */
export function resultOfReceipt(tried: Try, receipt: Receipt, random: number): DeliveryResult {
  switch (receipt.outcome) {
    case 'delivered':
      return result(tried, { outcome: 'delivered', detail: receipt.detail });
    case 'impossible':
      return result(tried, { outcome: 'dead', detail: receipt.detail });
    case 'gone':
      return result(tried, { outcome: 'dead', detail: receipt.detail, endpointGone: true });
    case 'failed': {
      const delay = delayAfter(tried.attempt - (tried.before ?? 0), receipt.retryAfter, random);
      if (delay === undefined) return deadResult(tried, `gave up after attempt ${tried.attempt}: ${receipt.detail}`);
      return result(tried, { outcome: 'retry', detail: receipt.detail, nextAttemptAt: tried.at + delay });
    }
  }
}

/** A delivery that ends without having been received. */
export function deadResult(tried: Try, detail: string): DeliveryResult {
  return result(tried, { outcome: 'dead', detail });
}

/** A delivery that may not happen any more. */
export function refusedResult(tried: Try, reason: RefusalReason): DeliveryResult {
  return result(tried, { outcome: 'refused', reason, detail: `refused at attempt ${tried.attempt}: ${reason}` });
}

/** A delivery that may happen, but not before an instant. */
export function heldResult(tried: Try, reason: RefusalReason, until: Instant): DeliveryResult {
  return result(tried, { outcome: 'retry', reason, detail: `held until ${formatInstant(until)}: ${reason}`, nextAttemptAt: until });
}

/** Somebody takes a dead delivery up again: it is due at once. */
export function replayedResult(tried: Try, by: string): DeliveryResult {
  return result(tried, { outcome: 'retry', detail: `taken up again by ${by}`, nextAttemptAt: tried.at, replayedBy: by });
}

type Particulars = Pick<DeliveryResult, 'outcome' | 'detail'> &
  Partial<Pick<DeliveryResult, 'reason' | 'nextAttemptAt' | 'endpointGone' | 'replayedBy'>>;

function result({ decision: { decisionId, identifier }, attempt, at }: Try, particulars: Particulars): DeliveryResult {
  return { decisionId, identifier, attempt, at, reason: null, nextAttemptAt: null, ...particulars };
}
