/** `npm test [-- FILTER… VITEST OPTIONS…]`: every test, and as the last line how many passed and failed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ready } from './ready/ready.mjs';
import { runNode } from './ready/run-program.mjs';
import { countsLine, countTests } from './test-counts.mjs';

await ready();
const folder = mkdtempSync(join(tmpdir(), 'cusp-test-'));
try {
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runNode('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...process.argv.slice(2)]);
  const counts = countTests(readReport(report), code);
  console.log(countsLine(counts));
  process.exitCode = counts.failed > 0 ? code || 1 : code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // vitest ended before it could report: countTests makes that a failure
  }
}
