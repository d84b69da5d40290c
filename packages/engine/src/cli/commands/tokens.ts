import type { IssuedToken, TokenList } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table } from '../table.js';

/** `cusp tokens list|make NAME|revoke ID` */
export const tokens = engineCommand(
  {
    name: 'tokens',
    description: COMMAND_SUMMARIES.tokens ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, make NAME, or revoke ID' },
      role: { type: 'string', description: 'With make: viewer, editor, approver or admin; default viewer' },
      days: { type: 'string', description: 'With make: how many days it lasts; default 90' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    if (args.action === 'list') {
      const found = await client.get<TokenList>('/api/v1/tokens');
      answer(found, () => listText(found));
      return;
    }
    const word = args._[1];
    if (word === undefined) throw new CuspError(ERRORS.invalidUsage, args.action === 'make' ? 'NAME is missing' : 'ID is missing');
    if (args.action === 'make') {
      const asked = { name: word, role: args.role ?? 'viewer', days: Number(args.days ?? 90) };
      const issued = await client.post<IssuedToken>('/api/v1/tokens', asked);
      answer(issued, () => `${issued.secret}\n  is ${issued.token.role} until ${issued.token.expiresAt}, and is not shown again.`);
    } else if (args.action === 'revoke') {
      await client.delete(`/api/v1/tokens/${encodeURIComponent(word)}`);
      answer({ revoked: word }, () => `Token ${word} opens nothing any more.`);
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, make nor revoke`);
    }
  },
);

function listText({ tokens: all }: TokenList): string {
  if (all.length === 0) return 'No tokens.';
  return table(all, [
    { title: 'ID', value: ({ id }) => id },
    { title: 'NAME', value: ({ name }) => name },
    { title: 'WHOSE', value: ({ owner }) => owner ?? '–' },
    { title: 'ROLE', value: ({ role }) => role },
    { title: 'ENDS', value: ({ expiresAt }) => expiresAt },
    { title: 'USED LAST', value: ({ lastUsedAt }) => lastUsedAt ?? '–' },
  ]);
}
