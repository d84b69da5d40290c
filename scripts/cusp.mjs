/** `npm run cusp -- …`: the command line of this checkout, built first when it is not fresh. */
import { pathToFileURL } from 'node:url';
import { ready } from './ready/ready.mjs';
import { engineMain } from './ready/repository.mjs';

await ready({ only: ['engine'] });
// `npm run` changes to the root; paths are meant from where the caller stands.
const caller = process.env.npm_lifecycle_event === 'cusp' ? process.env.INIT_CWD : undefined;
if (caller !== undefined) process.chdir(caller);
process.argv = [process.execPath, engineMain, ...process.argv.slice(2)];
await import(pathToFileURL(engineMain).href);
