import type { MetricKind, Method } from './effect.js';
import { effectOf } from './effect.js';
import { adjustedMeansOf, type Estimate, meanOf, proportionOf, ratioOf, type Sums, Tally } from './estimate.js';

/**
 * What a unit shows: `mean` of exponential values; a `proportion`; `revenue`, where one in five spends, very unevenly, capped; a `ratio` of what
 * is spent by how often they came; an `adjusted` mean, of which a covariate explains two thirds (CUPED).
 */
export type WatchedKind = 'mean' | 'proportion' | 'revenue' | 'ratio' | 'adjusted';

/** Experiments that are looked at again and again while they run, with a known effect: what promises are held against. */
export interface WatchedTests {
  /** How many experiments. */
  readonly tests: number;
  /** Units of each, of both arms together. */
  readonly units: number;
  /** How often each is looked at, evenly spread. */
  readonly looks: number;
  readonly method: Method;
  readonly alpha: number;
  readonly kind: WatchedKind;
  /** What the arm adds to the figure of the control. */
  readonly effect: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** What became of them. */
export interface WatchedResult {
  /** Share of the experiments in which an interval at any look left out 0. */
  readonly everDecided: number;
  /** Share in which every interval, at each look, held the true effect. */
  readonly alwaysCovered: number;
  /** Share in which the last interval held the true effect. */
  readonly covered: number;
  /** Mean width of the last interval. */
  readonly width: number;
  /** Mean share of the units after which the first interval left out 0; of those in which none did, all of them. */
  readonly unitsUntil: number;
}

const SHARE = 0.2;
/** Revenue above this counts as this: about one buyer in forty. */
const CAP = 12;

/** Runs them. Arms by the toss of a coin. */
export function watchedTests(asked: WatchedTests): WatchedResult {
  let [decided, always, covered, width, until] = [0, 0, 0, 0, 0];
  for (let test = 0; test < asked.tests; test++) {
    const one = watch(asked);
    decided += one.decidedAt < Number.POSITIVE_INFINITY ? 1 : 0;
    always += one.always ? 1 : 0;
    covered += one.last ? 1 : 0;
    width += one.width;
    until += Math.min(one.decidedAt, asked.looks) / asked.looks;
  }
  const { tests } = asked;
  return {
    everDecided: decided / tests,
    alwaysCovered: always / tests,
    covered: covered / tests,
    width: width / tests,
    unitsUntil: until / tests,
  };
}

function watch({ units, looks, method, alpha, kind, effect, random }: WatchedTests) {
  const tallies = [new Tally(), new Tally()] as const;
  const { draw, metric, estimate } = KINDS[kind];
  const seen = { decidedAt: Number.POSITIVE_INFINITY, always: true, last: false, width: 0 };
  for (let look = 1, unit = 0; look <= looks; look++) {
    for (const until = Math.round((units * look) / looks); unit < until; unit++) {
      const arm = random() < 0.5 ? 0 : 1;
      draw(random, arm * effect, tallies[arm]);
    }
    const [control, treated] = estimate(tallies.map(({ sums }) => sums));
    if (control === undefined || treated === undefined) continue;
    const { interval, isEnough } = effectOf(treated, control, { kind: metric, method, alpha });
    if (!isEnough) continue;
    if (interval[0] > 0 || interval[1] < 0) seen.decidedAt = Math.min(seen.decidedAt, look);
    seen.last = interval[0] <= effect && effect <= interval[1];
    seen.always &&= seen.last;
    seen.width = interval[1] - interval[0];
  }
  return seen;
}

interface Kind {
  /** Counts a unit to whose figure its arm adds so much. */
  readonly draw: (random: () => number, added: number, tally: Tally) => void;
  readonly metric: MetricKind;
  readonly estimate: (arms: readonly Sums[]) => readonly Estimate[];
}

const KINDS: Readonly<Record<WatchedKind, Kind>> = {
  mean: {
    draw: (random, added, tally) => tally.add(exponential(random) + added),
    metric: 'mean',
    estimate: (arms) => arms.map(meanOf),
  },
  proportion: {
    draw: (random, added, tally) => tally.add(random() < SHARE + added ? 1 : 0),
    metric: 'proportion',
    estimate: (arms) => arms.map((sums) => proportionOf(Math.round(sums.meanY * sums.n), sums.n)),
  },
  revenue: {
    draw: (random, added, tally) => {
      const spent = random() < SHARE ? Math.exp(1.2 * normal(random)) : 0;
      tally.add(Math.min(spent, CAP) + added);
    },
    metric: 'mean',
    estimate: (arms) => arms.map(meanOf),
  },
  ratio: {
    draw: (random, added, tally) => {
      const visits = 1 + Math.floor(random() * 5);
      tally.add(visits * (exponential(random) + added), visits);
    },
    metric: 'ratio',
    estimate: (arms) => arms.map(ratioOf),
  },
  adjusted: {
    draw: (random, added, tally) => {
      const before = exponential(random);
      tally.add(before + Math.SQRT1_2 * exponential(random) + added, before);
    },
    metric: 'mean',
    estimate: adjustedMeansOf,
  },
};

/** With a mean and a standard deviation of 1. */
function exponential(random: () => number): number {
  return -Math.log(1 - random());
}

/** G. E. P. Box, M. E. Muller, Annals of Mathematical Statistics 29 (1958) 610–611. */
function normal(random: () => number): number {
  return Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
}
