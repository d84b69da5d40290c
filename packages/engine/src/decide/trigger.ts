import type { DecisionCause } from '../vocabulary/decision.js';
import { type CampaignDefinition, givesTurns } from '../vocabulary/campaign.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import type { ChangeCause, SegmentChange } from '../vocabulary/segment-change.js';
import type { DueFollowUp } from './follow-ups.js';
import { causeOfTurn, type ScheduledTurn } from './scheduled-turn.js';

/** What may set a campaign off. */
export type Occurrence = SegmentChange | Moment | DueFollowUp | ScheduledTurn;

/** What set a campaign off, with what freshness needs to know of it. */
export interface Trigger {
  readonly cause: DecisionCause;
  /** When it happened, or when a follow-up was due. */
  readonly at: Instant;
  /** When the engine learned of it. */
  readonly observedAt: Instant;
  readonly learnedBy: ChangeCause;
  /** Until when it is worth acting on; {@link NEVER} where nothing ends it. */
  readonly validUntil: Instant;
  /** The follow-up that is due; absent for the first message. */
  readonly due?: DueFollowUp;
}

function isSegmentChange(occurrence: SegmentChange | Moment): occurrence is SegmentChange {
  return 'changeId' in occurrence;
}

/**
 * The trigger that an occurrence is for a campaign; undefined when it is none.
 * Only entering sets a campaign off, never leaving; only a moment that was detected, never its withdrawal.
 */
export function triggerOf(campaign: CampaignDefinition, occurrence: Occurrence): Trigger | undefined {
  if ('follows' in occurrence) {
    const { at, cause } = occurrence;
    if (occurrence.campaign !== campaign.name) return undefined;
    return { cause, at, observedAt: at, learnedBy: 'time', validUntil: NEVER, due: occurrence };
  }
  if ('occurrenceId' in occurrence) {
    const { at, observedAt } = occurrence;
    if (occurrence.campaign !== campaign.name || !givesTurns(campaign.trigger)) return undefined;
    return { cause: causeOfTurn(occurrence), at, observedAt, learnedBy: 'time', validUntil: NEVER };
  }
  if (isSegmentChange(occurrence)) {
    const { changeId, segment, at, observedAt, cause } = occurrence;
    if (!occurrence.entered || !('entered' in campaign.trigger) || campaign.trigger.entered !== segment) return undefined;
    return { cause: { kind: 'segment', changeId, segment, at }, at, observedAt, learnedBy: cause, validUntil: NEVER };
  }
  const { id, name, at, detectedAt, cause, warmUntil } = occurrence;
  if (occurrence.status !== 'detected' || !('moment' in campaign.trigger) || campaign.trigger.moment !== name) return undefined;
  const trigger = { at, observedAt: detectedAt, learnedBy: cause ?? 'event', validUntil: warmUntil };
  return { cause: { kind: 'moment', momentId: id, moment: name, at }, ...trigger };
}
