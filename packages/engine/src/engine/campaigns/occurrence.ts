import type { Occurrence } from '../../decide/trigger.js';
import type { Pipeline } from '../../pipeline.js';
import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import type { Instant } from '../../vocabulary/instant.js';
import { changeIdOf } from '../../vocabulary/segment-change.js';

/** What sets a campaign off, as if it happened to a customer at an instant. */
export function occurrenceOf(pipeline: Pipeline, { trigger }: CampaignDefinition, customer: number, at: Instant): Occurrence {
  const identifier = pipeline.identities.representativeOf(customer);
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
