import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testTerminal } from '../../../test/test-terminal.js';

const examples = (name: string): string => fileURLToPath(new URL(`../../../../../examples/${name}`, import.meta.url));
const STANDARD = examples('standard');

describe('cusp init', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cusp-init-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...argv: string[]) => testTerminal(folder, { env: {}, now: () => 0 }).run('init', ...argv);

  test('begins a workspace with the standard definitions, as they stand in the examples', async () => {
    const { code, out } = await run('mine', '--json');
    expect(code).toBe(0);
    const { files } = JSON.parse(out) as { files: string[] };
    expect(files).toEqual(['lifecycle.yaml', 'metrics.yaml', 'segments.yaml']);
    for (const file of files) expect(readFileSync(join(folder, 'mine', file), 'utf8')).toBe(readFileSync(join(STANDARD, file), 'utf8'));
  });

  test('adds the ready moments when asked to', async () => {
    const { code, out } = await run('moments', '--moments', '--json');
    expect(code).toBe(0);
    const { files } = JSON.parse(out) as { files: string[] };
    const ready = ['after-buying.yaml', 'buying.yaml', 'website.yaml'];
    expect(files).toEqual(['lifecycle.yaml', 'metrics.yaml', 'segments.yaml', ...ready]);
    for (const file of ready) {
      expect(readFileSync(join(folder, 'moments', file), 'utf8')).toBe(readFileSync(join(examples('moments'), file), 'utf8'));
    }
  });

  test('overwrites nothing, and then writes nothing', async () => {
    mkdirSync(join(folder, 'theirs'));
    writeFileSync(join(folder, 'theirs', 'segments.yaml'), 'mine: true\n');
    const { code, err } = await run('theirs');
    expect(code).not.toBe(0);
    expect(err).toContain('segments.yaml');
    expect(readdirSync(join(folder, 'theirs'))).toEqual(['segments.yaml']);
    expect(readFileSync(join(folder, 'theirs', 'segments.yaml'), 'utf8')).toBe('mine: true\n');
  });
});
