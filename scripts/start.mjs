/**
 * `npm start`: from a fresh clone to a running engine with the demo workspace. Arguments go to `cusp start`.
 * The engine runs in this very process, so signals reach it and its exit code is ours.
 */
import { pathToFileURL } from 'node:url';
import { ready } from './ready/ready.mjs';
import { engineMain } from './ready/repository.mjs';

await ready();
process.argv = [process.execPath, engineMain, 'start', '--demo', ...process.argv.slice(2)];
await import(pathToFileURL(engineMain).href);
