import type { SecretList } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import type { CliEnvironment } from '../environment.js';

/** `cusp secrets list|set NAME --from VARIABLE|remove NAME` */
export const secrets = engineCommand(
  {
    name: 'secrets',
    description: COMMAND_SUMMARIES.secrets ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, set NAME, or remove NAME' },
      from: { type: 'string', valueHint: 'variable', description: 'With set: the environment variable that holds the secret' },
    },
    moreWords: true,
  },
  async ({ args, environment, client, answer }) => {
    if (args.action === 'list') {
      const found = await client.get<SecretList>('/api/v1/secrets');
      answer(found, () => (found.secrets.length === 0 ? 'No secret is kept.' : found.secrets.join('\n')));
      return;
    }
    const name = args._[1];
    if (name === undefined) throw new CuspError(ERRORS.invalidUsage, 'the NAME of the secret is missing');
    const path = `/api/v1/secrets/${encodeURIComponent(name)}`;
    if (args.action === 'set') {
      await client.put(path, { value: valueOf(args.from, environment) });
      answer({ kept: name }, () => `${name} is kept, encrypted.`);
    } else if (args.action === 'remove') {
      await client.delete(path);
      answer({ removed: name }, () => `${name} is forgotten.`);
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, set nor remove`);
    }
  },
);

/** A secret on a command line would be seen by every process and stay in the shell's history; a variable is not. */
function valueOf(variable: string | undefined, { env }: CliEnvironment): string {
  const value = variable === undefined ? undefined : env[variable];
  if (value === undefined || value === '') {
    throw new CuspError(ERRORS.invalidUsage, variable === undefined ? '--from is missing' : `the variable ${variable} is empty`, {
      remedy: 'Put the secret into an environment variable, and give its name with --from.',
    });
  }
  return value;
}
