import type { CampaignEffectAnswer } from '../../campaign-answers.js';
import { durationText, formatInstant } from '../../vocabulary/instant.js';
import type { CampaignEffect } from '../contract.js';
import { instantOrNull } from './instants.js';

export function presentCampaignEffect(answer: CampaignEffectAnswer): CampaignEffect {
  const { arms, srm, within, asOf, from, to, interval, relativeInterval, changed } = answer;
  return {
    ...answer,
    within: durationText(within),
    asOf: formatInstant(asOf),
    from: instantOrNull(from),
    to: instantOrNull(to),
    arms: arms.map((arm) => ({ ...arm })),
    srm: { ...srm, expected: [...srm.expected] },
    interval: pairOf(interval),
    relativeInterval: pairOf(relativeInterval),
    changed: changed === null ? null : { ...changed, interval: [...changed.interval] },
  };
}

function pairOf(interval: readonly [number, number] | null): [number, number] | null {
  return interval === null ? null : [...interval];
}
