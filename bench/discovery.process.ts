import { answerParent } from './child.js';
import type { DiscoveryBenchRequest, DiscoveryCost } from './discovery.js';

interface Columns {
  readonly starts: Int32Array;
  readonly times: Float64Array;
}
interface Found {
  readonly candidatesTried: number;
  readonly findings: readonly unknown[];
}
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
  const { discover } = (await import(new URL('discover/discover.js', dist).href)) as {
    discover: (columns: Columns, question: object, options: object) => Promise<Found>;
  };
  const customers = Math.round(events / EVENTS_EACH);
  const columns = madeWorld({ seed: 'bench', customers, effect: (visit) => (visit.some(({ name }) => name === SEARCH) ? 2 : 1) });
  const [cpu, wall]: [number[], number[]] = [[], []];
  let found: Found = { candidatesTried: 0, findings: [] };
  for (let round = 0; round < rounds; round++) {
    const [before, begun] = [process.cpuUsage(), performance.now()];
    found = await discover(columns, { goal: 'Goal', horizon: DAY, intent: 'buy' }, { breathe: () => Promise.resolve() });
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000);
    wall.push(performance.now() - begun);
  }
  return {
    ...{ events: columns.times.length, customers, cpu, wall },
    ...{ candidatesTried: found.candidatesTried, findings: found.findings.length },
    peakBytes: process.resourceUsage().maxRSS * 1_024,
  };
});
