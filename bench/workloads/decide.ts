import { runProcess } from '../child.js';
import type { DecideCost, DecideRequest } from '../decide.js';
import { type Figure, median, quantile, rounded, type Workload } from '../figure.js';

const EVENTS = 500;
const LIMIT_SECONDS = 120;
const LOAD =
  'each event makes somebody enter a segment that all the campaigns wait for; each has an audience, a cap, an offer with stock, a variant by language and a template, and they compete, so that the highest acts and the others are refused; journal on disk, fsynced; the attempt is on disk before the hand-over';

/** How long it takes from an event to the hand-over of the message that it sets off, and how many decisions there are in a second. */
export const decide: Workload = {
  name: 'decide',
  async run({ sizes, folder, say }) {
    const figures: Figure[] = [];
    for (const campaigns of [1, 30]) {
      const costs: DecideCost[] = [];
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`deciding, ${campaigns} campaigns, round ${round} of ${sizes.rounds}`);
        const request: DecideRequest = { folder: folder(`decide-${campaigns}-${round}`), campaigns, events: EVENTS };
        costs.push(await runProcess<DecideRequest, DecideCost>('decide.process', request, LIMIT_SECONDS));
      }
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const)
        figures.push(
          figure(
            `decide_${name}_ms.${campaigns}`,
            'ms',
            costs.map(({ toHandOver }) => quantile(toHandOver, share)),
            `one event at a time, ${EVENTS} a round: ${LOAD}`,
            "HTTP, cleaning, and the receiver's own time",
          ),
        );
      figures.push(
        figure(
          `decide_decisions.${campaigns}`,
          'events/s',
          costs.map(({ decisionsPerSecond }) => decisionsPerSecond),
          `decisions a second, in batches of 100 events, the outbox at work beside it: ${LOAD}`,
          'HTTP and cleaning',
        ),
      );
    }
    return figures;
  },
};

function figure(name: string, unit: Figure['unit'], rounds: readonly number[], load: string, leavesOut: string): Figure {
  return { name, unit, value: rounded(median(rounds)), detail: { load, leavesOut, rounds: rounds.map(rounded) } };
}
