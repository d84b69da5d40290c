/** What a package holds is enough: nothing of a checkout is there when it has been installed. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
let folder: string;

/** As `npm pack` and `npm install` would: package.json and what its `files` name; what it depends on stands beside it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cusp-installed-'));
  const engine = join(repository, 'packages/engine');
  const { files } = JSON.parse(readFileSync(join(engine, 'package.json'), 'utf8')) as { files: string[] };
  for (const file of ['package.json', ...files]) cpSync(join(engine, file), join(folder, 'package', file), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('cusp init works from an installed package', async () => {
  const main = join(folder, 'package/dist/bin/cusp.js');
  await promisify(execFile)(process.execPath, [main, 'init', 'mine'], { cwd: folder, timeout: 60_000 });
  const files = readdirSync(join(folder, 'mine'));
  expect(files).toEqual(['lifecycle.yaml', 'metrics.yaml', 'segments.yaml']);
  for (const file of files) {
    expect(readFileSync(join(folder, 'mine', file), 'utf8')).toBe(readFileSync(join(repository, 'examples/standard', file), 'utf8'));
  }
});
