import { scheduledTurn, type Turn } from '../../decide/scheduled-turn.js';
import type { Occurrence } from '../../decide/trigger.js';
import type { Pipeline } from '../../pipeline.js';
import type { CampaignDefinition, CampaignSurge } from '../../vocabulary/campaign.js';
import type { Instant } from '../../vocabulary/instant.js';
import { changeIdOf } from '../../vocabulary/segment-change.js';

/** The surge of which somebody was told last, or one of no value when nobody was told of any. */
function surgeFor({ surges }: Pipeline, { name, direction }: CampaignSurge): NonNullable<Turn['surge']> {
  const told = surges.goingOn(name).findLast((surge) => (direction ?? surge.direction) === surge.direction);
  return told ?? { surgeId: `tried ${name}`, name, value: null, direction: direction ?? 'rise', ratio: 1 };
}

/** What sets a campaign off, as if it happened to a customer at an instant. */
export function occurrenceOf(pipeline: Pipeline, { name, trigger }: CampaignDefinition, customer: number, at: Instant): Occurrence {
  const identifier = pipeline.identities.representativeOf(customer);
  if ('schedule' in trigger) return scheduledTurn({ campaign: name, segment: trigger.schedule.segment, at }, identifier, at);
  if ('surge' in trigger)
    return scheduledTurn({ campaign: name, segment: trigger.surge.segment, at, surge: surgeFor(pipeline, trigger.surge) }, identifier, at);
  if ('entered' in trigger) {
    const segment = trigger.entered;
    const version = pipeline.segments.get(segment)?.version ?? 0;
    const change = { segment, version, identifier, entered: true, at } as const;
    return { changeId: changeIdOf(change), ...change, observedAt: at, cause: 'event', because: [] };
  }
  const live = pipeline.moments.all().find(({ definition }) => definition.name === trigger.moment);
  const warmUntil = at + (live?.compiled.warmFor ?? 0);
  const { intent, feeling } = live?.definition ?? {};
  return {
    id: `tried ${trigger.moment} ${customer} ${at}`,
    name: trigger.moment,
    version: live?.version ?? 0,
    identifier,
    at,
    detectedAt: at,
    status: 'detected',
    withdrawnAt: null,
    warmUntil,
    intent: intent ?? 'know',
    feeling: feeling ?? 'neutral',
    segments: pipeline.segmentsOf(customer),
    evidence: [],
  };
}
