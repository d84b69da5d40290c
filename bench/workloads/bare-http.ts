import { startProcess } from '../child.js';
import type { Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { nextStream } from '../streams.js';
import { batches, connections, eventsFor } from './collector-load.js';

/** What Node's own HTTP server can take: the yardstick of the collector. */
export const bareHttp: Workload = {
  name: 'bare_http',
  async run({ sizes, say }) {
    const rounds = new Map<number, number[]>(batches.map((batch) => [batch, []]));
    const bare = await startProcess<object, { url: string }>('bare-http.process', {}, 20);
    try {
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`bare HTTP, round ${round} of ${sizes.rounds}`);
        for (const batch of batches) {
          const stream = nextStream({ ...sizes, events: eventsFor(batch, sizes) });
          const result = await runClosedLoop({ url: bare.reply.url, writeKey: 'none', stream, batch, connections });
          rounds.get(batch)?.push(rounded(result.eventsPerSecond));
        }
      }
    } finally {
      await bare.stop();
    }
    return batches.map((batch) => ({
      name: `bare_http.batch_${batch}`,
      value: median(rounds.get(batch) ?? []),
      unit: 'events/s',
      detail: {
        load: `${eventsFor(batch, sizes)} events in requests of ${batch} over ${connections} connections; node:http reads, parses, answers`,
        leavesOut: 'everything that a collector is for; load generator and server share the machine',
        rounds: rounds.get(batch) ?? [],
      },
    }));
  },
};
