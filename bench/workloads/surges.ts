import { type Figure, median, quantile, rounded, type Workload } from '../figure.js';
import { judged } from '../surges-engine.js';

const HOUR = 3_600_000;
/** A Monday. */
const START = Date.UTC(2026, 0, 5) / HOUR;
const VALUES = 200;
const FALSE_ALARMS = 1;
const MONTHS = 3;
const LEARNED_DAYS = 7;
const RESTLESS = [
  { name: 'calm', restlessDays: 0, restlessHours: 0 },
  { name: 'usual', restlessDays: 0.1, restlessHours: 0.17 },
  { name: 'restless', restlessDays: 0.2, restlessHours: 0.3 },
] as const;
const LEVELS = { low: 0.5, middle: 5, high: 50 } as const;
const STRENGTHS = [1.5, 2, 3, 5, 0.5, 0.2] as const;
/** Planted surges of each strength at each level: they begin at this hour and last a week. */
const PLANTED = 60;
/** So many in one world where they are judged by their share. */
const PLANTED_OF_MANY = 6;
const BEGINS = 60 * 24 + 10;
const LASTS = 7 * 24;

/** Surges in simulated counts: how many are found where there are none, and how soon those that were planted. */
export const surges: Workload = {
  name: 'surges',
  group: 'moments',
  async run({ sizes, say }) {
    const figures: Figure[] = [];
    for (const world of RESTLESS) {
      say(`surges: ${VALUES} values without any, ${world.name}`);
      figures.push(await falseAlarms(world, sizes.rounds));
    }
    for (const isRelative of [false, true]) {
      say(`surges: busy weeks of all, ${isRelative ? 'beside one another' : 'each by itself'}`);
      figures.push(await inBusyWeeks(isRelative, sizes.rounds));
    }
    for (const strength of [2, 3, 0.2]) {
      say(`surges: ${strength} times some of many, by share`);
      figures.push(await delayByShare(strength));
    }
    for (const [level, customers] of Object.entries(LEVELS)) {
      for (const strength of STRENGTHS) {
        say(`surges: ${strength} times ${level}`);
        figures.push(await delay(level, customers, strength));
      }
    }
    return figures;
  },
};

async function falseAlarms({ name, ...restless }: (typeof RESTLESS)[number], rounds: number): Promise<Figure> {
  const levels = Array.from({ length: VALUES }, (_, value) => 0.05 * 400 ** (value / (VALUES - 1)));
  const found: number[] = [];
  let milliseconds = 0;
  for (let seed = 0; seed < rounds; seed++) {
    const world = { seed, days: LEARNED_DAYS + 30 * MONTHS, levels, times: () => 1, ...restless };
    const began = performance.now();
    const board = await judged(world, START, FALSE_ALARMS);
    milliseconds += performance.now() - began;
    found.push([...board.found()].reduce((count, [, surgesOf]) => count + surgesOf.length, 0) / MONTHS);
  }
  return {
    name: `surges_false_alarms.${name}`,
    value: rounded(found.reduce((sum, count) => sum + count, 0) / rounds),
    unit: 'a month',
    detail: {
      load: `${VALUES} values with 0.05 to 20 customers an hour over ${MONTHS} months, rising and falling by hour and weekday, whole days off by ${restless.restlessDays} and hours by ${restless.restlessHours} (standard deviation of the logarithm); 1 a month is promised for all values together`,
      leavesOut: 'events: counts are handed over as they are; the value is the mean of the rounds',
      rounds: found.map(rounded),
      secondsAWorld: rounded(milliseconds / 1_000 / rounds),
    },
  };
}

