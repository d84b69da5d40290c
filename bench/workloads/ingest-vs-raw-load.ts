import { moments, segments } from '../definitions.js';
import { engineEventsTable } from '../events-table.js';
import type { Context, Figure, Sizes, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import type { Stream } from '../load/events.js';
import { runRawLoad } from '../raw-load.js';
import { startServer } from '../server.js';
import { historyOf, nextStream } from '../streams.js';

const batch = 100;
const connections = 8;

/** Whose events come: the engine has more to do for some than for others. */
interface Audience {
  readonly name: string;
  readonly words: (sizes: Sizes) => string;
  /** What is measured, and what has been taken in before. */
  readonly streams: (sizes: Sizes) => { readonly stream: Stream; readonly history: Stream | undefined };
}

/** Events of each returning customer, before and while it is measured. */
const eventsOfEach = 5;

const audiences: readonly Audience[] = [
  {
    name: 'new_customers',
    words: ({ customers, events }) => `of ${Math.min(customers, events)} customers who have never come before`,
    streams: (sizes) => ({ stream: nextStream(sizes), history: undefined }),
  },
  {
    name: 'returning_customers',
    words: ({ events }) =>
      `of ${returning(events)} customers, each with about ${eventsOfEach} events in the thirty days before, which were taken in before the clock started`,
    streams: (sizes) => {
      const stream = nextStream({ ...sizes, customers: returning(sizes.events) });
      return { stream, history: historyOf(stream) };
    },
  },
];

function returning(events: number): number {
  return Math.max(1, Math.round(events / eventsOfEach));
}

/** The whole engine's share of what ClickHouse alone can load. */
export const ingestVsRawLoad: Workload = {
  name: 'ingest_vs_raw_load',
  async run(context) {
    const figures: Figure[] = [];
    for (const audience of audiences) figures.push(await measure(context, audience));
    const worst = figures.reduce((a, b) => (b.value < a.value ? b : a));
    return [{ ...worst, name: 'ingest_vs_raw_load', detail: { ...worst.detail, note: `the lower of the two: ${worst.name}` } }, ...figures];
  },
};

async function measure(context: Context, audience: Audience): Promise<Figure> {
  const { sizes, folder, say } = context;
  const table = await engineEventsTable();
  const ingested: number[] = [];
  const raw: number[] = [];
  for (let round = 1; round <= sizes.rounds; round++) {
    say(`ingest and raw load, ${audience.name}, round ${round} of ${sizes.rounds}`);
    const { stream, history } = audience.streams(sizes);
    ingested.push(await ingest(context, stream, history));
    raw.push((await runRawLoad({ stream, history, folder: folder('raw'), table })).eventsPerSecond);
  }
  const rounds = ingested.map((value, round) => rounded(value / (raw[round] ?? Number.NaN)));
  return {
    name: `ingest_vs_raw_load.${audience.name}`,
    value: median(rounds),
    unit: 'ratio',
    detail: {
      load: `${sizes.events} events of 512 bytes ${audience.words(sizes)}, over HTTP in batches of ${batch} on ${connections} connections, 100 segments, 30 moments, until all are in the warehouse; divided by INSERT … SELECT FROM file() of the same events into bare chDB`,
      leavesOut: 'campaigns and deliveries, late events, merges of known customers; load generator and server share the machine',
      rounds,
      table: table.origin,
      ingestEventsPerSecond: rounded(median(ingested)),
      rawLoadEventsPerSecond: rounded(median(raw)),
    },
  };
}

/** Events per second from the first request until the last event is in the warehouse. */
async function ingest({ folder }: Context, stream: Stream, history: Stream | undefined): Promise<number> {
  const server = await startServer(folder('ingest'));
  try {
    await server.api('PUT', '/api/v1/definitions', { definitions: [...segments(100), ...moments(30)] });
    const load = { url: server.url, writeKey: server.writeKey, batch, connections };
    if (history !== undefined) {
      await runClosedLoop({ ...load, stream: history });
      await server.api('POST', '/api/v1/flush?until=warehouse');
    }
    const { startedAt } = await runClosedLoop({ ...load, stream });
    await server.api('POST', '/api/v1/flush?until=warehouse');
    return (stream.count * 1000) / (Date.now() - startedAt);
  } finally {
    await server.stop();
  }
}
