import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { localCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { shippedDefinitions } from '../shipped-definitions.js';

/** `cusp init DIR` */
export const init = localCommand(
  {
    name: 'init',
    description: COMMAND_SUMMARIES.init ?? '',
    args: { directory: { type: 'positional', required: true, description: 'The workspace to begin; made when it is not there' } },
  },
  async ({ args, environment, answer }) => {
    const standard = shippedDefinitions('standard');
    const directory = resolve(environment.cwd, args.directory);
    await mkdir(directory, { recursive: true });
    const names = (await readdir(standard)).filter((name) => name.endsWith('.yaml')).toSorted();
    const taken = new Set(await readdir(directory));
    const first = names.find((name) => taken.has(name));
    if (first !== undefined) {
      const remedy = 'Name another directory, or move the file away: what you wrote is not overwritten.';
      throw new CuspError(ERRORS.invalidUsage, `${args.directory} holds a ${first} already`, { remedy });
    }
    for (const name of names) await copyFile(join(standard, name), join(directory, name), constants.COPYFILE_EXCL);
    answer({ directory, files: names }, () => `Wrote ${names.join(', ')}. Look at them, change them, then: cusp plan ${args.directory}`);
  },
);
