import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import boundaries from './boundaries.config.mjs';
import { checkBoundaries } from './boundaries.js';

const engine = 'packages/engine/src';
const value = 'export const value = 1;';
const needs = (path: string) => `import { value } from '${path}'; console.log(value);`;
const needsType = (path: string) => `import type { value } from '${path}'; export type Value = typeof value;`;

/** One planted violation per rule: the files, and who is to be blamed. */
const planted: Record<string, Record<string, string>> = {
  'no-import-upward-from-vocabulary': { [`${engine}/vocabulary/a.ts`]: needsType('../runtime/b.js'), [`${engine}/runtime/b.ts`]: value },
  'no-import-upward-from-runtime': { [`${engine}/runtime/a.ts`]: needs('../journal/b.js'), [`${engine}/journal/b.ts`]: value },
  'no-import-upward-from-ports': { [`${engine}/state/a.ts`]: needs('../detect/b.js'), [`${engine}/detect/b.ts`]: value },
  'no-import-upward-from-stages': { [`${engine}/detect/a.ts`]: needs('../pipeline.js'), [`${engine}/pipeline.ts`]: value },
  'no-import-upward-from-pipeline': { [`${engine}/pipeline.ts`]: needs('./engine.js'), [`${engine}/engine.ts`]: value },
  'no-import-upward-from-engine': { [`${engine}/engine.ts`]: needs('./api/b.js'), [`${engine}/api/b.ts`]: value },
  'no-import-upward-from-api': { [`${engine}/api/a.ts`]: needsType('../cli/b.js'), [`${engine}/cli/b.ts`]: value },
  'stages-never-import-each-other': { [`${engine}/collect/a.ts`]: needsType('../clean/b.js'), [`${engine}/clean/b.ts`]: value },
  'drivers-are-picked-in-engine-only': {
    [`${engine}/act/a.ts`]: needs('../journal/embedded/b.js'),
    [`${engine}/journal/embedded/b.ts`]: value,
  },
  'only-the-warehouse-knows-clickhouse': { [`${engine}/profile/a.ts`]: needs('chdb') },
  'simulation-stays-outside': { [`${engine}/api/a.ts`]: needs('../simulation/b.js'), [`${engine}/simulation/b.ts`]: value },
  'console-knows-the-contract-only': {
    'packages/console/src/a.tsx': needsType('../../engine/src/engine.js'),
    [`${engine}/engine.ts`]: value,
  },
  'console-takes-types-only': {
    'packages/console/src/a.tsx': needs('../../engine/src/api/contract.js'),
    [`${engine}/api/contract.ts`]: value,
  },
  'no-circular-imports-at-run-time': {
    [`${engine}/runtime/a.ts`]: `${needs('./b.js')} export const other = 2;`,
    [`${engine}/runtime/b.ts`]: `import { other } from './a.js'; export const value = other;`,
  },
};

/** What looks like a violation and is none. */
const allowed: Record<string, Record<string, string>> = {
  'a test may see everything': { [`${engine}/detect/a.test.ts`]: needs('../clean/b.js'), [`${engine}/clean/b.ts`]: value },
  'a test of the console, too': {
    'packages/console/test/a.test.ts': needs('../../engine/src/clean/b.js'),
    [`${engine}/clean/b.ts`]: value,
  },
  'engine.ts picks drivers': { [`${engine}/engine.ts`]: needs('./journal/embedded/b.js'), [`${engine}/journal/embedded/b.ts`]: value },
  'the demo starts the simulation': { [`${engine}/cli/demo-shop.ts`]: needs('../simulation/b.js'), [`${engine}/simulation/b.ts`]: value },
  'types may refer to each other': {
    [`${engine}/runtime/a.ts`]: `${needsType('./b.js')} export const other = 2;`,
    [`${engine}/runtime/b.ts`]: `import type { other } from './a.js'; export const value: typeof other = 2;`,
  },
  'the console reads the contract': {
    'packages/console/src/a.tsx': needsType('../../engine/src/api/contract.js'),
    [`${engine}/api/contract.ts`]: value,
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cusp-boundaries-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plant(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe('boundaries', () => {
  test('the repository keeps them, and was really read', { timeout: 300_000 }, async () => {
    const report = await checkBoundaries(process.cwd());
    expect(report.violations).toEqual([]);
    expect(report.modules).toBeGreaterThan(10);
  });

  test('every rule has a planted violation', () => {
    expect(Object.keys(planted).sort()).toEqual(boundaries.forbidden.map((rule) => rule.name).sort());
  });

  test.each(Object.entries(planted))('catches a violation of %s', async (rule, files) => {
    plant(files);
    const report = await checkBoundaries(folder);
    expect(report.violations.map((violation) => violation.rule)).toContain(rule);
  });

  test.each(Object.entries(allowed))('%s', async (_, files) => {
    plant(files);
    const report = await checkBoundaries(folder);
    expect(report.violations).toEqual([]);
    expect(report.modules).toBeGreaterThan(0);
  });
});
