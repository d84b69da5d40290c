import type { DeliveryList, DeliveryReplay } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { countArgument, engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table, visible } from '../table.js';

const STATES = ['pending', 'delivered', 'dead', 'refused'];
/** So many are taken up again by one request. */
const A_REQUEST = 1_000;

/** `cusp deliveries list [--status S] [--campaign C] [--customer TYPE:ID]`, `cusp deliveries replay [ID…] [--campaign C]` */
export const deliveries = engineCommand(
  {
    name: 'deliveries',
    description: COMMAND_SUMMARIES.deliveries ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, or replay [DECISION…]: those named, else all that are dead' },
      status: { type: 'string', description: `Only those that are ${STATES.join(', ')}` },
      campaign: { type: 'string', description: 'Only those of this campaign' },
      customer: { type: 'string', valueHint: 'type:id', description: 'Only those to this customer' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'At most so many' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    const { status, campaign, customer } = args;
    const list = (query: Record<string, string | number | undefined>): Promise<DeliveryList> =>
      client.get<DeliveryList>('/api/v1/deliveries', { campaign, customer, ...query });
    if (args.action === 'list') {
      if (status !== undefined && !STATES.includes(status))
        throw new CuspError(ERRORS.invalidUsage, `'${status}' is none of ${STATES.join(', ')}`);
      const found = await list({ status, limit: countArgument(args.limit, 'limit', 1_000) });
      answer(found, () => listText(found));
    } else if (args.action === 'replay') {
      const named = args._.slice(1);
      const ids = named.length > 0 ? named : await allDead(list);
      const done: DeliveryReplay = { replayed: [], notDead: [] };
      for (let from = 0; from < ids.length; from += A_REQUEST) {
        const decisionIds = ids.slice(from, from + A_REQUEST);
        const part = await client.post<DeliveryReplay>('/api/v1/deliveries/replay', { decisionIds });
        done.replayed.push(...part.replayed);
        done.notDead.push(...part.notDead);
      }
      answer(done, () => replayText(done));
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list nor replay`);
    }
  },
);

/** The dead, by whatever many pages. Read whole before any is taken up: who is taken up leaves the list. */
async function allDead(list: (query: Record<string, string | number | undefined>) => Promise<DeliveryList>): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ status: 'dead', limit: 1_000, cursor });
    ids.push(...page.deliveries.map(({ decisionId }) => decisionId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

function listText({ deliveries: found }: DeliveryList): string {
  if (found.length === 0) return 'No deliveries.';
  return table(found, [
    { title: 'DECISION', value: ({ decisionId }) => decisionId },
    { title: 'DECIDED', value: ({ decidedAt }) => decidedAt },
    { title: 'CAMPAIGN', value: ({ campaign }) => campaign },
    { title: 'CUSTOMER', value: ({ customerId }) => customerId },
    { title: 'STATUS', value: ({ status, reason }) => (reason === null ? status : `${status}: ${reason}`) },
    { title: 'ATTEMPTS', value: ({ attempts }) => attempts, right: true },
    { title: 'LAST', value: ({ detail }) => visible(detail ?? '') },
  ]);
}

function replayText({ replayed, notDead }: DeliveryReplay): string {
  const rest = notDead.length === 0 ? '' : ` Not dead: ${notDead.map(visible).join(', ')}.`;
  return `${replayed.length} taken up again; consent is asked anew before each is sent.${rest}`;
}
