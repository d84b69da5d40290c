import type { CampaignEffect } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { campaignEffectText } from '../campaign-effect-text.js';

/** `cusp campaigns effect NAME [--goal EVENT] [--within D] [--method M] [--by SEGMENT]` */
export const campaigns = engineCommand(
  {
    name: 'campaigns',
    description: COMMAND_SUMMARIES.campaigns ?? '',
    args: {
      action: { type: 'positional', description: 'effect' },
      name: { type: 'positional', required: false, description: "The campaign's name" },
      goal: { type: 'string', valueHint: 'event', description: "The event that counts; default: the campaign's goal" },
      within: { type: 'string', valueHint: 'time', description: 'How long after a customer was assigned it counts' },
      by: { type: 'string', valueHint: 'segment', description: 'A segment whose members are told apart from the others' },
      method: { type: 'string', valueHint: 'method', description: 'sequential (default: may be looked at at any time) or fixed' },
    },
  },
  async ({ args, client, answer }) => {
    if (args.action !== 'effect')
      throw new CuspError(ERRORS.invalidUsage, `there is no 'cusp campaigns ${args.action}'; there is 'effect'`);
    const { name, goal, within, method, by } = args;
    if (name === undefined) throw new CuspError(ERRORS.invalidUsage, 'the name of the campaign is missing');
    const effect = await client.get<CampaignEffect>(`/api/v1/campaigns/${encodeURIComponent(name)}/effect`, { goal, within, method, by });
    answer(effect, () => campaignEffectText(effect));
  },
);
