import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** The tools that keep house are only worth their time when they bite: each is given something that it must refuse. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cusp-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(script: string, ...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(script), ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

const lint = () => run('node_modules/oxlint/bin/oxlint', '-c', resolve('.oxlintrc.json'), '--deny-warnings', '.');

test.each([
  ['no-explicit-any', 'export function take(value: any): void {\n  console.log(value);\n}\n'],
  ['no-unused-vars', 'export function take(): void {\n  const unused = 1;\n}\n'],
  ['ban-ts-comment', '// @ts-ignore\nexport const value: number = "text";\n'],
  ['no-empty', 'export function take(act: () => void): void {\n  try {\n    act();\n  } catch {}\n}\n'],
  ['no-focused-tests', "import { test } from 'vitest';\ntest.only('a', () => {});\n"],
  ['max-lines-per-function', `export function long(): void {\n${'  console.log(1);\n'.repeat(101)}}\n`],
])('lint refuses what breaks %s', (rule, text) => {
  plant(rule === 'no-focused-tests' ? 'a.test.ts' : 'a.ts', text);
  const { code, output } = lint();
  expect(output).toContain(rule);
  expect(code).not.toBe(0);
});

test('lint lets clean code through', () => {
  plant('a.ts', 'export function double(value: number): number {\n  return value * 2;\n}\n');
  expect(lint()).toMatchObject({ code: 0 });
});

test('the dead-code check names a dead file, a dead export and a dead dependency', () => {
  copyFileSync('knip.json', join(folder, 'knip.json'));
  plant('package.json', JSON.stringify({ name: 'planted', workspaces: ['packages/*'] }));
  plant('packages/engine/package.json', JSON.stringify({ name: 'engine', dependencies: { 'never-imported': '1.0.0' } }));
  plant('packages/engine/src/index.ts', "import { used } from './used.js';\nconsole.log(used);\n");
  plant('packages/engine/src/used.ts', 'export const used = 1;\nexport const deadExport = 2;\n');
  plant('packages/engine/src/dead-file.ts', 'export const value = 1;\n');
  const { code, output } = run('node_modules/knip/bin/knip.js', '--no-progress');
  for (const dead of ['dead-file.ts', 'deadExport', 'never-imported']) expect(output).toContain(dead);
  expect(code).not.toBe(0);
});

test('the format check refuses what is not formatted', () => {
  copyFileSync('biome.json', join(folder, 'biome.json'));
  plant('a.ts', 'export   const value = "double quotes"\n');
  const { code } = run('node_modules/@biomejs/biome/bin/biome', 'format', '--vcs-enabled=false', '.');
  expect(code).not.toBe(0);
});
