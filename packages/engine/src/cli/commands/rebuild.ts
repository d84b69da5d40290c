import type { RebuildResult } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { numberText } from '../table.js';

/** `cusp rebuild warehouse|state` */
export const rebuild = engineCommand(
  {
    name: 'rebuild',
    description: COMMAND_SUMMARIES.rebuild ?? '',
    args: { what: { type: 'positional', required: true, description: 'warehouse or state' } },
  },
  async ({ args, client, answer }) => {
    const { what } = args;
    if (what !== 'warehouse' && what !== 'state') throw new CuspError(ERRORS.invalidUsage, `'${what}' is neither warehouse nor state`);
    const result = await client.post<RebuildResult>(`/api/v1/rebuild/${what}`, {});
    answer(
      { what, ...result },
      () => `The ${what} is built again: ${numberText(result.rows)} rows, ${numberText(result.differing)} differed before.`,
    );
  },
);
