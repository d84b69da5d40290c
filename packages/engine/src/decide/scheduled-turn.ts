import { createHash } from 'node:crypto';
import type { CampaignSchedule } from '../vocabulary/campaign.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/** A customer's turn at a time of a campaign's schedule. */
export interface ScheduledTurn {
  readonly occurrenceId: string;
  readonly campaign: string;
  readonly segment: string;
  readonly identifier: Identifier;
  /** The time of the schedule. */
  readonly at: Instant;
  /** When the engine came to it. */
  readonly observedAt: Instant;
}

/** A customer's turn at a time of a schedule. The id is derived, so that another try after a crash comes to it again. */
export function scheduledTurn(
  campaign: string,
  { segment }: CampaignSchedule,
  identifier: Identifier,
  at: Instant,
  observedAt: Instant,
): ScheduledTurn {
  const digest = createHash('sha256')
    .update(JSON.stringify([campaign, at, formatIdentifier(identifier)]))
    .digest('hex');
  return { occurrenceId: `t_${digest.slice(0, 32)}`, campaign, segment, identifier, at, observedAt };
}
