import type { Publication } from '../../api/contract.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { notInFiles, planText, PRUNE_FLAG, soundWorkspace, withLines } from '../definitions-command.js';
import { AT_ONCE, untilLive } from '../publish.js';

/** `cusp apply DIR [--reason TEXT] [--prune]` */
export const apply = engineCommand(
  {
    name: 'apply',
    description: COMMAND_SUMMARIES.apply ?? '',
    args: {
      directory: { type: 'positional', required: true, description: 'The workspace: a directory of YAML or JSON files' },
      reason: { type: 'string', valueHint: 'text', description: 'Why, for the record' },
      ...PRUNE_FLAG,
    },
    createsData: true,
  },
  async ({ args, environment, client, answer }) => {
    const workspace = await soundWorkspace(args.directory, environment.cwd);
    const reason = args.reason === undefined ? {} : { reason: args.reason };
    const published = await withLines(workspace, async (definitions) => {
      const remove = args.prune === true ? { remove: await notInFiles(client, definitions) } : {};
      const begun = await client.put<Publication>('/api/v1/definitions', { definitions, ...remove, ...reason }, AT_ONCE);
      return untilLive(begun, client, environment);
    });
    answer(published, () => planText(published.changes));
  },
);
