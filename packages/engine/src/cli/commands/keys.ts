import type { KeyList, SourceKey } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table } from '../table.js';
import { needed } from '../needed-word.js';

/** `cusp keys list|issue SOURCE|revoke ID` */
export const keys = engineCommand(
  {
    name: 'keys',
    description: COMMAND_SUMMARIES.keys ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, issue SOURCE, or revoke ID' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    const word = args._[1];
    if (args.action === 'list') {
      const found = await client.get<KeyList>('/api/v1/keys');
      answer(found, () => listText(found));
    } else if (args.action === 'issue') {
      const issued = await client.post<SourceKey>(`/api/v1/sources/${encodeURIComponent(needed(word, 'SOURCE'))}/keys`, {});
      answer(issued, () => `${issued.writeKey}\n  sends as source ${issued.source}; \`cusp keys revoke ${issued.id}\` takes it back.`);
    } else if (args.action === 'revoke') {
      const id = needed(word, 'ID');
      await client.delete(`/api/v1/keys/${encodeURIComponent(id)}`);
      answer({ revoked: id }, () => `Key ${id} sends no more.`);
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, issue nor revoke`);
    }
  },
);

function listText({ keys: all }: KeyList): string {
  return table(all, [
    { title: 'ID', value: ({ id }) => id ?? '(given at the start)' },
    { title: 'SOURCE', value: ({ source }) => source },
    { title: 'WRITE KEY', value: ({ writeKey }) => writeKey },
    { title: 'ISSUED', value: ({ createdAt }) => createdAt ?? '' },
  ]);
}
