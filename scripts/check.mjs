/** `npm run check`: types, lint, format, dead code, boundaries and house-keeping. One line each; the output of what failed follows. */
import { existsSync } from 'node:fs';
import { ready } from './ready/ready.mjs';
import { inRepository } from './ready/repository.mjs';
import { runNode } from './ready/run-program.mjs';

const tsc = 'node_modules/@typescript/native/bin/tsc';
const checks = [
  ...['packages/engine', 'packages/console', 'packages/tracker', 'bench', 'scripts'].map((project) => ({
    name: `types ${project}`,
    needs: `${project}/tsconfig.json`,
    run: [tsc, '--noEmit', '-p', project],
  })),
  { name: 'lint', run: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
  { name: 'format', run: ['node_modules/@biomejs/biome/bin/biome', 'format', '.'] },
  { name: 'dead code', run: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'boundaries and house-keeping', run: ['node_modules/vitest/vitest.mjs', 'run', 'scripts/house'] },
];

await ready({ only: ['engine'] }); // the console reads the engine's types out of its build
let failed = 0;
for (const check of checks) {
  if (check.needs !== undefined && !existsSync(inRepository(check.needs))) {
    console.log(`-    ${check.name}: nothing there`);
    continue;
  }
  const { code, output } = await runNode(check.run[0], check.run.slice(1), { capture: true });
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.name}`);
  if (code === 0) continue;
  failed += 1;
  console.log(output.trimEnd());
}
console.log(failed === 0 ? 'all checks passed' : `${failed} of ${checks.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
