/** `npm run oracle -- deciding`: that what is decided is what the slow twin says. */
import { parseArgs } from 'node:util';
import { playDeciding } from './deciding-world.js';

const usage = `npm run oracle -- deciding [--worlds N] [--seed S]

Plays N random histories (default 2000) of campaigns of every trigger, customers who merge and part, pauses, deliveries that end in all ways, and restarts; holds each decision
to a twin that goes through everything, and to its own replay from the record. Ends with 1 when one differs.`;
const STEPS = 120;
const MOST_SHOWN = 5;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    worlds: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else run(Number(values.worlds), Number(values.seed));

function run(worlds: number, first: number): void {
  if (!Number.isSafeInteger(worlds) || !Number.isSafeInteger(first)) throw new Error('--worlds and --seed take whole numbers');
  const causes = new Map<string, number>();
  const reasons = new Map<string, number>();
  const wrong: string[] = [];
  let restarts = 0;
  for (let seed = first; seed < first + worlds; seed++) {
    const played = playDeciding(seed, STEPS);
    restarts += played.restarts;
    wrong.push(...played.wrong.map((what) => `world ${seed}: ${what}`));
    for (const { cause, reason, step } of played.decisions) {
      add(causes, step === undefined ? cause.kind : 'follow-up');
      add(reasons, reason ?? 'sent');
    }
  }
  const decisions = [...causes.values()].reduce((sum, count) => sum + count, 0);
  const lines = [
    ['worlds', worlds],
    ['restarts', restarts],
    ['decisions', decisions],
    ...named('set off by', causes),
    ...named('ended as', reasons),
    ['differ', wrong.length],
  ];
  for (const [what, figure] of lines) console.log(`${String(what).padEnd(40)} ${String(figure).padStart(14)}`);
  for (const one of wrong.slice(0, MOST_SHOWN)) console.log(one);
  process.exitCode = wrong.length === 0 && decisions > 0 ? 0 : 1;
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function named(title: string, counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([, left], [, right]) => right - left).map(([what, count]) => [`${title}: ${what}`, count]);
}
