import { answerParent } from './child.js';
import type { DiscoveryBenchRequest, DiscoveryCost } from './discovery.js';

type Numbers = Int32Array | Float64Array | Uint16Array | Uint8Array;
interface Columns {
  readonly starts: Int32Array;
  readonly times: Float64Array;
  readonly names: Uint16Array;
  readonly goals: Uint8Array;
  readonly mined: Uint8Array;
  readonly properties: readonly { readonly cells: Int32Array }[];
}
interface Found {
  readonly memoryBytes: number | null;
  readonly discovery: { readonly candidatesTried: number; readonly findings: readonly unknown[] };
}
type Mining = (task: { columns: Columns; question: object; signal: AbortSignal; onShare: (share: number) => void }) => Promise<Found>;
interface Wishes {
  readonly seed: string;
  readonly customers: number;
  readonly effect: (visit: readonly { readonly name: number }[]) => number;
}

const DAY = 86_400_000;
/** About as many events a made customer has in sixty days. */
const EVENTS_EACH = 62;
/** The number of "Search" among the names of a made world. */
const SEARCH = 3;

answerParent(async ({ events, rounds }: DiscoveryBenchRequest): Promise<DiscoveryCost> => {
  const dist = new URL('../../packages/engine/dist/', import.meta.url);
  const { madeWorld } = (await import(new URL('simulation/situations/made-world.js', dist).href)) as {
    madeWorld: (wishes: Wishes) => Columns;
  };
  const { miningThreads } = (await import(new URL('engine/discover/mining-threads.js', dist).href)) as { miningThreads: () => Mining };
  const customers = Math.round(events / EVENTS_EACH);
  const columns = overSharedMemory(
    madeWorld({ seed: 'bench', customers, effect: (visit) => (visit.some(({ name }) => name === SEARCH) ? 2 : 1) }),
  );
  const question = { goal: 'Goal', horizon: DAY, intent: 'buy' };
  const [cpu, wall]: [number[], number[]] = [[], []];
  let found: Found | undefined;
  const gaps = watchGaps();
  for (let round = 0; round < rounds; round++) {
    const [before, begun] = [process.cpuUsage(), performance.now()];
    found = await miningThreads()({ columns, question, signal: new AbortController().signal, onShare: () => undefined });
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000);
    wall.push(performance.now() - begun);
  }
  const { starts, times, names, goals, mined, properties } = columns;
  const arrays = [starts, times, names, goals, mined, ...properties.map(({ cells }) => cells)];
  return {
    ...{ events: times.length, customers, cpu, wall, longestGap: gaps.stop() },
    ...{ candidatesTried: found?.discovery.candidatesTried ?? 0, findings: found?.discovery.findings.length ?? 0 },
    threadBytes: found?.memoryBytes ?? 0,
    columnBytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0),
    peakBytes: process.resourceUsage().maxRSS * 1_024,
  };
});

/** As the engine hands them to threads. */
function overSharedMemory({ starts, times, names, goals, mined, properties, ...rest }: Columns): Columns {
  const shared = <T extends Numbers>(array: T, made: T): T => {
    made.set(array);
    return made;
  };
  const bytes = ({ byteLength }: Numbers): SharedArrayBuffer => new SharedArrayBuffer(byteLength);
  return {
    ...rest,
    starts: shared(starts, new Int32Array(bytes(starts))),
    times: shared(times, new Float64Array(bytes(times))),
    names: shared(names, new Uint16Array(bytes(names))),
    goals: shared(goals, new Uint8Array(bytes(goals))),
    mined: shared(mined, new Uint8Array(bytes(mined))),
    properties: properties.map(({ cells, ...property }) => ({ ...property, cells: shared(cells, new Int32Array(bytes(cells))) })),
  };
}

/** Watches how long nothing else could be done. */
function watchGaps(): { readonly stop: () => number } {
  let [last, longest] = [performance.now(), 0];
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}
