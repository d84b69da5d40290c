import type { QuarantinedItem, QuarantineList, RepairResult, ReplayResult } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { ApiClient } from '../api-client.js';
import { countArgument, engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import type { CliEnvironment } from '../environment.js';
import { repairProgress } from '../repair-progress.js';
import { readRepairRules } from '../repair-rules.js';
import { fields, table, visible } from '../table.js';

interface Filter {
  readonly source: string | undefined;
  readonly reason: string | undefined;
  readonly field: string | undefined;
}

/** Items that one request may name or go through. */
const BATCH = 500;

/** `cusp quarantine list|show|repair|replay [ID…] [--source S] [--reason R] [--field F] [--all] [--rules RULES] [--dry-run]` */
export const quarantine = engineCommand(
  {
    name: 'quarantine',
    description: COMMAND_SUMMARIES.quarantine ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, show ID, repair or replay ID… (or --all that the filters leave)' },
      source: { type: 'string', description: 'Only those of this source' },
      reason: { type: 'string', description: 'Only those put aside for this reason' },
      field: { type: 'string', description: 'Only those put aside for this field' },
      all: { type: 'boolean', description: 'With repair and replay: every item that waits' },
      rules: {
        type: 'string',
        valueHint: 'file',
        description: "With repair: a YAML file of rules, or the rules themselves: '[{ rename: user, to: userId }]'",
      },
      'dry-run': { type: 'boolean', description: 'With repair: say what would become of each, and change nothing' },
      limit: { type: 'string', default: '100', valueHint: 'n', description: 'With list: at most so many' },
    },
    moreWords: true,
  },
  async ({ args, client, environment, answer }) => {
    const filter = { source: args.source, reason: args.reason, field: args.field };
    const ids = args._.slice(1);
    if (args.action === 'list') {
      const found = await client.get<QuarantineList>('/api/v1/quarantine', { ...filter, limit: countArgument(args.limit, 'limit', 1_000) });
      answer(found, () => listText(found));
    } else if (args.action === 'show') {
      const found = await itemOf(client, ids);
      answer(found, () => itemText(found));
    } else if (args.action === 'replay') {
      const result = args.all === true ? await repaired(client, environment, { filter, rules: [] }) : await replayed(client, ids);
      answer(result, () => countsText(result.results));
    } else if (args.action === 'repair') {
      const rules = await readRepairRules(args.rules, environment.cwd);
      const dryRun = args['dry-run'] === true;
      const result = await repaired(client, environment, { filter: asked(filter, ids, args.all === true), rules, dryRun });
      answer(result, () => repairText(result.results, dryRun));
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, show, repair nor replay`);
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
    { title: 'STATE', value: ({ state }) => state },
    { title: 'DETAIL', value: ({ detail }) => detail },
  ]);
  return nextCursor === null ? text : `${text}\nThere are more; --source, --reason, --field and --limit choose.`;
}

async function itemOf(client: ApiClient, ids: readonly string[]): Promise<QuarantinedItem> {
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0)
    throw new CuspError(ERRORS.invalidUsage, 'show takes one ID', { remedy: '`cusp quarantine list` has them.' });
  return client.get<QuarantinedItem>(`/api/v1/quarantine/${encodeURIComponent(id)}`);
}

function itemText(item: QuarantinedItem): string {
  return fields([
    ['id', item.id],
    ['source', item.source],
    ['received', item.receivedAt],
    ['reason', item.reason],
    ['field', item.field ?? '–'],
    ['detail', visible(item.detail)],
    ['state', item.state],
    ['raw', visible(item.raw)],
  ]);
}

/** Mending is said for whom it is meant: for some by ID, for those that filters leave, or for all. */
function asked(filter: Filter, ids: readonly string[], all: boolean): JsonObject {
  const given = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  if (ids.length === 0 && given.length === 0 && !all) {
    throw new CuspError(ERRORS.invalidUsage, 'it is not said which items to repair', {
      remedy: 'Name IDs, filter by --source, --reason or --field, or use --all.',
    });
  }
  return { ...Object.fromEntries(given), ...(ids.length > 0 && { ids: [...ids] }) };
}

/** Goes through all that the filter leaves, a part at a time. */
async function repaired(
  client: ApiClient,
  environment: CliEnvironment,
  request: { readonly filter: object; readonly rules: readonly JsonObject[]; readonly dryRun?: boolean },
): Promise<{ readonly results: RepairResult['results'] }> {
  const results: RepairResult['results'] = [];
  const progress = await repairProgress(environment);
  try {
    let cursor: string | null = null;
    do {
      const body: object = { ...request, limit: BATCH, ...(cursor !== null && { cursor }) };
      const part: RepairResult = await client.post<RepairResult>('/api/v1/quarantine/repair', body);
      results.push(...part.results);
      cursor = part.nextCursor;
      progress.show(results.length, cursor === null ? results.length : Math.max(part.matching, results.length));
    } while (cursor !== null);
  } finally {
    progress.stop();
  }
  return { results };
}

async function replayed(client: ApiClient, ids: readonly string[]): Promise<ReplayResult> {
  if (ids.length === 0) throw new CuspError(ERRORS.invalidUsage, 'there is nothing to replay', { remedy: 'Name IDs, or use --all.' });
  const results: ReplayResult['results'] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const part = await client.post<ReplayResult>('/api/v1/quarantine/replay', { ids: ids.slice(from, from + BATCH) });
    results.push(...part.results);
  }
  return { results };
}

function repairText(results: RepairResult['results'], dryRun: boolean): string {
  const counts = countsText(results);
  if (!dryRun) return counts;
  const rows = table(results, [
    { title: 'ID', value: ({ id }) => id },
    { title: 'WOULD BE', value: ({ status }) => status },
    { title: 'CHANGES', value: ({ changes }) => changes.map(changeText).join(', ') },
    { title: 'DETAIL', value: ({ field, detail }) => [field, detail].filter((part) => part !== null).join(': ') },
  ]);
  return results.length === 0 ? counts : `${rows}\n${counts}; nothing was changed.`;
}

function changeText({ path, from, to }: RepairResult['results'][number]['changes'][number]): string {
  return `${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
}

function countsText(results: readonly { readonly status: string }[]): string {
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts.size === 0 ? 'Nothing waits there.' : [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
