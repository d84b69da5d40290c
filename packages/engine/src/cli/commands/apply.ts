import type { Plan } from '../../api/contract.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { planText, soundWorkspace, withLines } from '../definitions-command.js';

/** `cusp apply DIR` */
export const apply = engineCommand(
  {
    name: 'apply',
    description: COMMAND_SUMMARIES.apply ?? '',
    args: {
      directory: { type: 'positional', required: true, description: 'The workspace: a directory of YAML or JSON files' },
      reason: { type: 'string', valueHint: 'text', description: 'Why, for the record' },
    },
    createsData: true,
  },
  async ({ args, environment, client, answer }) => {
    const workspace = await soundWorkspace(args.directory, environment.cwd);
    const reason = args.reason === undefined ? {} : { reason: args.reason };
    const published = await withLines(workspace, (definitions) => client.put<Plan>('/api/v1/definitions', { definitions, ...reason }));
    answer(published, () => planText(published.changes));
  },
);
