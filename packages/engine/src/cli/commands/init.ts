import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
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
    args: {
      directory: { type: 'positional', required: true, description: 'The workspace to begin; made when it is not there' },
      moments: { type: 'boolean', description: 'Also copy the library of ready moments' },
    },
  },
  async ({ args, environment, answer }) => {
    const libraries = [shippedDefinitions('standard'), ...(args.moments === true ? [shippedDefinitions('moments')] : [])];
    const directory = resolve(environment.cwd, args.directory);
    await mkdir(directory, { recursive: true });
    const files = (await Promise.all(libraries.map(filesOf))).flat();
    const names = files.map((file) => basename(file));
    const taken = new Set(await readdir(directory));
    const first = names.find((name) => taken.has(name));
    if (first !== undefined) {
      const remedy = 'Name another directory, or move the file away: what you wrote is not overwritten.';
      throw new CuspError(ERRORS.invalidUsage, `${args.directory} holds a ${first} already`, { remedy });
    }
    for (const file of files) await copyFile(file, join(directory, basename(file)), constants.COPYFILE_EXCL);
    answer({ directory, files: names }, () => `Wrote ${names.join(', ')}. Look at them, change them, then: cusp plan ${args.directory}`);
  },
);

/** The definition files of a library, in the order of their names. */
async function filesOf(library: string): Promise<readonly string[]> {
  const names = (await readdir(library)).filter((name) => name.endsWith('.yaml')).toSorted();
  return names.map((name) => join(library, name));
}
