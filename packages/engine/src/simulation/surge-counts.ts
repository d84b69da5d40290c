import { Random } from './random.js';

const HOURS_A_DAY = 24;
const DAYS_A_WEEK = 7;

/** A world of counts: customers an hour of each of some values, with days, weeks, restless days and restless hours. */
export interface SurgeCounts {
  readonly seed: number;
  readonly days: number;
  /** Customers an hour of each value, on average over the week. */
  readonly levels: readonly number[];
  /** By what a value's level is multiplied in an hour; 1 where nothing is the matter. */
  readonly times: (value: number, hour: number) => number;
  /** The standard deviation of the logarithm by which whole days differ. */
  readonly restlessDays: number;
  /** The same of hours. */
  readonly restlessHours: number;
}

/** Goes through all counts that are not 0, value by value. */
export function eachSurgeCount(
  { seed, days, levels, times, restlessDays, restlessHours }: SurgeCounts,
  visit: (value: number, hour: number, count: number) => void,
): void {
  for (const [value, level] of levels.entries()) {
    const random = Random.of(seed).forkAt(value);
    let day = 0;
    for (let hour = 0; hour < days * HOURS_A_DAY; hour++) {
      if (hour % HOURS_A_DAY === 0) day = normal(random) * restlessDays;
      const off = Math.exp(day + normal(random) * restlessHours - (restlessDays ** 2 + restlessHours ** 2) / 2);
      const count = poisson(random, level * season(hour) * off * times(value, hour));
      if (count > 0) visit(value, hour, count);
    }
  }
}

/** Nine in the evening is nine times as busy as nine in the morning, and weekends half as busy again. */
function season(hour: number): number {
  const weekend = Math.floor(hour / HOURS_A_DAY) % DAYS_A_WEEK >= 5;
  return (1 + 0.8 * Math.sin(((hour - 15) / HOURS_A_DAY) * 2 * Math.PI)) * (weekend ? 1.3 : 0.88);
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function poisson(random: Random, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > end; product *= random.next()) count++;
  return count;
}
