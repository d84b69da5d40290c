import type { Milliseconds } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { sameness } from '../../timeline/values.js';
import { exactSum } from '../exact-sum.js';
import type { DigestKind } from './digest.js';

/** What an aggregate is given: the matching events, newest first. */
export interface Matched {
  /** The value of `of` in each event that has one; empty for aggregates that take none. */
  readonly values: readonly Json[];
  readonly count: number;
  /** How many of all values are numbers, where a digest stands for them. */
  readonly numbers?: number;
  /** Time since the newest matching event; undefined when there is none. */
  readonly sinceNewest: Milliseconds | undefined;
  /** Time from the oldest matching event to the newest; undefined when there is none. */
  readonly spanned: Milliseconds | undefined;
}

/** One way to sum up matching events. */
export interface Aggregate {
  /** Whether it needs `of`. */
  readonly takesPath: boolean;
  /** Null means: no value. */
  readonly of: (matched: Matched) => Json;
  readonly words: string;
  /** What may stand for all values; without it, all are wanted. */
  readonly digest?: DigestKind;
  /** Whether its value is in milliseconds that people write as durations. */
  readonly isTime?: true;
  /** Whether its value is a number whenever it has one, whatever the events hold. */
  readonly givesNumber?: true;
  /** Whether its value grows as time passes, though no event comes or goes. */
  readonly movesWithTime?: true;
}

const isNumber = (value: Json): value is number => typeof value === 'number';

/** The aggregates of the metric language. Over no events `count`, `sum` and `distinct` are 0, the others have no value. */
export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: { takesPath: false, givesNumber: true, digest: 'none', of: ({ count }) => count, words: 'number of' },
  sum: { takesPath: true, givesNumber: true, digest: 'sum', of: ({ values }) => exactSum(values.filter(isNumber)), words: 'sum over' },
  avg: {
    takesPath: true,
    givesNumber: true,
    digest: 'sum',
    of: ({ values, numbers }) => mean(values.filter(isNumber), numbers),
    words: 'average over',
  },
  min: {
    takesPath: true,
    givesNumber: true,
    digest: 'extremes',
    of: ({ values }) => extreme(values.filter(isNumber), (left, right) => left < right),
    words: 'least over',
  },
  max: {
    takesPath: true,
    givesNumber: true,
    digest: 'extremes',
    of: ({ values }) => extreme(values.filter(isNumber), (left, right) => left > right),
    words: 'greatest over',
  },
  distinct: {
    takesPath: true,
    givesNumber: true,
    digest: 'different',
    of: ({ values }) => new Set(values.map(sameness)).size,
    words: 'different values over',
  },
  first: { takesPath: true, digest: 'ends', of: ({ values }) => values.at(-1) ?? null, words: 'first value over' },
  last: { takesPath: true, digest: 'ends', of: ({ values }) => values[0] ?? null, words: 'newest value over' },
  shares: { takesPath: true, of: ({ values }) => sharesOf(values), words: 'shares of the values over' },
  top: { takesPath: true, of: ({ values }) => mostFrequent(values), words: 'most frequent value over' },
  recency: {
    takesPath: false,
    givesNumber: true,
    digest: 'none',
    of: ({ sinceNewest }) => sinceNewest ?? null,
    words: 'time since the last',
    isTime: true,
    movesWithTime: true,
  },
  interval: {
    takesPath: false,
    givesNumber: true,
    digest: 'none',
    of: ({ count, spanned }) => (spanned === undefined || count < 2 ? null : spanned / (count - 1)),
    words: 'average time between',
    isTime: true,
  },
};

function mean(numbers: readonly number[], count = numbers.length): number | null {
  return count === 0 ? null : exactSum(numbers) / count;
}

function extreme(numbers: readonly number[], better: (left: number, right: number) => boolean): number | null {
  if (numbers.length === 0) return null;
  return numbers.reduce((best, number) => (better(number, best) ? number : best));
}

/** The most frequent of values given newest first; of several, the one that came last. */
function mostFrequent(values: readonly Json[]): Json {
  let top: Counted | undefined;
  for (const one of countedValues(values)) if (top === undefined || one.times > top.times) top = one;
  return top?.value ?? null;
}

/** More different values than these are counted, but not named. */
const MOST_SHARES = 20;

/** `{value, share}` of the values, the most frequent first; of those that are equally frequent, the one that came last. */
function sharesOf(values: readonly Json[]): Json {
  if (values.length === 0) return null;
  const byFrequency = countedValues(values).toSorted((left, right) => right.times - left.times);
  return byFrequency.slice(0, MOST_SHARES).map(({ value, times }) => ({ value, share: times / values.length }));
}

interface Counted {
  readonly value: Json;
  times: number;
}

/** How often each value is there, in the order in which they are first met. */
function countedValues(values: readonly Json[]): readonly Counted[] {
  const found = new Map<string | number, Counted>();
  for (const value of values) {
    const known = found.get(sameness(value));
    if (known === undefined) found.set(sameness(value), { value, times: 1 });
    else known.times++;
  }
  return [...found.values()];
}
