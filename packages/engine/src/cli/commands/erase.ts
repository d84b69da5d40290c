import type { ErasureStatus } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import { customerPath } from '../api-client.js';
import { engineCommand, identifierArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';

/** Between two looks at an erasure that takes its time. */
const BETWEEN_LOOKS: Milliseconds = 500;

/** `cusp erase TYPE:ID --yes`: ends when no store holds a byte of them. */
export const erase = engineCommand(
  {
    name: 'erase',
    description: COMMAND_SUMMARIES.erase ?? '',
    args: {
      customer: { type: 'positional', required: true, description: 'The customer, as type:id' },
      yes: { type: 'boolean', description: 'Needed, because nothing can bring them back' },
    },
  },
  async ({ args, client, environment, answer }) => {
    const identifier = identifierArgument(args.customer);
    if (args.yes !== true) {
      throw new CuspError(ERRORS.invalidUsage, 'erasing cannot be undone', { remedy: `Say so: cusp erase ${args.customer} --yes` });
    }
    let status = await client.delete<ErasureStatus>(customerPath(identifier));
    while (status.status === 'running') {
      await environment.sleep(BETWEEN_LOOKS);
      status = await client.get<ErasureStatus>(`/api/v1/erasures/${encodeURIComponent(status.requestId)}`);
    }
    answer(status, () => `Erased: no store holds a byte of them. Request ${status.requestId}.`);
  },
);
