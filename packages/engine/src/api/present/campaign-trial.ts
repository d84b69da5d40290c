import type { CampaignPreview, DryRun } from '../../campaign-trial-answers.js';
import type { QuestionProgress } from '../../engine/long-questions.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { CampaignPreviewResult, DryRunProgress, DryRunResult } from '../campaign-trial-contract.js';
import { reasons } from './campaign-life.js';
import { instantOrNull } from './instants.js';

type Steps = CampaignPreview['funnel'];

export function presentCampaignPreview(answer: CampaignPreview): CampaignPreviewResult {
  const { asOf, refusals, funnel, sample } = answer;
  return {
    ...answer,
    asOf: formatInstant(asOf),
    refusals: reasons(refusals),
    funnel: steps(funnel),
    sample: sample.map(({ customerId, identifier, outcome, reason, checks, message, channel, sendAt, variant, offer }) => ({
      customerId,
      identifier: formatIdentifier(identifier),
      outcome,
      reason,
      checks: checks.map(({ check, passed, detail, saw }) => ({ check, passed, detail, saw })),
      message,
      channel: channel ?? null,
      sendAt: instantOrNull(sendAt ?? null),
      variant: variant ?? null,
      offer: offer ?? null,
    })),
  };
}

export function presentDryRun({ id, status, share, answer, failure }: QuestionProgress<DryRun>): DryRunProgress {
  return {
    dryRunId: id,
    status,
    share,
    result: answer === null ? null : presentResult(answer),
    failure: failure && { code: failure.code, title: failure.title, detail: failure.message, remedy: failure.remedy },
  };
}

function presentResult(answer: DryRun): DryRunResult {
  const { since, until, refusals, funnel, days, busiestHour, most, anyway, approximations } = answer;
  return {
    ...answer,
    since: formatInstant(since),
    until: formatInstant(until),
    refusals: reasons(refusals),
    funnel: steps(funnel),
    days: days.map(({ day, sends, refused }) => ({ day: formatInstant(day), sends, refused: reasons(refused) })),
    busiestHour: busiestHour && { ...busiestHour, at: formatInstant(busiestHour.at) },
    most: most.map(({ customerId, identifier, sends }) => ({ customerId, identifier: formatIdentifier(identifier), sends })),
    anyway: anyway && { ...anyway },
    approximations: [...approximations],
  };
}

function steps(funnel: Steps): CampaignPreviewResult['funnel'] {
  return funnel.map(({ check, asked, refused }) => ({ check, asked, refused: reasons(refused) }));
}
