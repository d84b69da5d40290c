import type { Decision, RefusalReason } from '../vocabulary/decision.js';
import type { Instant } from '../vocabulary/instant.js';

/** Whether a decided send may still be sent: now, not at all, or not before an instant. */
export type RecheckAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refused: RefusalReason }
  | { readonly ok: false; readonly until: Instant; readonly reason: RefusalReason };

/**
 * Asked directly before each attempt, and once more when the attempt is on disk. Folds the customer to the journal's head, then
 * looks again: consent, audience, freshness, the cause, erasure.
 * `heldUntil`: it was held until then the last time that it was asked, so that it is no later than that.
 */
export type Recheck = (decision: Decision, attempt: number, heldUntil?: Instant) => RecheckAnswer | Promise<RecheckAnswer>;
