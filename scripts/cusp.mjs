// Runs the command line from a clone: builds the engine when it was not built yet, then hands everything on.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'packages/engine/dist/cli/main.js');

/** Runs a program to its end with this terminal; ends this process when it fails. */
function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(main)) {
  if (!existsSync(join(root, 'node_modules'))) {
    process.stderr.write('Installing …\n');
    run('npm', ['ci'], root);
  }
  process.stderr.write('Building the engine …\n');
  run(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'packages/engine/tsconfig.build.json'], root);
}

// `npm run` changes to the root; paths are meant from where the caller stands.
const caller = process.env.npm_lifecycle_event === 'cusp' ? process.env.INIT_CWD : undefined;
if (caller !== undefined) process.chdir(caller);
process.argv.splice(1, 1, main);
await import(pathToFileURL(main).href);
