import type { Plan } from '../../api/contract.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { notInFiles, planText, PRUNE_FLAG, soundWorkspace, warningsText, withLines } from '../definitions-command.js';

/** `cusp plan DIR [--prune]` */
export const plan = engineCommand(
  {
    name: 'plan',
    description: COMMAND_SUMMARIES.plan ?? '',
    args: {
      directory: { type: 'positional', required: true, description: 'The workspace: a directory of YAML, JSON or TypeScript files' },
      ...PRUNE_FLAG,
    },
  },
  async ({ args, environment, client, answer }) => {
    const workspace = await soundWorkspace(args.directory, environment.cwd);
    const planned = await withLines(workspace, async (definitions) => {
      const remove = args.prune === true ? { remove: await notInFiles(client, definitions) } : {};
      return client.post<Plan>('/api/v1/definitions/plan', { definitions, ...remove });
    });
    answer(planned, () => planText(planned.changes) + warningsText(workspace, planned.changes));
  },
);
