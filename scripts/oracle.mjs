/** `npm run oracle [-- --pairs N --seed S]`: compares the engine with its slow twin on random worlds; exits 1 when any answer differs. */
import { ready } from './ready/ready.mjs';
import { runNode } from './ready/run-program.mjs';

await ready({ only: ['engine'] });
const { code } = await runNode('packages/engine/dist/simulation/oracle/main.js', process.argv.slice(2));
process.exitCode = code;
