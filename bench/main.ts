/** `npm run bench`: runs workloads one after the other; one JSON line per figure, then a table. Exits 1 when a figure could not be measured. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Context, type Figure, rounded, type Sizes, type Workload } from './figure.js';
import { thisMachine } from './machine.js';
import { figuresTable } from './table.js';
import { published, select, yardsticks } from './workloads/all.js';

const usage = `npm run bench -- [NAME…] [--json FILE] [--events N] [--customers N] [--records N] [--rounds N] [--full]

Names select by their beginning, and "segments" all that are about segments: ${[...published, ...yardsticks].map(({ name }) => name).join(', ')}.
Without a name the published figures are measured; the last two are what ratios divide by.

  --json FILE     also writes {machine, figures} there
  --events N      events per round (default 100000)
  --customers N   customers (default 100000)
  --records N     records that are matched (default: as many as customers)
  --rounds N      rounds whose median is published (default 5)
  --full          also what takes many minutes (1,000 segments)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    events: { type: 'string', default: '100000' },
    customers: { type: 'string', default: '100000' },
    records: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)); // 'exit' ends servers and removes folders

if (values.help) console.log(usage);
else await bench(select(positionals), sizes());

function sizes(): Sizes {
  return {
    events: bounded('events', values.events, 10_000_000),
    customers: bounded('customers', values.customers, 10_000_000),
    records: bounded('records', values.records ?? values.customers, 10_000_000),
    rounds: bounded('rounds', values.rounds, 25),
    full: values.full,
  };
}

function bounded(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`--${option} takes a whole number from 1 to ${most}, not ${text}`);
  return number;
}

async function bench(workloads: readonly Workload[], size: Sizes): Promise<void> {
  const machine = thisMachine();
  const figures: Figure[] = [];
  for (const workload of workloads) {
    try {
      for (const measured of await inFolder((folder) => workload.run({ sizes: size, folder, say }))) {
        const figure = { ...measured, value: rounded(measured.value) };
        figures.push(figure);
        console.log(JSON.stringify(figure));
      }
    } catch (error) {
      process.exitCode = 1;
      console.error(`${workload.name}: not measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (figures.length > 0) console.log(`\n${figuresTable(figures, machine)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
}

function say(what: string): void {
  console.error(`… ${what}`);
}

/** Hands out folders that are gone when the work is done. */
async function inFolder<Result>(work: (folder: Context['folder']) => Promise<Result>): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), 'cusp-bench-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  process.once('exit', remove);
  let count = 0;
  try {
    return await work((name) => {
      const path = join(root, `${name}-${++count}`);
      mkdirSync(path);
      return path;
    });
  } finally {
    process.off('exit', remove);
    remove();
  }
}
