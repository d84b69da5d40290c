import { count } from '../format/number.js';

const customers = (value: number) => `${count(value)} ${value === 1 ? 'customer' : 'customers'}`;
/** The same forms as everywhere, with the sign always there. */
const points = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value * 100).toFixed(1)} points`;

/** What the console says about what campaigns changed. */
export const campaignTexts = {
  title: (campaign: string) => `What it changed: ${campaign}`,
  counts: (goal: string, within: string) => `Counts: ${goal}, within ${within} of being reached or held out.`,
  arm: { reached: 'Reached', 'held out': 'Held out' },
  did: (did: number, all: number) => `${count(did)} of ${customers(all)}`,
  difference: 'Difference',
  points,
  range: (low: number, high: number) => `${points(low)} to ${points(high)}`,
  zero: 'no effect',
  overLabel: (goal: string) => `The difference in “${goal}” as it was known over time, with its interval`,
  tooFew: 'Too few customers for an interval.',
  decided: {
    higher: (goal: string) => `More “${goal}” for it`,
    lower: (goal: string) => `Less “${goal}” for it`,
    undecided: () => 'Not decided yet: chance alone could make as much',
    'not enough data': () => 'Not enough data yet, which is no sign of no effect',
    mismatch: () => 'The arms are not of the sizes that were meant: do not believe any of this before you know why',
  },
  changed: (value: number, low: number, high: number) => {
    const [fewest, most] = value < 0 ? [-high, -low] : [low, high];
    return `About ${count(Math.abs(value))} ${value < 0 ? 'fewer' : 'more'} of the reached did it than would have without (${count(fewest)} to ${count(most)}).`;
  },
  watched: (percent: string) => `The interval holds in ${percent} of experiments, however often it is looked at.`,
  once: (percent: string) => `The interval holds in ${percent} of experiments for a single look; it is not valid when watched.`,
  rests: (value: number) => `Rests on ${customers(value)}`,
  elsewhere: (value: number, all: number) => `${value === all ? 'all' : count(value)} of them were assigned elsewhere`,
  waiting: (value: number, within: string) => `${customers(value)} more whose ${within} are not over`,
  crossed: (value: number) => `${customers(value)} on record in both arms, the first counts`,
};
