import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../ready/repository.mjs';
import { runNode } from '../ready/run-program.mjs';
import { ENGINE_MUTATIONS } from './engine-mutations.mjs';

/** So many answers may be compared before a mistake is found. */
const MOST_PAIRS = 40_000;
/** The same of sequences of events and decisions, with some 4,000 answers each. */
const MOST_SEQUENCES = 150;
/** The same of histories of deciding, with some 200 decisions each. */
const MOST_HISTORIES = 100;
/** A mistake may make the engine run for ever: that is found too. */
const MOST_MILLISECONDS = 120_000;
const SEED = 1;

/**
 * Makes one mistake after the other in a copy of the built engine, and lets the oracle look for it.
 * @param {readonly string[]} names those to make, by any part of their name; all when empty
 * @returns {Promise<number>} how many were not found
 */
export async function findMutations(names) {
  const asked = ENGINE_MUTATIONS.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
  const directory = await mkdtemp(join(tmpdir(), 'cusp-mutations-'));
  try {
    const engine = join(repository, 'packages/engine');
    await cp(join(engine, 'dist'), join(directory, 'dist'), { recursive: true });
    await cp(join(engine, 'package.json'), join(directory, 'package.json'));
    await symlink(join(repository, 'node_modules'), join(directory, 'node_modules'));
    if ((await lookForMistake(directory)) !== undefined) throw new Error('answers differ before any mistake was made');
    console.log(`| mistake | answers compared until it is found |\n|---|---|`);
    let missed = 0;
    for (const mutation of asked) {
      const found = await pairsUntilFound(directory, mutation);
      if (found === undefined) missed++;
      console.log(`| ${mutation.name} | ${found ?? '**not found**'} |`);
    }
    return missed;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** @returns {Promise<string | undefined>} undefined when the oracle did not find it */
async function pairsUntilFound(directory, { name, file, from, to, sequences, deciding }) {
  const path = join(directory, 'dist', file);
  const code = await readFile(path, 'utf8');
  if (code.split(from).length !== 2) throw new Error(`${name}: ${file} does not hold this exactly once: ${from}`);
  try {
    await writeFile(
      path,
      code.replace(from, () => to),
    );
    return await (deciding === true ? lookInDeciding(directory) : lookForMistake(directory, sequences));
  } finally {
    await writeFile(path, code);
  }
}

/** @returns {Promise<string | undefined>} how many answers were compared until one differed; undefined when none did */
async function lookForMistake(directory, inSequences = false) {
  const main = join(directory, 'dist/simulation/oracle/main.js');
  const bound = inSequences ? ['--identity', String(MOST_SEQUENCES)] : ['--pairs', String(MOST_PAIRS)];
  const options = [...bound, '--seed', String(SEED), '--first'];
  const { code, output } = await runNode(main, options, { capture: true, timeout: MOST_MILLISECONDS });
  return code === 0 ? undefined : (/^(\d+) answers compared/m.exec(output)?.[1] ?? 'it runs for ever, or throws');
}

/** @returns {Promise<string | undefined>} among how many decisions some differed; undefined when none did */
async function lookInDeciding(directory) {
  const main = join(directory, 'dist/simulation/deciding/main.js');
  const options = ['--worlds', String(MOST_HISTORIES), '--seed', String(SEED)];
  const { code, output } = await runNode(main, options, { capture: true, timeout: MOST_MILLISECONDS });
  if (code === 0) return undefined;
  const [, decisions, differ] = /^decisions +(\d+)$[^]*^differ +(\d+)$/m.exec(output) ?? [];
  return differ === undefined ? 'it runs for ever, or throws' : `${differ} of ${decisions} decisions`;
}
