import type { Publication } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { countArgument, engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { definitionPath, planText } from '../definitions-command.js';
import { AT_ONCE, untilLive } from '../publish.js';

/** `cusp rollback KIND NAME --version N --reason TEXT` */
export const rollback = engineCommand(
  {
    name: 'rollback',
    description: COMMAND_SUMMARIES.rollback ?? '',
    args: {
      kind: {
        type: 'positional',
        required: true,
        description: 'segment, metric, moment, campaign, purpose, source, tracking-plan or identifier',
      },
      name: { type: 'positional', required: true, description: 'The name of the definition' },
      version: { type: 'string', valueHint: 'n', description: 'The version whose text is to be in force again; needed' },
      reason: { type: 'string', valueHint: 'text', description: 'Why, for the record; needed' },
    },
  },
  async ({ args, client, environment, answer }) => {
    if (args.version === undefined || args.reason === undefined) {
      throw new CuspError(ERRORS.invalidUsage, 'a roll back needs --version and --reason', {
        remedy: `\`cusp versions ${args.kind} ${args.name}\` lists the versions.`,
      });
    }
    const body = { version: countArgument(args.version, 'version', 1_000_000), reason: args.reason };
    const begun = await client.post<Publication>(`/api/v1/definitions/${definitionPath(args)}/rollback`, body, AT_ONCE);
    const published = await untilLive(begun, client, environment);
    answer(published, () => planText(published.changes));
  },
);
