import type {
  CampaignActed,
  CampaignEffect,
  CampaignList,
  CampaignPage,
  CampaignPreviewResult,
  DryRunProgress,
  DryRunResult,
} from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { actingPerson } from '../acting-person.js';
import type { ApiClient } from '../api-client.js';
import type { CliEnvironment } from '../environment.js';
import { followQuestion } from '../follow-question.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { campaignEffectText } from '../campaign-effect-text.js';
import { campaignPreviewText, dryRunText } from '../campaign-trials-text.js';
import { actedText, campaignsText, campaignText } from '../campaigns-text.js';

const ACTIONS = 'list, show, preview, dry-run, approve, run, pause, stop, effect';

/**
 * `cusp campaigns [list]`, `show NAME`, `preview NAME [--draft] [--customer TYPE:ID,…]`, `dry-run NAME [--draft] [--days N]`,
 * `effect NAME [--goal EVENT] [--within D] [--method M] [--by SEGMENT]`, `approve NAME --version N`,
 * `run|pause|stop NAME [--reason TEXT]`; `run` and `pause` without a name are about all at once.
 */
export const campaigns = engineCommand(
  {
    name: 'campaigns',
    description: COMMAND_SUMMARIES.campaigns ?? '',
    args: {
      action: { type: 'positional', required: false, description: `${ACTIONS}; default list` },
      name: { type: 'positional', required: false, description: "The campaign's name; run and pause without one: all campaigns" },
      version: { type: 'string', valueHint: 'number', description: 'With approve: the version that was looked at' },
      reason: { type: 'string', description: 'With approve, run, pause, stop: why; kept on record' },
      draft: { type: 'boolean', description: 'With preview and dry-run: the draft of that name' },
      customer: { type: 'string', valueHint: 'type:id,…', description: 'With preview: these customers' },
      days: { type: 'string', valueHint: 'number', description: 'With dry-run: how far back; default 30' },
      goal: { type: 'string', valueHint: 'event', description: "The event that counts; default: the campaign's goal" },
      within: { type: 'string', valueHint: 'time', description: 'How long after a customer was assigned it counts' },
      by: { type: 'string', valueHint: 'segment', description: 'A segment whose members are told apart from the others' },
      method: { type: 'string', valueHint: 'method', description: 'sequential (default: may be looked at at any time) or fixed' },
    },
  },
  async ({ args, client, environment, answer }) => {
    const { action = 'list', name, goal, within, method, by: segment } = args;
    const path = (rest = ''): string => `/api/v1/campaigns/${encodeURIComponent(named(name))}${rest}`;
    if (action === 'list') {
      const list = await client.get<CampaignList>('/api/v1/campaigns');
      return answer(list, () => campaignsText(list));
    }
    if (action === 'show') {
      const page = await client.get<CampaignPage>(path());
      return answer(page, () => campaignText(page));
    }
    if (action === 'effect') {
      const effect = await client.get<CampaignEffect>(path('/effect'), { goal, within, method, by: segment });
      return answer(effect, () => campaignEffectText(effect));
    }
    if (action === 'preview') {
      const which = args.draft === true ? { draft: named(name) } : { campaign: named(name) };
      const of = args.customer === undefined ? {} : { customers: args.customer.split(',') };
      const preview = await client.post<CampaignPreviewResult>('/api/v1/campaigns/preview', { ...which, ...of });
      return answer(preview, () => campaignPreviewText(preview));
    }
    if (action === 'dry-run') {
      const which = args.draft === true ? { draft: named(name) } : { campaign: named(name) };
      const run = await dryRun(client, { ...which, ...(args.days !== undefined && { days: Number(args.days) }) }, environment);
      return answer(run, () => dryRunText(run));
    }
    if (action !== 'run' && action !== 'pause' && action !== 'stop' && action !== 'approve')
      throw new CuspError(ERRORS.invalidUsage, `there is no 'cusp campaigns ${action}'; there are ${ACTIONS}`);
    const by = actingPerson(environment);
    const who = { ...(args.reason !== undefined && { reason: args.reason }), ...(by !== undefined && { by }) };
    const all = name === undefined && (action === 'run' || action === 'pause');
    const body = action === 'approve' ? { ...who, version: versionNamed(args.version) } : who;
    const acted = await client.post<CampaignActed>(all ? `/api/v1/acting/${action}` : path(`/${action}`), body);
    return answer(acted, () => actedText(acted));
  },
);

async function dryRun(client: ApiClient, body: object, environment: CliEnvironment): Promise<DryRunResult> {
  const begun = await client.post<DryRunProgress>('/api/v1/campaigns/dry-runs', body);
  return followQuestion(begun, `/api/v1/campaigns/dry-runs/${encodeURIComponent(begun.dryRunId)}`, client, environment);
}

function named(name: string | undefined): string {
  if (name === undefined) throw new CuspError(ERRORS.invalidUsage, 'the name of the campaign is missing');
  return name;
}

function versionNamed(text: string | undefined): number {
  const version = Number(text);
  if (Number.isSafeInteger(version) && version > 0) return version;
  throw new CuspError(ERRORS.invalidUsage, 'say with --version which version was looked at: `cusp campaigns show NAME` tells it');
}
