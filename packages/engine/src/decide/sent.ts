import type { Cap } from '../vocabulary/campaign.js';
import { type Instant, parseDuration } from '../vocabulary/instant.js';

/** A send that was decided, as caps and arbitration look at it. */
export interface Sent {
  readonly decisionId: string;
  readonly campaign: string;
  readonly channel: string;
  /** When it is sent: when it was decided, or later when it was put off. */
  readonly at: Instant;
  readonly decidedAt: Instant;
  readonly priority: number;
  readonly value: number;
}

/**
 * Whether a send counts against a cap now. One that is to go out later counts too, and so does one stamped after now (the clock was set
 * back over a restart): the cap errs on the customer's side.
 */
export function isWithinCap({ at }: Pick<Sent, 'at'>, { within }: Cap, now: Instant): boolean {
  return at > now - (parseDuration(within) ?? Number.POSITIVE_INFINITY);
}
