import type { CampaignEffect, CampaignPage } from '@cusp/engine/contract';
import { campaignPageTexts } from '../texts/campaign-pages-en.js';
import { share } from './number.js';

const texts = campaignPageTexts.nextIs;
/** From this share of dead deliveries on something is wrong with the channel, not with addresses. */
const MANY_DEAD = 0.05;

type Known = Pick<CampaignPage, 'state' | 'held' | 'version' | 'sends' | 'refusals' | 'deliveries' | 'goal' | 'holdout'>;

/**
 * What to do next with a campaign, by its figures: what keeps it from acting first, then what keeps it from arriving, then what it changes.
 * @param effect undefined while it is not known
 * @param reasonWords says a reason in words
 */
export function nextStep(
  { state, held, version, sends, refusals, deliveries, goal, holdout }: Known,
  effect: Pick<CampaignEffect, 'decided' | 'goal'> | undefined,
  reasonWords: (reason: string) => string,
): string {
  if (state === 'awaitingApproval') return texts.approve(version);
  if (state === 'stopped') return texts.stopped;
  if (state === 'paused') return held ? texts.held : texts.paused;
  // What came too late is history that was brought in: it says nothing of what happens from now on.
  const inTime = refusals.filter(({ reason }) => reason !== 'stale');
  const [worst] = inTime;
  if (sends === 0 && worst === undefined) return refusals.length === 0 ? texts.nothing : texts.onlyHistory;
  if (sends === 0 && worst !== undefined) return texts.allRefused(reasonWords(worst.reason), share(worst.count / total(inTime)));
  const { dead, delivered } = deliveries;
  if (dead > 0 && dead / (dead + delivered) >= MANY_DEAD) return texts.dead(share(dead / (dead + delivered)));
  if (goal === null) return texts.goal;
  if (holdout === 0) return texts.holdout;
  return effect === undefined ? texts.tooFew : byEffect(effect);
}

function byEffect({ decided, goal }: Pick<CampaignEffect, 'decided' | 'goal'>): string {
  if (decided === 'mismatch') return texts.mismatch;
  if (decided === 'higher') return texts.higher(goal);
  if (decided === 'lower') return texts.lower(goal);
  return decided === 'undecided' ? texts.undecided : texts.tooFew;
}

/** How many in all. */
export function total(reasons: readonly { readonly count: number }[]): number {
  return reasons.reduce((sum, { count }) => sum + count, 0);
}
