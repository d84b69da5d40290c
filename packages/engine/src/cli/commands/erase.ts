import type { ErasureStatus } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { customerPath } from '../api-client.js';
import { engineCommand, identifierArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';

/** `cusp erase TYPE:ID --yes` */
export const erase = engineCommand(
  {
    name: 'erase',
    description: COMMAND_SUMMARIES.erase ?? '',
    args: {
      customer: { type: 'positional', required: true, description: 'The customer, as type:id' },
      yes: { type: 'boolean', description: 'Needed, because nothing can bring them back' },
    },
  },
  async ({ args, client, answer }) => {
    const identifier = identifierArgument(args.customer);
    if (args.yes !== true) {
      throw new CuspError(ERRORS.invalidUsage, 'erasing cannot be undone', { remedy: `Say so: cusp erase ${args.customer} --yes` });
    }
    const status = await client.delete<ErasureStatus>(customerPath(identifier));
    const words =
      status.status === 'done' ? 'Erased: no store holds a byte of them.' : 'Under way; done when no store holds a byte of them.';
    answer(status, () => `${words} Request ${status.requestId}.`);
  },
);
