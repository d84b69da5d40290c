import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from '../child.js';
import { moments, probeSegment, segments } from '../definitions.js';
import type { Context, Figure, Workload } from '../figure.js';
import { median, quantile, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { HttpConnection, requestBytes } from '../load/http-connection.js';
import type { OpenLoop, OpenLoopResult } from '../load/open-loop.js';
import { type Server, startServer } from '../server.js';
import { nextStream } from '../streams.js';

const batch = 20;
const roundSeconds = 6;
const probesPerRound = 200;
const probeLimitMs = 10_000;

/** From the answer to an event until the membership that it causes can be read. */
export const freshness: Workload = {
  name: 'freshness_p99_ms',
  group: 'segments',
  async run(context) {
    const figures = [await measure(context, 100, 'freshness_p99_ms')];
    if (context.sizes.full) figures.push(await measure(context, 1000, 'freshness_p99_ms.segments_1000'));
    return figures;
  },
};

async function measure({ sizes, folder, say }: Context, count: number, name: string): Promise<Figure> {
  const server = await startServer(folder('freshness'));
  try {
    await server.api('PUT', '/api/v1/definitions', { definitions: [...segments(count), ...moments(30), probeSegment] });
    say(`freshness with ${count} segments: bringing ${sizes.customers} customers in`);
    const load = { url: server.url, writeKey: server.writeKey, connections: 8 };
    await runClosedLoop({ ...load, stream: nextStream({ ...sizes, events: sizes.customers }), batch: 100 });
    const saturation = await runClosedLoop({ ...load, stream: nextStream(sizes), batch });
    const rate = saturation.eventsPerSecond / 2;
    const rounds: number[] = [];
    const medians: number[] = [];
    let late = 0;
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`freshness with ${count} segments, round ${round} of ${sizes.rounds}`);
      const { lags, late: lateRequests } = await oneRound(server, sizes.customers, rate, `${name}-${round}`);
      rounds.push(rounded(quantile(lags, 0.99)));
      medians.push(rounded(median(lags)));
      late += lateRequests;
    }
    return {
      name,
      value: median(rounds),
      unit: 'ms',
      detail: {
        load: `${probesPerRound} probes a round: answer to an event → its customer in the segment by GET /api/v1/customers; beside an open loop at half of saturation (${rounded(rate)} events/s in batches of ${batch}), ${sizes.customers} customers, ${count} segments, 30 moments`,
        leavesOut: `${sizes.customers < 1_000_000 ? 'the million customers of the aim (--customers 1000000); ' : ''}pushes by webhook and stream; probes, load generator and server share the machine`,
        rounds,
        medianMs: median(medians),
        lateRequests: late,
      },
    };
  } finally {
    await server.stop();
  }
}

async function oneRound(server: Server, customers: number, rate: number, run: string): Promise<{ lags: number[]; late: number }> {
  const stream = nextStream({ customers, events: Math.ceil(rate * roundSeconds) });
  const request: OpenLoop = { url: server.url, writeKey: server.writeKey, stream, batch, eventsPerSecond: rate };
  const background = startProcess<OpenLoop, OpenLoopResult>('load/open-loop.process', request, roundSeconds * 10 + 30);
  const lags = await probes(server, run).finally(() => background);
  const { reply, stop } = await background;
  await stop();
  return { lags, late: reply.late };
}

/** Probes at a steady pace, each on a customer of its own, whether or not the one before has been seen. */
async function probes(server: Server, run: string): Promise<number[]> {
  await sleep(500);
  const lags: Promise<number>[] = [];
  for (let index = 0; index < probesPerRound; index++) {
    lags.push(probe(server, `probe-${run}-${index}`));
    await sleep(((roundSeconds - 1) * 1000) / probesPerRound);
  }
  return Promise.all(lags);
}

async function probe(server: Server, userId: string): Promise<number> {
  const connection = await HttpConnection.open(server.url);
  try {
    const authorization = { Authorization: `Basic ${Buffer.from(`${server.writeKey}:`).toString('base64')}` };
    const event = JSON.stringify({ type: 'track', messageId: userId, userId, event: 'Probe Sent', timestamp: new Date().toISOString() });
    const sent = await connection.exchange(requestBytes('/v1/track', authorization, event));
    if (sent.status !== 200) throw new Error(`the probe was answered ${sent.status}`);
    const acknowledged = performance.now();
    const look = requestBytes(`/api/v1/customers/userId:${userId}`, server.adminHeaders);
    for (;;) {
      const { status, body } = await connection.exchange(look);
      const lag = performance.now() - acknowledged;
      if (status === 200 && isMember(body)) return lag;
      if (lag > probeLimitMs) throw new Error(`${userId} was not seen in its segment within ${probeLimitMs} ms (last answer ${status})`);
      await sleep(1);
    }
  } finally {
    connection.close();
  }
}

function isMember(body: Buffer): boolean {
  const customer = JSON.parse(body.toString('utf8')) as { segments: { name: string }[] };
  return customer.segments.some(({ name }) => name === 'bench_probe');
}
