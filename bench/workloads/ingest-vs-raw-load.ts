import { moments, segments } from '../definitions.js';
import { engineEventsTable } from '../events-table.js';
import type { Context, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import type { Stream } from '../load/events.js';
import { runRawLoad } from '../raw-load.js';
import { startServer } from '../server.js';
import { nextStream } from '../streams.js';

const batch = 100;
const connections = 8;

/** The whole engine's share of what ClickHouse alone can load. */
export const ingestVsRawLoad: Workload = {
  name: 'ingest_vs_raw_load',
  async run(context) {
    const { sizes, folder, say } = context;
    const table = await engineEventsTable();
    const ingested: number[] = [];
    const raw: number[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`ingest and raw load, round ${round} of ${sizes.rounds}`);
      const stream = nextStream(sizes);
      ingested.push(await ingest(context, stream));
      raw.push((await runRawLoad({ stream, folder: folder('raw'), table })).eventsPerSecond);
    }
    const rounds = ingested.map((value, round) => rounded(value / (raw[round] ?? Number.NaN)));
    return [
      {
        name: 'ingest_vs_raw_load',
        value: median(rounds),
        unit: 'ratio',
        detail: {
          load: `${sizes.events} events of 512 bytes of ${Math.min(sizes.customers, sizes.events)} customers over HTTP in batches of ${batch} on ${connections} connections, 100 segments, 30 moments, until all are in the warehouse; divided by INSERT … SELECT FROM file() of the same events into bare chDB`,
          leavesOut: 'campaigns and deliveries, late events, merges of known customers; load generator and server share the machine',
          rounds,
          table: table.origin,
          ingestEventsPerSecond: rounded(median(ingested)),
          rawLoadEventsPerSecond: rounded(median(raw)),
        },
      },
    ];
  },
};

/** Events per second from the first request until the last event is in the warehouse. */
async function ingest({ folder }: Context, stream: Stream): Promise<number> {
  const server = await startServer(folder('ingest'));
  try {
    await server.api('PUT', '/api/v1/definitions', { definitions: [...segments(100), ...moments(30)] });
    const { startedAt } = await runClosedLoop({ url: server.url, writeKey: server.writeKey, stream, batch, connections });
    await server.api('POST', '/api/v1/flush?until=warehouse');
    return (stream.count * 1000) / (Date.now() - startedAt);
  } finally {
    await server.stop();
  }
}
