import type { ExportList, ExportRunItem } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { numberText, table, visible } from '../table.js';

/** `cusp exports list|run NAME` */
export const exportsCommand = engineCommand(
  {
    name: 'exports',
    description: COMMAND_SUMMARIES.exports ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, or run NAME' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    if (args.action === 'list') {
      const found = await client.get<ExportList>('/api/v1/exports');
      answer(found, () => listText(found));
    } else if (args.action === 'run') {
      const name = args._[1];
      if (name === undefined) throw new CuspError(ERRORS.invalidUsage, 'NAME is missing');
      const run = await client.post<ExportRunItem>(`/api/v1/exports/${encodeURIComponent(name)}/run`, {});
      answer(run, () => runText(run));
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list nor run`);
    }
  },
);

function listText({ exports: all }: ExportList): string {
  if (all.length === 0) return 'No exports.';
  return table(all, [
    { title: 'EXPORT', value: ({ name }) => name },
    { title: 'STATE', value: ({ state, failure }) => (failure === null ? state : `${state}: ${visible(failure.detail)}`) },
    { title: 'LAST', value: ({ last }) => last?.at ?? '–' },
    { title: 'ROWS', value: ({ last }) => last?.rows ?? 0, right: true },
    { title: 'WITHHELD', value: ({ last }) => last?.withheld ?? 0, right: true },
    { title: 'NEXT', value: ({ nextRunAt }) => nextRunAt ?? '–' },
  ]);
}

function runText({ rows, withheld, bytes, file }: ExportRunItem): string {
  const where = file === null ? 'put where its secret says' : `kept as ${file}`;
  return `${numberText(rows)} rows, ${numberText(bytes)} bytes, ${where}; ${numberText(withheld)} members left out for want of consent.`;
}
