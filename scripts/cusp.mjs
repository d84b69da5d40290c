/** `npm run cusp -- …`: the command line of this checkout, built first when it is not fresh. */
import { pathToFileURL } from 'node:url';
import { ready } from './ready/ready.mjs';
import { engineMain } from './ready/repository.mjs';

await ready({ only: ['engine'] });
process.argv = [process.execPath, engineMain, ...process.argv.slice(2)];
await import(pathToFileURL(engineMain).href);
