import type { MomentList, MomentSummary } from '../../api/contract.js';
import { countArgument, engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table } from '../table.js';

/** `cusp moments [MOMENT] [--since T] [--name M] [--customer TYPE:ID] [--limit N]` */
export const moments = engineCommand(
  {
    name: 'moments',
    description: COMMAND_SUMMARIES.moments ?? '',
    args: {
      moment: {
        type: 'positional',
        required: false,
        valueHint: 'moment',
        description: 'How often this one happens, and what usually follows',
      },
      since: { type: 'string', valueHint: 'time', description: 'Only those at or after this instant of event time' },
      name: { type: 'string', valueHint: 'moment', description: 'Only those of this moment' },
      customer: { type: 'string', valueHint: 'type:id', description: 'Only those of this customer' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'At most so many' },
    },
  },
  async ({ args, client, answer }) => {
    if (args.moment !== undefined) {
      const summary = await client.get<MomentSummary>(`/api/v1/moments/${encodeURIComponent(args.moment)}`);
      return answer(summary, () => summaryText(summary));
    }
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

function summaryText(summary: MomentSummary): string {
  const { name, intent, feeling, words, count, customers, lastDay, lastWeek, lastMonth, givenUp, follows } = summary;
  return [
    `${name} (${intent}, ${feeling}): ${words}`,
    `${count} stand, of ${customers} customers: ${lastDay} in the last 24 hours, ${lastWeek} in 7 days, ${lastMonth} in 30 days`,
    ...(givenUp > 0 ? [`The search for a completion was given up ${givenUp} times.`] : []),
    ...follows.map(followText),
  ].join('\n\n');
}

function followText({ horizon, moments: looked, others, few, events }: MomentSummary['follows'][number]): string {
  const head = `Within ${horizon} (${looked} moments, ${others} periods without it${few ? '; too few to say much' : ''}):`;
  if (events.length === 0) return `${head} nothing has followed.`;
  const rows = table(events, [
    { title: 'THEN', value: ({ event }) => event },
    { title: 'SHARE', value: ({ share }) => percent(share) },
    { title: 'OTHERWISE', value: ({ otherwise }) => (otherwise === null ? '-' : percent(otherwise)) },
    { title: 'AFTER (MEDIAN)', value: ({ medianMs }) => lengthText(medianMs) },
  ]);
  return `${head}\n${rows}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function lengthText(milliseconds: number): string {
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 1_000)} s`;
  if (milliseconds < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`;
  return milliseconds < 172_800_000 ? `${Math.round(milliseconds / 3_600_000)} h` : `${Math.round(milliseconds / 86_400_000)} d`;
}
