/** `npm run chaos -- --kills N --seed S`: kills the server again and again under load and checks that nothing acknowledged is lost. */
import { ready } from './ready/ready.mjs';
import { repository } from './ready/repository.mjs';
import { runNode } from './ready/run-program.mjs';

await ready({ only: ['engine', 'chaos'] });
const { code } = await runNode('packages/engine/test/chaos/dist/test/chaos/main.js', [
  '--repository',
  repository,
  ...process.argv.slice(2),
]);
process.exitCode = code;
