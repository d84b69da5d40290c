/** `npm run oracle`: holds the engine to its slow twin over random worlds. */
import { parseArgs } from 'node:util';
import { compareSequence } from './compare-sequence.js';
import { compareWorld } from './compare-world.js';
import { plainWorld } from './plain-world.js';
import { shuffledStates } from './shuffled-states.js';
import { shrunk, wayOf } from './shrink.js';
import { Tally } from './tally.js';
import { oracleWorld } from './world.js';

const usage = `npm run oracle -- [--pairs N] [--seed S] [--digest] [--first] [--shuffles N] [--identity N]

Compares the engine with its slow twin on random worlds until at least N answers were compared (default 1000000).
The first world has the seed S (default: drawn); each next one the following number. Where answers differ, the smallest world
in which they do is looked for and printed as a test case for kept-worlds.ts. Ends with 1 when any answer differs.
With --digest one text for all of the engine's answers is printed, which is the same wherever the seed is.
With --first it ends at the first world in which answers differ, and looks for no smaller one.
With --shuffles the events of a world, and what people decide in it about who is one customer, come in N orders, with repetitions,
instead: the state has to be the same.
With --identity N short sequences of events, decisions, learned links, erasures and types of identifiers are compared after each step instead.`;

/** So many worlds with differing answers are enough. */
const MOST_DIFFERING = 5;
/** A kind of answer of which less is seen proves too little. */
const LEAST_SHARE = 0.05;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    digest: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    shuffles: { type: 'string' },
    identity: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else if (values.identity !== undefined) await runSequences(whole('identity', values.identity), firstSeed());
else if (values.shuffles === undefined) await run(whole('pairs', values.pairs), firstSeed());
else await shuffle(whole('shuffles', values.shuffles), firstSeed());

function firstSeed(): number {
  return values.seed === undefined ? Math.floor(Math.random() * 1e9) : whole('seed', values.seed);
}

async function shuffle(orders: number, seed: number): Promise<void> {
  const { digest, states, decisions } = await shuffledStates(seed, orders);
  console.log(`world ${seed} with ${decisions} decisions on identity in ${orders} orders: ${states} different states; ${digest}`);
  process.exitCode = states === 1 ? 0 : 1;
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${option} takes a whole number, not ${text}`);
  return number;
}

async function run(pairs: number, first: number): Promise<void> {
  const tally = new Tally({ digested: values.digest });
  const differing = new Map<number, string>();
  const started = performance.now();
  let seed = first;
  for (; tally.total < pairs && differing.size < (values.first ? 1 : MOST_DIFFERING); seed++) {
    const before = tally.mismatches.length;
    await compareWorld(seed, tally);
    const found = tally.mismatches[before];
    if (found !== undefined) differing.set(seed, found);
    if ((seed - first) % 200 === 199) console.error(`… ${tally.total} compared`);
  }
  const seconds = (performance.now() - started) / 1_000;
  printCounts(tally);
  for (const [world, mismatch] of differing) {
    if (values.first) console.log(mismatch);
    else await printSmallest(world, mismatch);
  }
  console.log(
    `${tally.total} answers compared in ${seed - first} worlds from seed ${first}, ${Math.round(tally.total / seconds)} a second: ${tally.mismatches.length} differ`,
  );
  if (values.digest) console.log(`digest ${tally.digest}`);
  process.exitCode = tally.mismatches.length > 0 ? 1 : 0;
}

async function runSequences(count: number, first: number): Promise<void> {
  const tally = new Tally({ digested: values.digest });
  const differing: string[] = [];
  for (let seed = first; seed < first + count && differing.length < (values.first ? 1 : MOST_DIFFERING); seed++) {
    const before = tally.mismatches.length;
    await compareSequence(seed, tally, { erasures: seed % 2 === 0 });
    const found = tally.mismatches[before];
    if (found !== undefined) differing.push(found);
  }
  printCounts(tally);
  for (const mismatch of differing) console.log(mismatch);
  console.log(`${tally.total} answers compared in sequences from seed ${first}: ${tally.mismatches.length} differ`);
  process.exitCode = tally.mismatches.length > 0 ? 1 : 0;
}

function printCounts(tally: Tally): void {
  for (const [way, count] of [...tally.pairs].sort()) console.log(`${way.padEnd(24)} ${String(count).padStart(9)}`);
  console.log(`\n${'about'.padEnd(24)} ${'yes'.padStart(9)} ${'no'.padStart(9)}`);
  for (const [subject, { yes, no }] of [...tally.subjects].sort()) {
    const note = tally.shareOf(subject) < LEAST_SHARE ? '  (nearly always the same)' : '';
    console.log(`${subject.padEnd(24)} ${String(yes).padStart(9)} ${String(no).padStart(9)}${note}`);
  }
  console.log('');
}

async function printSmallest(seed: number, mismatch: string): Promise<void> {
  const smallest = await shrunk(plainWorld(oracleWorld(seed)), wayOf(mismatch));
  console.log(
    `${mismatch}\nThe smallest world in which they differ, for kept-worlds.ts:\n{ what: ${JSON.stringify(wayOf(mismatch))}, world: ${JSON.stringify(smallest)} },\n`,
  );
}
