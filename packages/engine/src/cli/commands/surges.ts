import type { SurgeItem, SurgeList, SurgeSeries } from '../../api/contract.js';
import { countArgument, engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table } from '../table.js';

/** How many of the newest buckets are shown to people. */
const SHOWN = 48;

/** `cusp surges [SURGE [--value JSON]] [--status S] [--since T] [--limit N]` */
export const surges = engineCommand(
  {
    name: 'surges',
    description: COMMAND_SUMMARIES.surges ?? '',
    args: {
      surge: {
        type: 'positional',
        required: false,
        valueHint: 'surge',
        description: 'The newest surge of this definition, bucket by bucket',
      },
      value: { type: 'string', valueHint: 'json', description: 'With a definition: of this value, as JSON ("shoes", 12)' },
      name: { type: 'string', valueHint: 'surge', description: 'Only those of this definition' },
      status: { type: 'string', valueHint: 'status', description: 'Only those that are open, ended or withdrawn' },
      since: { type: 'string', valueHint: 'time', description: 'Only what was not over at this instant of event time' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'At most so many' },
    },
  },
  async ({ args, client, answer }) => {
    const since = timeArgument(args.since);
    if (args.surge !== undefined) {
      const path = `/api/v1/surges/${encodeURIComponent(args.surge)}`;
      const series = await client.get<SurgeSeries>(path, { value: args.value, since });
      return answer(series, () => seriesText(series));
    }
    const limit = countArgument(args.limit, 'limit', 1_000);
    const found = await client.get<SurgeList>('/api/v1/surges', { name: args.name, status: args.status, since, limit });
    answer(found, () => surgesText(found.surges));
  },
);

function surgesText(found: readonly SurgeItem[]): string {
  if (found.length === 0) return 'No surges.';
  return table(found, [
    { title: 'FROM', value: ({ from }) => from },
    { title: 'UNTIL', value: ({ until }) => until ?? '-' },
    { title: 'SURGE', value: ({ name }) => name },
    { title: 'VALUE', value: ({ value }) => (value === null ? 'all' : String(value)) },
    { title: 'DIRECTION', value: ({ direction }) => direction },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'OBSERVED', value: ({ observed }) => String(observed) },
    { title: 'EXPECTED', value: ({ expected }) => expected.toFixed(1) },
    { title: 'TIMES', value: timesText },
  ]);
}

function timesText({ ratio, interval: [low, high] }: SurgeItem): string {
  return `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function seriesText({ name, words, values, leftOut, value, surges: found, series, evidence }: SurgeSeries): string {
  const left = leftOut === 0 ? '' : `; ${leftOut} with the fewest customers are not judged`;
  const rows = table(series.slice(-SHOWN), [
    { title: 'AT', value: ({ at }) => at },
    { title: 'OBSERVED', value: ({ observed, running }) => `${observed}${running ? ' so far' : ''}` },
    { title: 'EXPECTED', value: ({ expected }) => expected.toFixed(1) },
    { title: 'BAND', value: ({ low, high }) => `${low.toFixed(1)} to ${high.toFixed(1)}` },
  ]);
  return [
    `${name}: ${words}`,
    `${values} values are counted${left}. This is ${value === null ? 'all together' : JSON.stringify(value)}:`,
    surgesText(found),
    ...(evidence === null ? [] : [`${evidence.customers} different customers in the newest of them.`]),
    rows,
  ].join('\n\n');
}
