import type { ChangeList } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table } from '../table.js';

const MOST = 1_000;

/** `cusp changes [--who NAME] [--what ACTION] [--since TIME] [--limit N]` */
export const changes = engineCommand(
  {
    name: 'changes',
    description: COMMAND_SUMMARIES.changes ?? '',
    args: {
      who: { type: 'string', description: 'Only what this person did' },
      what: { type: 'string', description: 'An action (published), or the kind of what it is about (segment, campaign, person)' },
      since: { type: 'string', description: 'Only from this instant on (RFC 3339)' },
      limit: { type: 'string', description: 'How many; default 50' },
    },
  },
  async ({ args, client, answer }) => {
    const { who, what, since } = args;
    const limit = Number(args.limit ?? 50);
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
      throw new CuspError(ERRORS.invalidUsage, `--limit is a number from 1 to ${MOST}`);
    const found = await client.get<ChangeList>('/api/v1/changes', { who, what, since, limit });
    answer(found, () => listText(found));
  },
);

function listText({ items }: ChangeList): string {
  if (items.length === 0) return 'No changes.';
  return table(items, [
    { title: 'AT', value: ({ at }) => at },
    { title: 'WHO', value: ({ by }) => by },
    { title: 'WHAT', value: ({ action }) => action },
    { title: 'ABOUT', value: ({ about }) => `${about.kind} ${about.name}` },
    { title: 'MORE', value: ({ detail, reason }) => [detail, reason].filter((text) => text !== null).join(': ') },
  ]);
}
