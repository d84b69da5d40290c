import { runProcess } from '../child.js';
import type { DiscoveryBenchRequest, DiscoveryCost } from '../discovery.js';
import { median, rounded, type Workload } from '../figure.js';

const EVENTS = 1_000_000;
const LIMIT_SECONDS = 1_200;

/** What it costs to look through all events for situations that lead to a goal. */
export const discovery: Workload = {
  name: 'discovery_seconds',
  group: 'discovery',
  async run({ sizes, say }) {
    const events = sizes.full ? 10 * EVENTS : EVENTS;
    const rounds = sizes.full ? 1 : sizes.rounds;
    say(`discovery over ${events} events`);
    const { cpu, wall, longestGap, ...rest } = await runProcess<DiscoveryBenchRequest, DiscoveryCost>(
      'discovery.process',
      { events, rounds },
      LIMIT_SECONDS,
    );
    const detail = {
      load: `which situations lead to a goal within a day, over ${rest.events} events of ${rest.customers} customers, both halves mined and confirmed, each in a thread: CPU`,
      leavesOut: "reading the engine's timelines into columns, HTTP; what is looked through is made in the same process",
      wallSeconds: wall.map((milliseconds) => rounded(milliseconds / 1_000)),
      longestGapMs: rounded(longestGap),
      eventsPerSecond: rounded(rest.events / (median(cpu) / 1_000)),
      ...rest,
    };
    const seconds = cpu.map((milliseconds) => rounded(milliseconds / 1_000));
    return [{ name: 'discovery_seconds', value: median(seconds), unit: 's', detail: { ...detail, rounds: seconds } }];
  },
};
