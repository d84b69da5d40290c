import type { CampaignEffectAnswer, CampaignEffectBy, CampaignEffectPart } from '../../campaign-answers.js';
import { durationText, formatInstant } from '../../vocabulary/instant.js';
import type { CampaignEffect } from '../contract.js';
import { instantOrNull } from './instants.js';

export function presentCampaignEffect(answer: CampaignEffectAnswer): CampaignEffect {
  const { arms, srm, within, asOf, from, to, series, interval, relativeInterval, changed, by, ...rest } = answer;
  return {
    ...rest,
    within: durationText(within),
    asOf: formatInstant(asOf),
    from: instantOrNull(from),
    to: instantOrNull(to),
    arms: arms.map((arm) => ({ ...arm })),
    srm: { ...srm, expected: [...srm.expected] },
    series: series.map(({ at, n, estimate, interval: then }) => ({ at: formatInstant(at), n, estimate, interval: pairOf(then) })),
    interval: pairOf(interval),
    relativeInterval: pairOf(relativeInterval),
    changed: changed === null ? null : { ...changed, interval: [...changed.interval] },
    ...(by !== undefined && { by: presentBy(by) }),
  };
}

function presentBy({ parts, difference, ...rest }: CampaignEffectBy): NonNullable<CampaignEffect['by']> {
  return {
    ...rest,
    parts: parts.map(presentPart),
    difference: difference && { ...difference, interval: [...difference.interval] },
  };
}

function presentPart({ arms, srm, interval, relativeInterval, changed, ...rest }: CampaignEffectPart) {
  return {
    ...rest,
    arms: arms.map((arm) => ({ ...arm })),
    srm: { ...srm, expected: [...srm.expected] },
    interval: pairOf(interval),
    relativeInterval: pairOf(relativeInterval),
    changed: changed && { ...changed, interval: [changed.interval[0], changed.interval[1]] as [number, number] },
  };
}

function pairOf(interval: readonly [number, number] | null): [number, number] | null {
  return interval === null ? null : [...interval];
}
