import { moments, segments } from '../definitions.js';
import type { Context, Figure, Sizes, Workload } from '../figure.js';
import { median, quantile, rounded } from '../figure.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { runFlood } from '../load/flood.js';
import { type Server, startServer } from '../server.js';
import { nextStream } from '../streams.js';

const batch = 20;
const connections = 64;
const times = 3;
const floodSeconds = 5;

interface Round {
  readonly p99: number;
  readonly goodput: number;
  readonly told: Readonly<Record<string, number>>;
}

/** What becomes of requests when three times as many come as can be dealt with. */
export const overload: Workload = {
  name: 'overload',
  async run(context) {
    const rounds: Round[] = [];
    for (let round = 1; round <= context.sizes.rounds; round++) {
      context.say(`overload, round ${round} of ${context.sizes.rounds}`);
      rounds.push(await oneRound(context));
    }
    const detail = {
      load: `${times} times the events/s that ${connections} connections reached just before, open-loop for ${floodSeconds} s in batches of ${batch}, 100 segments, 30 moments, connections opened before`,
      leavesOut: 'clients that wait as Retry-After says; load generator and server share the machine',
    };
    const figure = (name: string, unit: Figure['unit'], values: readonly number[]): Figure => ({
      name,
      value: median([...values]),
      unit,
      detail: { ...detail, rounds: values.map(rounded), lastRound: rounds.at(-1)?.told },
    });
    return [
      figure(
        'overload_p99_ms',
        'ms',
        rounds.map(({ p99 }) => p99),
      ),
      figure(
        'overload_goodput',
        'ratio',
        rounds.map(({ goodput }) => goodput),
      ),
    ];
  },
};

async function oneRound({ sizes, folder }: Context): Promise<Round> {
  const server = await startServer(folder('overload'));
  try {
    const { url, writeKey } = server;
    // With definitions the server has more to do for an event than the generator: or else the machine would be measured by the latter.
    await server.api('PUT', '/api/v1/definitions', { definitions: [...segments(100), ...moments(30)] });
    const load = { url, writeKey, batch };
    const { eventsPerSecond } = await runClosedLoop({ ...load, connections, stream: nextStream(calibration(sizes)) });
    const before = await figures(server);
    const stream = nextStream({ ...sizes, events: batch * Math.round((times * eventsPerSecond * floodSeconds) / batch) });
    const peak = watchMemory(server);
    const flood = await runFlood({ ...load, stream, eventsPerSecond: times * eventsPerSecond });
    const grown = (await peak()) - before.memory;
    await server.api('POST', '/api/v1/flush?until=warehouse');
    const lost = before.accepted + flood.takenEvents - (await figures(server)).accepted;
    if (lost !== 0) throw new Error(`${lost} acknowledged events are missing`);
    return {
      p99: quantile(flood.taken, 0.99),
      goodput: flood.takenEvents / flood.seconds / eventsPerSecond,
      told: {
        offeredEventsPerSecond: rounded((flood.requests * batch) / flood.seconds),
        takenRequests: flood.taken.length,
        refusedRequests: flood.refused.length,
        refusedP99Ms: rounded(quantile([0, ...flood.refused], 0.99)),
        withoutRetryAfter: flood.withoutRetryAfter,
        unanswered: flood.unanswered,
        connections: flood.connections,
        memoryGrownMiB: Math.round(grown / 2 ** 20),
        lost,
      },
    };
  } finally {
    await server.stop();
  }
}

function calibration(sizes: Sizes): Sizes {
  return { ...sizes, events: Math.min(sizes.events, 60_000) };
}

async function figures(server: Server): Promise<{ accepted: number; memory: number }> {
  const { sources } = await server.api<{ sources: { accounting: { accepted: number } }[] }>('GET', '/api/v1/sources');
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const memory = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
  return { accepted: sources.reduce((sum, { accounting }) => sum + accounting.accepted, 0), memory };
}

/** Asks for the memory twice a second. @returns ends that, and tells the most that was seen in bytes */
function watchMemory(server: Server): () => Promise<number> {
  let most = 0;
  let last: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    most = Math.max(most, (await figures(server)).memory);
  };
  const timer = setInterval(() => {
    last = last.then(look);
  }, 500);
  return async () => {
    clearInterval(timer);
    await last;
    await look();
    return most;
  };
}
