import { runProcess } from '../child.js';
import { type Figure, median, rounded, type Workload } from '../figure.js';
import type { MomentsCost, MomentsRequest } from '../moments.js';

const FEWEST = 100;
const MOST = 1_000_000;
/** Of one customer: more would be a machine. */
const MOST_OF_ONE = 10_000;
const PATTERNS = 30;
const EVENTS = 12_000;
const LIMIT_SECONDS = 600;
const LEAVES_OUT = 'journal on disk, warehouse and HTTP: the core in memory alone, with one processor time for all of its threads';

/** What an event costs with very many matches that are begun and not completed ÷ with few. */
export const patternSlope: Workload = {
  name: 'pattern_slope',
  group: 'moments',
  async run({ sizes, say }) {
    const spread: Measured[] = [];
    const ofOne: Measured[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`open matches, round ${round} of ${sizes.rounds}`);
      const few = { few: await costOf({ open: FEWEST, spread: true, population: MOST }) };
      spread.push({ ...few, middle: sizes.full ? await middle() : [], many: await costOf({ open: MOST, spread: true, population: MOST }) });
      const one = await costOf({ open: FEWEST, spread: false, population: MOST_OF_ONE });
      ofOne.push({ few: one, middle: [], many: await costOf({ open: MOST_OF_ONE, spread: false, population: MOST_OF_ONE }) });
    }
    return [
      figure('pattern_slope', `${MOST} open matches of many customers`, spread),
      figure('pattern_slope_one_customer', `${MOST_OF_ONE} open matches of one customer`, ofOne),
    ];
  },
};

/** Events that one core takes with the patterns of thirty moments, and what the moments take of it. */
export const momentsPerCore: Workload = {
  name: 'moments_events_per_core',
  group: 'moments',
  async run({ sizes, say }) {
    const measured: { readonly moments: MomentsCost; readonly without: MomentsCost }[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`moments per core, round ${round} of ${sizes.rounds}`);
      measured.push({
        moments: await costOf({ open: 60_000, spread: true, population: 60_000, completing: true }),
        without: await costOf({ open: 60_000, spread: true, population: 60_000, completing: true, patterns: 0 }),
      });
    }
    const perSecond = ({ microseconds }: MomentsCost): number => rounded(1_000_000 / microseconds);
    const rounds = measured.map(({ moments }) => perSecond(moments));
    return [
      {
        name: 'moments_events_per_core',
        value: median(rounds),
        unit: 'events/s',
        detail: {
          load: `${EVENTS} events of 10,000 known customers in batches of 20, with ${PATTERNS} patterns of two and three steps: 1,000,000 ÷ the microseconds of CPU an event`,
          leavesOut: LEAVES_OUT,
          rounds,
          withoutMoments: measured.map(({ without }) => perSecond(without)),
          found: measured[0]?.moments.found,
        },
      },
    ];
  },
};

interface Measured {
  readonly few: MomentsCost;
  readonly middle: readonly MomentsCost[];
  readonly many: MomentsCost;
}

async function middle(): Promise<readonly MomentsCost[]> {
  const found: MomentsCost[] = [];
  for (const open of [1_000, 10_000, 100_000]) found.push(await costOf({ open, spread: true, population: MOST }));
  return found;
}

function figure(name: string, many: string, measured: readonly Measured[]): Figure {
  const rounds = measured.map((one) => rounded(one.many.microseconds / one.few.microseconds));
  return {
    name,
    value: median(rounds),
    unit: 'ratio',
    detail: {
      load: `${EVENTS} events, a third of which patterns end with but complete none, with ${PATTERNS} patterns: CPU of one with ${many} before it ÷ with ${FEWEST}, after as many events`,
      leavesOut: LEAVES_OUT,
      rounds,
      microseconds: measured.map(({ few, middle: between, many: most }) =>
        [few, ...between, most].map(({ microseconds }) => rounded(microseconds)),
      ),
      residentBytes: measured.at(-1)?.many.residentBytes,
    },
  };
}

function costOf(asked: Pick<MomentsRequest, 'open' | 'spread' | 'population'> & Partial<MomentsRequest>): Promise<MomentsCost> {
  const request = { patterns: PATTERNS, events: EVENTS, completing: false, ...asked };
  return runProcess<MomentsRequest, MomentsCost>('moments.process', request, LIMIT_SECONDS);
}
