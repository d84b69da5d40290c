import { moments, segments } from '../definitions.js';
import type { Context, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { cpuSeconds, residentBytes } from '../process-usage.js';
import type { Server } from '../server.js';
import { serverWithPast, untilInWarehouse } from '../server-with-past.js';
import { nextStream } from '../streams.js';

const DAY = 24 * 60 * 60 * 1000;
const FEW = 100_000;
const SEGMENTS = 100;

/** What a customer more costs the others. */
export const scaleSlope: Workload = {
  name: 'scale_slope',
  group: 'segments',
  async run({ sizes, folder, say }) {
    const many = sizes.customers;
    const few = Math.min(FEW, Math.max(1, Math.floor(many / 10)));
    const started: Server[] = [];
    try {
      const small = await prepared(few, folder('few'), say);
      started.push(small);
      const large = await prepared(many, folder('many'), say);
      started.push(large);
      const rounds: number[] = [];
      const micros: { few: number; many: number }[] = [];
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`scale, round ${round} of ${sizes.rounds}`);
        const [ofFew, ofMany] = [await cost(small, few, sizes.events), await cost(large, many, sizes.events)];
        rounds.push(rounded(ofMany / ofFew));
        micros.push({ few: rounded(ofFew), many: rounded(ofMany) });
      }
      return [
        {
          name: 'scale_slope',
          value: median(rounds),
          unit: 'ratio',
          detail: {
            load: `${sizes.events} events of customers chosen at random, in batches of 100, ${SEGMENTS} segments and 30 moments: processor time of the server an event (until they are in the warehouse), with ${many} customers who have an event in the 90 days before ÷ with ${few}`,
            leavesOut: `${many < 10_000_000 ? 'the ten million customers of the aim (--customers 10000000); ' : ''}waiting: only processor time counts`,
            rounds,
            microsecondsAnEvent: micros,
            residentBytes: { few: residentBytes(small.pid), many: residentBytes(large.pid) },
          },
        },
      ];
    } finally {
      for (const server of started) await server.stop();
    }
  },
};

async function prepared(customers: number, data: string, say: Context['say']): Promise<Server> {
  say(`scale: writing a past of ${customers} customers, and taking it in`);
  const until = Date.now() - 60_000;
  const server = await serverWithPast({ data, customers, count: customers, from: until - 90 * DAY, until });
  try {
    await server.api('PUT', '/api/v1/definitions', { definitions: [...segments(SEGMENTS), ...moments(30)] });
    await untilInWarehouse(server);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Microseconds of processor time an event. */
async function cost(server: Server, customers: number, events: number): Promise<number> {
  const stream = { ...nextStream({ customers: events, events }), customers, scattered: true };
  const before = cpuSeconds(server.pid);
  await runClosedLoop({ url: server.url, writeKey: server.writeKey, batch: 100, connections: 8, stream });
  await untilInWarehouse(server);
  return ((cpuSeconds(server.pid) - before) * 1e6) / events;
}
