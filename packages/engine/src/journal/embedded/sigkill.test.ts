import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockDataFolder } from '../../runtime/data-lock.js';
import { scanned } from '../journal-contract.js';
import { openEmbeddedJournal } from './embedded-journal.js';

const ROUNDS = 5;
const SEGMENT_BYTES = 128 * 1024;
const SOURCE = fileURLToPath(new URL('../..', import.meta.url));

/** Three writers append numbered entries and report a number once its commit has resolved. */
const WRITER = `
  import { writeSync } from 'node:fs';
  import { openEmbeddedJournal } from './journal/embedded/embedded-journal.js';
  import { lockDataFolder } from './runtime/data-lock.js';
  const [directory, first] = [process.argv[2], Number(process.argv[3])];
  await lockDataFolder(directory);
  const journal = await openEmbeddedJournal({ directory, segmentBytes: ${SEGMENT_BYTES} });
  let next = first;
  const write = async () => {
    for (;;) {
      const count = 1 + Math.floor(Math.random() * 40);
      for (let i = 0; i < count; i++) journal.append('event', JSON.stringify({ n: next++, pad: 'x'.repeat(Math.random() * 1200) }));
      const last = next - 1;
      await journal.commit();
      writeSync(1, last + '\\n');
    }
  };
  await Promise.all([write(), write(), write()]);
`;

let program: string;
let directory: string;

beforeAll(async () => {
  program = await mkdtemp(join(tmpdir(), 'cusp-writer-'));
  directory = await mkdtemp(join(tmpdir(), 'cusp-journal-'));
  for (const folder of ['journal', 'runtime', 'vocabulary']) await transpile(join(SOURCE, folder));
  await writeFile(join(program, 'package.json'), '{"type":"module"}');
  await writeFile(join(program, 'writer.js'), WRITER);
});

afterAll(async () => {
  for (const folder of [program, directory]) await rm(folder, { recursive: true, force: true });
});

async function transpile(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const source = await readFile(join(folder, name), 'utf8');
    const target = join(program, relative(SOURCE, join(folder, name))).replace(/\.ts$/, '.js');
    await mkdir(dirname(target), { recursive: true });
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
    await writeFile(target, ts.transpileModule(source, { compilerOptions }).outputText);
  }
}

/** Runs a writer and kills it, without warning, after so many acknowledgements. @returns the highest number that it reported. */
async function runAndKill(first: number, acknowledgements: number): Promise<number> {
  const child = spawn(process.execPath, [join(program, 'writer.js'), directory, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const died = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  let highest = -1;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    highest = Math.max(highest, Number(line));
    lines += 1;
    if (lines === acknowledgements) child.kill('SIGKILL');
  }
  expect(await died).toBe('SIGKILL');
  return highest;
}

it('a killed process loses nothing that it acknowledged, doubles nothing and invents nothing', async () => {
  let expected = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const acknowledged = await runAndKill(expected, 10 + round * 17);
    const lock = await lockDataFolder(directory);
    const journal = await openEmbeddedJournal({ directory, segmentBytes: SEGMENT_BYTES });
    const numbers = (await scanned(journal)).map(({ text }) => (JSON.parse(text) as { n: number }).n);
    expect(numbers).toEqual(numbers.map((_, i) => i));
    expect(numbers.length).toBeGreaterThan(acknowledged);
    expected = numbers.length;
    await journal.close();
    await lock.release();
  }
});
