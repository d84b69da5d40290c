import { runProcess } from '../child.js';
import { median, rounded, type Workload } from '../figure.js';
import type { LongTimelineCost, LongTimelineRequest } from '../long-timeline.js';

const SHORT = 1_000;
const LONG = 100_000;
const EVENTS = 500;
const LIMIT_SECONDS = 600;

/** What an event costs a customer who has done very much already ÷ one who has done little: a bot, a shared terminal, the sensor of a lift. */
export const longTimelineSlope: Workload = {
  name: 'long_timeline_slope',
  async run({ sizes, say }) {
    const measured: { readonly short: LongTimelineCost; readonly long: LongTimelineCost }[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`a long timeline, round ${round} of ${sizes.rounds}`);
      measured.push({ short: await costAt(SHORT), long: await costAt(LONG) });
    }
    const slopes = (of: 'inOrder' | 'late' | 'others'): number[] => measured.map(({ short, long }) => rounded(long[of] / short[of]));
    const leavesOut = 'journal on disk, warehouse and HTTP: the core in memory alone';
    const load = (what: string): string => `100 segments; CPU of ${what}, with ${LONG} events of one customer before it ÷ with ${SHORT}`;
    const figure = (name: string, of: 'inOrder' | 'late' | 'others', what: string) => ({
      name,
      value: median(slopes(of)),
      unit: 'ratio' as const,
      detail: { load: load(what), leavesOut, rounds: slopes(of), last: measured.at(-1) },
    });
    return [
      figure('long_timeline_slope', 'inOrder', 'the newest event'),
      figure('long_timeline_slope_late', 'late', 'an event that is late by anything'),
      figure('long_timeline_slope_others', 'others', "another customer's event"),
    ];
  },
};

function costAt(history: number): Promise<LongTimelineCost> {
  return runProcess<LongTimelineRequest, LongTimelineCost>('long-timeline.process', { history, events: EVENTS }, LIMIT_SECONDS);
}
