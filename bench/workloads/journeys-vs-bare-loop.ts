import { runProcess } from '../child.js';
import { median, rounded, type Workload } from '../figure.js';
import type { JourneysBenchRequest, JourneysCost } from '../journeys.js';

const EVENTS = 1_000_000;
const LIMIT_SECONDS = 900;

/** What it costs to ask for the journeys of everybody ÷ going along all timelines and doing nothing. */
export const journeysVsBareLoop: Workload = {
  name: 'journeys_vs_bare_loop',
  group: 'journeys',
  async run({ sizes, say }) {
    const events = sizes.full ? EVENTS : EVENTS / 10;
    say(`journeys over ${events} events`);
    const request = { events, customers: events / 50, rounds: sizes.rounds };
    const { asked, bare, ...rest } = await runProcess<JourneysBenchRequest, JourneysCost>('journeys.process', request, LIMIT_SECONDS);
    const [first = 0, ...again] = asked;
    const [, ...loops] = bare;
    const rounds = again.map((cost, round) => rounded(cost / (loops[round] as number)));
    const detail = {
      load: `journeys from a view to an order within 7 days by channel, over ${events} events of ${events / 50} customers: CPU ÷ that of reading time and name of each event along all timelines`,
      leavesOut: 'the first question, which reads the channels of all visits from the journal; journal on disk, HTTP',
      milliseconds: again.map(rounded),
      bareMilliseconds: loops.map(rounded),
      firstMilliseconds: rounded(first),
      ...rest,
    };
    return [
      { name: 'journeys_vs_bare_loop', value: median(rounds), unit: 'ratio', detail: { ...detail, rounds } },
      { name: 'journeys_ms', value: median(again.map(rounded)), unit: 'ms', detail: { ...detail, rounds: again.map(rounded) } },
    ];
  },
};
