import type { QuarantineList, ReplayResult } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { ApiClient } from '../api-client.js';
import { countArgument, engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { fields, table, visible } from '../table.js';

type Item = QuarantineList['items'][number];
interface Filter {
  readonly source: string | undefined;
  readonly reason: string | undefined;
}

/** Items that one replay request may name. */
const REPLAY_BATCH = 500;

/** `cusp quarantine list|show|replay [ID…] [--source S] [--reason R] [--all]` */
export const quarantine = engineCommand(
  {
    name: 'quarantine',
    description: COMMAND_SUMMARIES.quarantine ?? '',
    args: {
      action: {
        type: 'positional',
        required: true,
        description: 'list, show ID, or replay ID… (replay --all takes all that the filters leave)',
      },
      source: { type: 'string', description: 'Only those of this source' },
      reason: { type: 'string', description: 'Only those put aside for this reason' },
      all: { type: 'boolean', description: 'With replay: every item that was not replayed yet' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'With list: at most so many' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    const filter = { source: args.source, reason: args.reason };
    const ids = args._.slice(1);
    if (args.action === 'list') {
      const found = await client.get<QuarantineList>('/api/v1/quarantine', { ...filter, limit: countArgument(args.limit, 'limit', 1_000) });
      answer(found, () => listText(found));
    } else if (args.action === 'show') {
      const found = await itemOf(client, ids, filter);
      answer(found, () => itemText(found));
    } else if (args.action === 'replay') {
      const result = await replayed(client, args.all === true ? await waitingIds(client, filter) : ids);
      answer(result, () => replayText(result));
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, show nor replay`);
    }
  },
);

function listText({ items, nextCursor }: QuarantineList): string {
  if (items.length === 0) return 'Nothing is in quarantine.';
  const text = table(items, [
    { title: 'ID', value: ({ id }) => id },
    { title: 'RECEIVED', value: ({ receivedAt }) => receivedAt },
    { title: 'SOURCE', value: ({ source }) => source },
    { title: 'REASON', value: ({ reason }) => reason },
    { title: 'FIELD', value: ({ field }) => field ?? '' },
    { title: 'REPLAYED', value: ({ replayed: done }) => (done ? 'yes' : '') },
    { title: 'DETAIL', value: ({ detail }) => detail },
  ]);
  return nextCursor === null ? text : `${text}\nThere are more; --source, --reason and --limit choose.`;
}

async function itemOf(client: ApiClient, ids: readonly string[], filter: Filter): Promise<Item> {
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0)
    throw new CuspError(ERRORS.invalidUsage, 'show takes one ID', { remedy: '`cusp quarantine list` has them.' });
  for await (const page of client.pages<QuarantineList>('/api/v1/quarantine', { ...filter, limit: 1_000 })) {
    const found = page.items.find((item) => item.id === id);
    if (found !== undefined) return found;
  }
  throw new CuspError(ERRORS.notFound, `the quarantined item '${id}'`, { remedy: '`cusp quarantine list` has their IDs.' });
}

function itemText(item: Item): string {
  return fields([
    ['id', item.id],
    ['source', item.source],
    ['received', item.receivedAt],
    ['reason', item.reason],
    ['field', item.field ?? '–'],
    ['detail', visible(item.detail)],
    ['replayed', item.replayed ? 'yes' : 'no'],
    ['raw', visible(item.raw)],
  ]);
}

async function waitingIds(client: ApiClient, filter: Filter): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of client.pages<QuarantineList>('/api/v1/quarantine', { ...filter, limit: 1_000 })) {
    ids.push(...page.items.filter((item) => !item.replayed).map(({ id }) => id));
  }
  return ids;
}

async function replayed(client: ApiClient, ids: readonly string[]): Promise<ReplayResult> {
  if (ids.length === 0) throw new CuspError(ERRORS.invalidUsage, 'there is nothing to replay', { remedy: 'Name IDs, or use --all.' });
  const results: ReplayResult['results'] = [];
  for (let from = 0; from < ids.length; from += REPLAY_BATCH) {
    const part = await client.post<ReplayResult>('/api/v1/quarantine/replay', { ids: ids.slice(from, from + REPLAY_BATCH) });
    results.push(...part.results);
  }
  return { results };
}

function replayText({ results }: ReplayResult): string {
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
