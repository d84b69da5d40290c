import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { startServer } from '../server.js';
import { nextStream } from '../streams.js';

const batch = 20;
const connections = 16;
const preload = fileURLToPath(new URL('../without-fsync.preload.js', import.meta.url));

/** What it costs that an answer means "on disk". */
export const durableVsNot: Workload = {
  name: 'durable_vs_not',
  async run(context) {
    const { sizes, say } = context;
    const durable: number[] = [];
    const not: number[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`with and without fsync, round ${round} of ${sizes.rounds}`);
      durable.push(await eventsPerSecond(context, {}));
      not.push(await withoutFsync(context));
    }
    const rounds = durable.map((value, round) => rounded(value / (not[round] ?? Number.NaN)));
    return [
      {
        name: 'durable_vs_not',
        value: median(rounds),
        unit: 'ratio',
        detail: {
          load: `${sizes.events} events in batches of ${batch} on ${connections} connections, fsync before the answer; divided by the same server with fsync made to do nothing`,
          leavesOut:
            'single events and idle servers, where nothing is there to be grouped; writes by native code (the warehouse) keep their fsync in both',
          rounds,
          durableEventsPerSecond: rounded(median(durable)),
          notDurableEventsPerSecond: rounded(median(not)),
        },
      },
    ];
  },
};

async function withoutFsync(context: Context): Promise<number> {
  const countFile = join(context.folder('fsync-count'), 'skipped');
  const speed = await eventsPerSecond(context, { NODE_OPTIONS: `--import=${preload}`, CUSP_BENCH_FSYNC_COUNT: countFile });
  const expected = context.sizes.events / batch / connections / 2;
  const skipped = skippedIn(countFile);
  if (skipped < expected) throw new Error(`only ${skipped} fsyncs were left out: the comparison would be of a thing with itself`);
  return speed;
}

/** One line for each thread that ended. */
function skippedIn(countFile: string): number {
  if (!existsSync(countFile)) return 0;
  return readFileSync(countFile, 'utf8')
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0);
}

async function eventsPerSecond({ sizes, folder }: Context, env: Record<string, string>): Promise<number> {
  const server = await startServer(folder('durable'), env);
  try {
    const load = { url: server.url, writeKey: server.writeKey, stream: nextStream(sizes), batch, connections };
    return (await runClosedLoop(load)).eventsPerSecond;
  } finally {
    await server.stop();
  }
}
