import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryDirectory } from './fixtures.js';

const ENTRIES = 3_000;
/** After which line that the process says, and how many milliseconds later, it is killed. */
const DEATHS: readonly (readonly [string, number])[] = [
  ['opened', 0],
  ['started', 30],
  ['step 3', 0],
  ['step 5', 45],
];

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const directory = temporaryDirectory();
let program: string;

beforeAll(() => {
  program = mkdtempSync(join(tmpdir(), 'cusp-feeder-'));
  writeFileSync(join(program, 'package.json'), '{"type":"module"}');
  const chdb = createRequire(import.meta.url).resolve('chdb/package.json');
  symlinkSync(join(dirname(chdb), '..'), join(program, 'node_modules'));
  for (const folder of ['journal', 'runtime', 'vocabulary', 'warehouse']) transpile(folder);
});

afterAll(() => {
  rmSync(program, { recursive: true, force: true });
  directory.remove();
});

function transpile(folder: string): void {
  mkdirSync(join(program, folder));
  for (const name of readdirSync(join(SOURCE, folder))) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
    const { outputText } = ts.transpileModule(readFileSync(join(SOURCE, folder, name), 'utf8'), { compilerOptions });
    writeFileSync(join(program, folder, name.replace(/\.ts$/, '.js')), outputText);
  }
}

/** One life of the process. Resolves with its last line; with a death given it is killed then. */
async function live(death?: readonly [string, number]): Promise<string> {
  const script = join(program, 'warehouse', 'feeder-under-fire.js');
  const child = spawn(process.execPath, [script, directory.path, String(ENTRIES)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (death?.[0] === line) setTimeout(() => child.kill('SIGKILL'), death[1]);
  }
  await ended;
  return last;
}

it('a killed process leaves no row missing and none double, wherever it was', { timeout: 180_000 }, async () => {
  for (const death of DEATHS) expect(await live(death)).not.toMatch(/^done/);
  const [, result = '{}'] = /^done (.*)$/.exec(await live()) ?? [];
  const moments = ENTRIES / 10;
  const events = ENTRIES - moments;
  const numbers = Array.from({ length: ENTRIES }, (_, i) => (i % 10 === 9 ? 0 : i));
  expect(JSON.parse(result)).toEqual({
    events,
    distinct_events: events,
    sum: numbers.reduce((sum, n) => sum + n, 0),
    moments,
    rows: ENTRIES,
    differing: 0,
  });
});
