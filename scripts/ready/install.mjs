import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withProgress } from './progress.mjs';
import { inRepository } from './repository.mjs';
import { runProgram } from './run-program.mjs';

/** Runs `npm ci` when what is installed is not what package-lock.json asks for. */
export async function ensureInstalled() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (isLinked(inRepository('node_modules'))) {
    throw new Error(`node_modules is a link to elsewhere and lacks ${missing.slice(0, 5).join(', ')}; install there, or remove the link.`);
  }
  await withProgress(`Installing ${missing.length} packages`, async () => {
    const { code, output } = await runNpm(['ci', '--no-fund', '--no-audit', '--loglevel=error']);
    if (code !== 0) throw new Error(`npm ci failed (${code}):\n${output}`);
  });
}

/**
 * Compares versions, not dates: a fresh checkout, a copied folder and an install that was cut short are all seen.
 * Packages for other platforms are optional in the lock file and do not count.
 * @returns {string[]} names of packages that are absent or of another version
 */
function missingPackages() {
  const wanted = packagesOf(inRepository('package-lock.json'));
  const installedFile = inRepository('node_modules/.package-lock.json');
  const installed = existsSync(installedFile) ? packagesOf(installedFile) : {};
  return Object.keys(wanted).filter(
    (path) =>
      path.includes('node_modules/') && !wanted[path].link && !wanted[path].optional && installed[path]?.version !== wanted[path].version,
  );
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}

function isLinked(path) {
  return existsSync(path) && lstatSync(path).isSymbolicLink();
}

/** npm ships beside Node; inside `npm start` it says where it is. */
function runNpm(args) {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const cli = [process.env.npm_execpath, beside].find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  if (cli !== undefined) return runProgram(process.execPath, [cli, ...args], { capture: true });
  return runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { capture: true });
}
