import { segments } from '../definitions.js';
import type { Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { cpuSeconds } from '../process-usage.js';
import { type Server, startServer } from '../server.js';
import { nextStream } from '../streams.js';

const FEW = 10;
const MANY = 1_000;
const LOAD = { batch: 100, connections: 8 };

/** What a hundred times as many segments cost. */
export const segmentsSlope: Workload = {
  name: 'segments_slope',
  group: 'segments',
  async run({ sizes, folder, say }) {
    const few = await startServer(folder('few'));
    const many = await startServer(folder('many'));
    try {
      await few.api('PUT', '/api/v1/definitions', { definitions: segments(FEW) });
      await many.api('PUT', '/api/v1/definitions', { definitions: segments(MANY) });
      const stream = () => ({ ...nextStream(sizes), scattered: true });
      say(`segments: bringing ${sizes.customers} customers in, twice`);
      for (const server of [few, many]) await load(server, nextStream({ ...sizes, events: sizes.customers }));
      const rounds: number[] = [];
      const cpu: number[] = [];
      const rates: { few: number; many: number }[] = [];
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`segments, round ${round} of ${sizes.rounds}`);
        const [withFew, withMany] = [await load(few, stream()), await load(many, stream())];
        rounds.push(rounded(withMany.eventsPerSecond / withFew.eventsPerSecond));
        cpu.push(rounded(withFew.cpu / withMany.cpu));
        rates.push({ few: rounded(withFew.eventsPerSecond), many: rounded(withMany.eventsPerSecond) });
      }
      return [
        {
          name: 'segments_slope',
          value: median(rounds),
          unit: 'ratio',
          detail: {
            load: `${sizes.events} events of ${sizes.customers} known customers through HTTP in batches of ${LOAD.batch}, until they are in the warehouse: events/s with ${MANY} segments ÷ with ${FEW}, in turn on two servers`,
            leavesOut:
              'segments of other kinds than bench/definitions.ts has; server and load share the machine, and the other server has its memory there',
            rounds,
            cpuRounds: cpu,
            eventsPerSecond: rates,
          },
        },
      ];
    } finally {
      await few.stop();
      await many.stop();
    }
  },
};

async function load(server: Server, stream: ReturnType<typeof nextStream>): Promise<{ eventsPerSecond: number; cpu: number }> {
  const before = cpuSeconds(server.pid);
  const started = performance.now();
  await runClosedLoop({ ...LOAD, url: server.url, writeKey: server.writeKey, stream });
  await server.api('POST', '/api/v1/flush?until=warehouse');
  return { eventsPerSecond: (stream.count * 1000) / (performance.now() - started), cpu: cpuSeconds(server.pid) - before };
}
