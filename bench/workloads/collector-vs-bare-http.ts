import { startProcess } from '../child.js';
import type { Context, Figure, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { startServer } from '../server.js';
import { nextStream } from '../streams.js';
import { batches, connections, eventsFor } from './collector-load.js';

const load = (batch: number, events: number) =>
  `${events} events in requests of ${batch} over ${connections} connections, durable and folded before the answer, no definitions published; divided by bare node:http in the same round`;
const leavesOut = 'definitions, and the warehouse where it lags behind the answers; load generator and server share the machine';

/** The collector's share of what bare HTTP can take, at each batch size. */
export const collectorVsBareHttp: Workload = {
  name: 'collector_vs_bare_http',
  async run(context) {
    const ratios = new Map<number, number[]>(batches.map((batch) => [batch, []]));
    for (let round = 1; round <= context.sizes.rounds; round++) {
      context.say(`collector, round ${round} of ${context.sizes.rounds}`);
      for (const [batch, ratio] of await oneRound(context)) ratios.get(batch)?.push(rounded(ratio));
    }
    const byBatch: Figure[] = batches.map((batch) => ({
      name: `collector_vs_bare_http.batch_${batch}`,
      value: median(ratios.get(batch) ?? []),
      unit: 'ratio',
      detail: { load: load(batch, eventsFor(batch, context.sizes)), leavesOut, rounds: ratios.get(batch) ?? [] },
    }));
    const worst = byBatch.reduce((a, b) => (b.value < a.value ? b : a));
    return [
      { ...worst, name: 'collector_vs_bare_http', detail: { ...worst.detail, note: `the lowest of the batch sizes: ${worst.name}` } },
      ...byBatch,
    ];
  },
};

async function oneRound({ sizes, folder }: Context): Promise<[number, number][]> {
  const server = await startServer(folder('collector'));
  const bare = await startProcess<object, { url: string }>('bare-http.process', {}, 20);
  try {
    const ratios: [number, number][] = [];
    for (const batch of batches) {
      const events = eventsFor(batch, sizes);
      const ours = await runClosedLoop({ ...target(server), stream: nextStream({ ...sizes, events }), batch, connections });
      await server.api('POST', '/api/v1/flush?until=warehouse');
      const theirs = await runClosedLoop({
        url: bare.reply.url,
        writeKey: 'none',
        stream: nextStream({ ...sizes, events }),
        batch,
        connections,
      });
      ratios.push([batch, ours.eventsPerSecond / theirs.eventsPerSecond]);
    }
    return ratios;
  } finally {
    await bare.stop();
    await server.stop();
  }
}

function target({ url, writeKey }: { url: string; writeKey: string }) {
  return { url, writeKey };
}