/** Of all values alike: a week of sales in each month, and whole days off. */
async function inBusyWeeks(isRelative: boolean, rounds: number): Promise<Figure> {
  const levels = Array.from({ length: VALUES }, (_, value) => 0.05 * 400 ** (value / (VALUES - 1)));
  const { restlessDays, restlessHours } = RESTLESS[1];
  const times = (_: number, hour: number): number =>
    (Math.floor(hour / 24) % 30 >= 23 ? 3 : 1) * (Math.floor(hour / 24) % 11 === 5 ? 0.4 : 1);
  const found: number[] = [];
  for (let seed = 0; seed < rounds; seed++) {
    const world = { seed, days: LEARNED_DAYS + 30 * MONTHS, levels, times, restlessDays, restlessHours };
    const board = await judged(world, START, FALSE_ALARMS, isRelative);
    found.push([...board.found()].reduce((count, [, surgesOf]) => count + surgesOf.length, 0) / MONTHS);
  }
  return {
    name: `surges_in_busy_weeks.${isRelative ? 'relative' : 'by_itself'}`,
    value: rounded(found.reduce((sum, count) => sum + count, 0) / rounds),
    unit: 'a month',
    detail: {
      load: `${VALUES} values as above, all of them three times as busy for a week of each month, and less than half as busy on a day in eleven: what is told of single values`,
      leavesOut: 'events: counts are handed over as they are; the value is the mean of the rounds',
      rounds: found.map(rounded),
    },
  };
}

/** As {@link delay}, of a tenth of the values, each judged by its share of all. */
async function delayByShare(strength: number): Promise<Figure> {
  const times = (value: number, hour: number): number =>
    value < PLANTED_OF_MANY && hour >= BEGINS && hour < BEGINS + LASTS ? strength : 1;
  const levels = Array.from({ length: 10 * PLANTED_OF_MANY }, () => LEVELS.middle);
  const { restlessDays, restlessHours } = RESTLESS[1];
  const delays: number[] = [];
  for (let seed = 0; seed < PLANTED / PLANTED_OF_MANY; seed++) {
    const board = await judged({ seed, days: 75, levels, times, restlessDays, restlessHours }, START, FALSE_ALARMS, true);
    for (let value = 0; value < PLANTED_OF_MANY; value++) {
      const first = board.surgesOf(value).find((found) => isPlanted(found, strength));
      if (first !== undefined) delays.push(first.found - START - BEGINS + 1);
    }
  }
  return {
    name: `surges_delay.relative_times_${strength}`,
    value: delays.length === 0 ? LASTS : median(delays),
    unit: 'h',
    detail: {
      load: `${PLANTED_OF_MANY} of ${levels.length} values of ${LEVELS.middle} customers an hour, judged by their share, ${strength} times that for a week, ${PLANTED} planted in all: median hours until it was found, of those that were`,
      leavesOut: `those that were not found (the value is ${LASTS} when none was): see recall`,
      rounds: [delays.length === 0 ? LASTS : median(delays)],
      recall: rounded(delays.length / PLANTED),
    },
  };
}

function isPlanted({ found, direction }: { readonly found: number; readonly direction: string }, strength: number): boolean {
  return found - START >= BEGINS && found - START < BEGINS + LASTS && direction === (strength > 1 ? 'rise' : 'fall');
}

async function delay(level: string, customers: number, strength: number): Promise<Figure> {
  const times = (_: number, hour: number): number => (hour >= BEGINS && hour < BEGINS + LASTS ? strength : 1);
  const levels = Array.from({ length: PLANTED }, () => customers);
  const { restlessDays, restlessHours } = RESTLESS[1];
  const board = await judged({ seed: 11, days: 75, levels, times, restlessDays, restlessHours }, START, FALSE_ALARMS);
  const delays: number[] = [];
  let others = 0;
  for (let value = 0; value < PLANTED; value++) {
    const first = board.surgesOf(value).find((found) => isPlanted(found, strength));
    if (first !== undefined) delays.push(first.found - START - BEGINS + 1);
    others += board.surgesOf(value).filter((one) => !isPlanted(one, strength)).length;
  }
  return {
    name: `surges_delay.${level}_times_${strength}`,
    value: delays.length === 0 ? LASTS : median(delays),
    unit: 'h',
    detail: {
      load: `${PLANTED} values of ${customers} customers an hour, each ${strength} times that for a week, in a world with usual restlessness: median hours until it was found, of those that were`,
      leavesOut: `those that were not found (the value is ${LASTS} when none was): see recall`,
      rounds: [delays.length === 0 ? LASTS : median(delays)],
      nineTenthsWithin: delays.length === 0 ? null : quantile(delays, 0.9),
      recall: rounded(delays.length / PLANTED),
      others,
    },
  };
}
