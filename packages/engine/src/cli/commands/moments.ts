import type { MomentList } from '../../api/contract.js';
import { countArgument, engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table } from '../table.js';

/** `cusp moments [--since T] [--name M] [--customer TYPE:ID] [--limit N]` */
export const moments = engineCommand(
  {
    name: 'moments',
    description: COMMAND_SUMMARIES.moments ?? '',
    args: {
      since: { type: 'string', valueHint: 'time', description: 'Only those at or after this instant of event time' },
      name: { type: 'string', valueHint: 'moment', description: 'Only those of this moment' },
      customer: { type: 'string', valueHint: 'type:id', description: 'Only those of this customer' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'At most so many' },
    },
  },
  async ({ args, client, answer }) => {
    const limit = countArgument(args.limit, 'limit', 1_000);
    const query = { since: timeArgument(args.since), name: args.name, customer: args.customer, limit };
    const found = await client.get<MomentList>('/api/v1/moments', query);
    answer(found, () => momentsText(found));
  },
);

function momentsText({ moments: found }: MomentList): string {
  if (found.length === 0) return 'No moments.';
  return table(found, [
    { title: 'AT', value: ({ at }) => at },
    { title: 'MOMENT', value: ({ name }) => name },
    { title: 'INTENT', value: ({ intent }) => intent },
    { title: 'FEELING', value: ({ feeling }) => feeling },
    { title: 'CUSTOMER', value: ({ customerId }) => customerId },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'SEGMENTS', value: ({ segments }) => segments.join(' ') },
  ]);
}
