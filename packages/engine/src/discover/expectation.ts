import { customersIn, type EventColumns } from './event-columns.js';
import type { Outcomes } from './outcomes.js';
import { ASPECTS, BUCKETS, forEachPast } from './past.js';

/** From so many events at most the factors are learned. */
const MOST_LEARNED = 600_000;
const SWEEPS = 12;
/** Pulls the factors of buckets with few goals towards 1. */
const PRIOR = 5;

/** What was to be expected at each event. */
export interface Expectation {
  /** How likely the goal was; only the ratios mean something. */
  readonly expected: Float32Array;
  /** How many events of the visit came before it, up to 255. */
  readonly depth: Uint8Array;
  /** How many times as likely the goal was then as at other times of the calendar, for everybody. */
  readonly season: Float32Array;
}

/**
 * How likely the goal is after an event by what was known of the customer then: one number in which all aspects of their past are weighed by how
 * much they say about the goal. Customers with the same number are comparable: B. B. Hansen, "The prognostic analogue of the propensity score",
 * Biometrika 95 (2008) 481–488. One factor for each bucket of each aspect, fitted in turn until what is expected in each bucket is what was
 * seen: R. A. Bailey and L. J. Simon, "Two studies in automobile insurance ratemaking", ASTIN Bulletin 1 (1960) 192–217. Learned from the customers that are mined.
 */
export function expectationOf(columns: EventColumns, { usable, came }: Outcomes): Expectation {
  const factors = learn(columns, usable, came);
  const expected = new Float32Array(columns.times.length);
  const depth = new Uint8Array(columns.times.length);
  const season = new Float32Array(columns.times.length);
  const calendar = ASPECTS.indexOf('calendar');
  const seasons = factors.subarray(calendar * BUCKETS, (calendar + 1) * BUCKETS).map((factor) => Math.exp(factor));
  for (let customer = 0; customer < customersIn(columns); customer++) {
    forEachPast(columns, customer, (event, buckets, place) => {
      expected[event] = Math.exp(logarithm(factors, buckets));
      depth[event] = Math.min(place, 255);
      season[event] = seasons[buckets[calendar] as number] as number;
    });
  }
  return { expected, depth, season };
}

function logarithm(factors: Float64Array, buckets: Uint8Array): number {
  let sum = 0;
  for (let aspect = 0; aspect < ASPECTS.length; aspect++) sum += factors[aspect * BUCKETS + (buckets[aspect] as number)] as number;
  return sum;
}

function learn(columns: EventColumns, usable: Uint8Array, came: Float32Array): Float64Array {
  const { buckets, goals, count } = collect(columns, usable, came);
  const factors = new Float64Array(ASPECTS.length * BUCKETS);
  const total = goals.subarray(0, count).reduce((sum, goal) => sum + goal, 0);
  const expected = new Float64Array(count).fill(Math.max(total, 1) / Math.max(count, 1));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let aspect = 0; aspect < ASPECTS.length; aspect++) {
      const change = changesOf(aspect, { buckets, goals, count }, expected);
      for (let row = 0; row < count; row++) {
        const bucket = buckets[row * ASPECTS.length + aspect] as number;
        expected[row] = (expected[row] as number) * (change[bucket] as number);
      }
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const at = aspect * BUCKETS + bucket;
        factors[at] = (factors[at] as number) + Math.log(change[bucket] as number);
      }
    }
  }
  return factors;
}

/** Events to learn from, each with its bucket of every aspect. */
interface Lessons {
  readonly buckets: Uint8Array;
  readonly goals: Uint8Array;
  readonly count: number;
}

function changesOf(aspect: number, { buckets, goals, count }: Lessons, expected: Float64Array): Float64Array {
  const seen = new Float64Array(BUCKETS);
  const awaited = new Float64Array(BUCKETS);
  for (let row = 0; row < count; row++) {
    const bucket = buckets[row * ASPECTS.length + aspect] as number;
    seen[bucket] = (seen[bucket] as number) + (goals[row] as number);
    awaited[bucket] = (awaited[bucket] as number) + (expected[row] as number);
  }
  return seen.map((number, bucket) => (number + PRIOR) / ((awaited[bucket] as number) + PRIOR));
}

function collect(columns: EventColumns, usable: Uint8Array, came: Float32Array): Lessons {
  const { mined, starts } = columns;
  let available = 0;
  for (let customer = 0; customer < customersIn(columns); customer++)
    if (mined[customer] === 1) available += (starts[customer + 1] as number) - (starts[customer] as number);
  const each = Math.max(1, Math.ceil(available / MOST_LEARNED));
  const room = Math.ceil(available / each) + 1;
  const buckets = new Uint8Array(room * ASPECTS.length);
  const goals = new Uint8Array(room);
  let count = 0;
  let passed = 0;
  for (let customer = 0; customer < customersIn(columns); customer++) {
    if (mined[customer] !== 1) continue;
    forEachPast(columns, customer, (event, found) => {
      if (usable[event] !== 1 || passed++ % each !== 0 || count === room) return;
      buckets.set(found, count * ASPECTS.length);
      goals[count++] = came[event] as number;
    });
  }
  return { buckets, goals, count };
}
