/** `npm run bench [-- NAME… --json FILE …]`: measures the published figures. `-- --help` lists names and options. */
import { ready } from './ready/ready.mjs';
import { runNode } from './ready/run-program.mjs';

await ready({ only: ['engine', 'bench'] });
const { code } = await runNode('bench/dist/main.js', process.argv.slice(2));
process.exitCode = code;
