import type { DecisionList, DecisionShown } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { countArgument, engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { decisionText } from '../decision-text.js';
import { table } from '../table.js';

/** `cusp decisions [--since T] [--campaign C] [--customer TYPE:ID] [--limit N]`, `cusp decisions show ID [--replay]` */
export const decisions = engineCommand(
  {
    name: 'decisions',
    description: COMMAND_SUMMARIES.decisions ?? '',
    args: {
      action: { type: 'positional', required: false, description: 'show: one decision with everything that it saw' },
      id: { type: 'positional', required: false, description: "The decision's id" },
      replay: {
        type: 'boolean',
        default: false,
        description: 'With show: takes it again from what it saw alone; fails when it comes out otherwise',
      },
      since: { type: 'string', valueHint: 'time', description: 'Only those at or after this instant' },
      campaign: { type: 'string', description: 'Only those of this campaign' },
      customer: { type: 'string', valueHint: 'type:id', description: 'Only those about this customer' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'At most so many' },
    },
  },
  async ({ args, client, answer }) => {
    const { action, id, replay } = args;
    if (action !== undefined) {
      if (action !== 'show') throw new CuspError(ERRORS.invalidUsage, `there is no 'cusp decisions ${action}'; there is 'show'`);
      if (id === undefined) throw new CuspError(ERRORS.invalidUsage, 'the id of the decision is missing');
      const found = await client.get<DecisionShown>(`/api/v1/decisions/${encodeURIComponent(id)}`);
      answer(found, () => decisionText(found, replay));
      if (replay && found.replay?.same !== true) throw new CuspError(ERRORS.replayDiffers, id);
      return;
    }
    const limit = countArgument(args.limit, 'limit', 1_000);
    const query = { since: timeArgument(args.since), campaign: args.campaign, customer: args.customer, limit };
    const found = await client.get<DecisionList>('/api/v1/decisions', query);
    answer(found, () => decisionsText(found));
  },
);

function decisionsText({ decisions: found }: DecisionList): string {
  if (found.length === 0) return 'No decisions.';
  return table(found, [
    { title: 'DECIDED', value: ({ decidedAt }) => decidedAt },
    { title: 'CAMPAIGN', value: ({ campaign }) => campaign },
    { title: 'CUSTOMER', value: ({ customerId }) => customerId },
    { title: 'OUTCOME', value: ({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`) },
    { title: 'DELIVERY', value: ({ delivery }) => delivery.status },
    { title: 'ATTEMPTS', value: ({ delivery }) => delivery.attempts, right: true },
  ]);
}
