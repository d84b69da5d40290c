/** `npm run oracle -- experiments`: whether what experiments promise is kept, over many tests and worlds whose truth is known. */
import { parseArgs } from 'node:util';
import { effectsInWorld, type WorldEffect } from './campaign-worlds.js';
import { coverageOf, isKept, KINDS, promisesOf } from './promises.js';

const usage = `npm run oracle -- experiments [--tests N] [--worlds N] [--from N] [--customers N] [--kind K]

Makes N experiments (default 10000) of 2,000 units, looked at on each of 30 days, for each kind of metric, with and without an effect; and lets N seeded
worlds of the shop (default 200; the first has the number --from) live, in each of which a moment sets a campaign off. Ends with 1 when a promise is broken.`;

const ALPHA = 0.05;
const SEED = 20_261;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== 'experiments'),
  options: {
    tests: { type: 'string', default: '10000' },
    worlds: { type: 'string', default: '200' },
    from: { type: 'string', default: '0' },
    kind: { type: 'string' },
    customers: { type: 'string', default: '600' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else {
  const kept = [tests(Number(values.tests)), await worlds(Number(values.from), Number(values.worlds), Number(values.customers))];
  process.exitCode = kept.every(Boolean) ? 0 : 1;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function tests(count: number): boolean {
  if (count === 0) return true;
  const all = KINDS.filter((kind) => values.kind === undefined || kind === values.kind).map((kind) => {
    const kept = promisesOf(kind, { tests: count, units: 2_000, looks: 30, alpha: ALPHA, seed: SEED });
    const { fixedOnce, fixedWatched, sequentialWatched, fixedMissed, sequentialMissed, width, power, fixedPower, powerLonger, unitsUntil } =
      kept;
    console.log(
      [
        `${kind}, ${count} experiments of 2,000 units, 30 looks:`,
        `  A/A, false positives: fixed once ${percent(fixedOnce)}, fixed watched ${percent(fixedWatched)}, sequential watched ${percent(sequentialWatched)}`,
        `  with an effect, ever missed: fixed once ${percent(fixedMissed)}, sequential at any look ${percent(sequentialMissed)}`,
        `  found: fixed once ${percent(fixedPower)}, sequential ${percent(power)}; width ${width.toFixed(2)} times`,
        `  with up to 2.5 times the units: found ${percent(powerLonger)}, after ${unitsUntil.toFixed(2)} times the units of the fixed test on average`,
      ].join('\n'),
    );
    const isFine = (missed: number): boolean => isKept(1 - missed, count, 1 - ALPHA);
    return [fixedOnce, sequentialWatched, fixedMissed, sequentialMissed].every(isFine);
  });
  return all.every(Boolean);
}

async function worlds(first: number, count: number, customers: number): Promise<boolean> {
  if (count === 0) return true;
  const effects: WorldEffect[] = [];
  for (let number = first; number < first + count; number++) {
    const found = await effectsInWorld(`experiments ${number}`, customers);
    effects.push(...found);
    console.log(JSON.stringify({ world: number, effects: found }));
  }
  const all = coverageOf(effects);
  for (const { of, method, worlds: told, tooLittle, covered, decided, bias, customers: each } of all)
    console.log(
      `${of}, ${method}: ${told} worlds (${tooLittle} with too little), ${each.toFixed(0)} customers each; covered ${percent(covered)}, ` +
        `decided ${percent(decided)}, estimate − truth ${(bias * 100).toFixed(2)} points`,
    );
  return all.every(({ worlds: told, covered }) => isKept(covered, told, 1 - ALPHA));
}
