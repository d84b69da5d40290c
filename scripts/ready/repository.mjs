import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the repository: every script works from here, wherever it is called from. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {string[]} path inside the repository */
export function inRepository(...path) {
  return join(repository, ...path);
}

/** The file that starts the engine and the command line. */
export const engineMain = inRepository('packages/engine/dist/bin/cusp.js');
