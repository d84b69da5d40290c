import type { DecisionCause } from '../vocabulary/decision.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import type { ChangeCause, SegmentChange } from '../vocabulary/segment-change.js';

/** What set a campaign off, with what freshness needs to know of it. */
export interface Trigger {
  readonly cause: DecisionCause;
  /** When the engine learned of it. */
  readonly observedAt: Instant;
  readonly learnedBy: ChangeCause;
}

function isSegmentChange(occurrence: SegmentChange | Moment): occurrence is SegmentChange {
  return 'changeId' in occurrence;
}

/**
 * The trigger that an occurrence is for a campaign; undefined when it is none.
 * Only entering sets a campaign off, never leaving; only a moment that was detected, never its withdrawal.
 */
export function triggerOf(campaign: CampaignDefinition, occurrence: SegmentChange | Moment): Trigger | undefined {
  if (isSegmentChange(occurrence)) {
    const { changeId, segment, at, observedAt, cause } = occurrence;
    if (!occurrence.entered || !('entered' in campaign.trigger) || campaign.trigger.entered !== segment) return undefined;
    return { cause: { kind: 'segment', changeId, segment, at }, observedAt, learnedBy: cause };
  }
  const { id, name, at, detectedAt, cause } = occurrence;
  if (occurrence.status !== 'detected' || !('moment' in campaign.trigger) || campaign.trigger.moment !== name) return undefined;
  return { cause: { kind: 'moment', momentId: id, moment: name, at }, observedAt: detectedAt, learnedBy: cause ?? 'event' };
}
