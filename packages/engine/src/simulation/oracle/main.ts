/** `npm run oracle`: holds the engine to its slow twin over random worlds. */
import { parseArgs } from 'node:util';
import { compareWorld } from './compare-world.js';
import { Tally } from './tally.js';

const usage = `npm run oracle -- [--pairs N] [--seed S]

Compares the engine with its slow twin on random worlds until at least N answers were compared (default 1000000).
The first world has the seed S (default: drawn); each next one the following number. Ends with 1 when any answer differs.`;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else await run(whole('pairs', values.pairs), values.seed === undefined ? Math.floor(Math.random() * 1e9) : whole('seed', values.seed));

function whole(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${option} takes a whole number, not ${text}`);
  return number;
}

async function run(pairs: number, first: number): Promise<void> {
  const tally = new Tally();
  const started = performance.now();
  let seed = first;
  for (; tally.total < pairs && tally.mismatches.length < 20; seed++) {
    await compareWorld(seed, tally);
    if ((seed - first) % 200 === 199) console.error(`… ${tally.total} compared`);
  }
  const seconds = (performance.now() - started) / 1_000;
  for (const [kind, count] of [...tally.pairs].sort()) console.log(`${kind.padEnd(20)} ${String(count).padStart(9)}`);
  for (const mismatch of tally.mismatches.slice(0, 20)) console.log(mismatch);
  console.log(
    `${tally.total} answers compared in ${seed - first} worlds from seed ${first}, ${Math.round(tally.total / seconds)} a second: ${tally.mismatches.length} differ`,
  );
  process.exitCode = tally.mismatches.length > 0 ? 1 : 0;
}
