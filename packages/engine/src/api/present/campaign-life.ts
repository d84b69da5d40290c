import type { CampaignAnswer, CampaignDetail, ReasonCount } from '../../campaign-life-answers.js';
import type { CampaignAct } from '../../vocabulary/campaign-act.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { CampaignActItem, CampaignItem, CampaignPage } from '../campaign-life-contract.js';
import { instantOrNull } from './instants.js';
import { withoutSecrets } from './without-secrets.js';

export function presentCampaignAct({ actId, campaign, action, version, by, reason, at }: CampaignAct): CampaignActItem {
  return { actId, campaign, action, version, by, reason, at: formatInstant(at) };
}

export function presentCampaign(answer: CampaignAnswer): CampaignItem {
  const { approval, said, deliveries, goal, trigger, publishedAt, lastDecidedAt, refusals } = answer;
  return {
    name: answer.name,
    title: answer.title,
    version: answer.version,
    state: answer.state,
    held: answer.held,
    purpose: answer.purpose,
    holdout: answer.holdout,
    sends: answer.sends,
    publishedAt: formatInstant(publishedAt),
    said: said && presentCampaignAct(said),
    approval: approval && { fourEyes: approval.fourEyes, approvedBy: approval.approvedBy, approvedAt: instantOrNull(approval.approvedAt) },
    trigger: { ...trigger },
    goal: goal && { ...goal },
    refusals: reasons(refusals),
    deliveries: { ...deliveries, refused: reasons(deliveries.refused) },
    lastDecidedAt: instantOrNull(lastDecidedAt),
  };
}

/** @param mayApprove whether an approval by whoever asks would count */
export function presentCampaignPage(answer: CampaignDetail, mayApprove: boolean): CampaignPage {
  return {
    ...presentCampaign(answer),
    mayApprove,
    definition: withoutSecrets(answer.definition),
    funnel: answer.funnel.map(({ check, asked, refused }) => ({ check, asked, refused: reasons(refused) })),
    days: answer.days.map(({ day, sends, refused }) => ({ day: formatInstant(day), sends, refused: reasons(refused) })),
    schedule: answer.schedule && {
      nextAt: instantOrNull(answer.schedule.nextAt),
      runs: answer.schedule.runs.map(({ at, outcome, customers, closedAt }) => ({
        at: formatInstant(at),
        outcome,
        customers,
        closedAt: formatInstant(closedAt),
      })),
    },
    acts: answer.acts.map(presentCampaignAct),
  };
}

export function reasons(counts: readonly ReasonCount[]): { reason: string; count: number }[] {
  return counts.map(({ reason, count }) => ({ reason, count }));
}
