import { Type } from 'typebox';
import type { TrialOf } from '../../campaign-trial-answers.js';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { ApiServer } from '../api-server.js';
import { customerAsked } from '../asked.js';
import { CampaignPreviewRequest, CampaignPreviewResult, DryRunBody, DryRunProgress } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentCampaignPreview, presentDryRun } from '../present/campaign-trial.js';

const tags = ['decisions'];
const params = Type.Object({ dryRunId: Type.String() });
const USUAL_DAYS = 30;

/** Campaigns tried out before they act: now, and over what has been. Nothing of it is recorded. */
export function campaignTrialRoutes(app: ApiServer, engine: Engine): void {
  const summary = 'Who would get what now from a campaign, a draft or a definition, and who would not, and why';
  app.post(
    '/campaigns/preview',
    { schema: { tags, summary, body: CampaignPreviewRequest, response: { 200: CampaignPreviewResult } } },
    async ({ body }, reply) => {
      const named = body.customers?.map(customerAsked);
      return presentCampaignPreview(await engine.campaignTrials.preview(whichOf(body), named, goneSignal(reply)));
    },
  );
  app.post(
    '/campaigns/dry-runs',
    {
      schema: {
        tags,
        summary: 'Begin to go through the last days: what a campaign would have done, had it run',
        body: DryRunBody,
        response: { 202: DryRunProgress },
      },
    },
    ({ body }, reply) => {
      const begun = engine.campaignTrials.beginDryRun({ of: whichOf(body), days: body.days ?? USUAL_DAYS });
      reply.code(202);
      return presentDryRun(begun);
    },
  );
  app.get(
    '/campaigns/dry-runs/:dryRunId',
    { schema: { tags, summary: 'How far a dry run is, and what it has come to', params, response: { 200: DryRunProgress } } },
    ({ params: { dryRunId } }) => presentDryRun(engine.campaignTrials.dryRun(dryRunId)),
  );
  app.delete(
    '/campaigns/dry-runs/:dryRunId',
    { schema: { tags, summary: 'Give a dry run up', params, response: { 200: DryRunProgress } } },
    async ({ params: { dryRunId } }) => presentDryRun(await engine.campaignTrials.stopDryRun(dryRunId)),
  );
}

function whichOf({ campaign, draft, definition }: { campaign?: string; draft?: string; definition?: Record<string, unknown> }): TrialOf {
  const named = [campaign, draft, definition].filter((one) => one !== undefined);
  if (named.length !== 1) throw new CuspError(ERRORS.invalidRequest, 'name one campaign, one draft, or give one definition');
  if (definition !== undefined) return { definition: definition as JsonObject };
  return campaign === undefined ? { draft: draft as string } : { campaign };
}
