import type { Method } from './effect.js';
import { effectOf } from './effect.js';
import { meanOf, proportionOf, Tally } from './estimate.js';

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
  readonly kind: 'mean' | 'proportion';
  /** What the arm adds: to a mean of skewed values (exponential, mean 1), or to a share of 0.2. */
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
}

const SHARE = 0.2;

/** Runs them. Arms by the toss of a coin. */
export function watchedTests(asked: WatchedTests): WatchedResult {
  let [decided, always, covered, width] = [0, 0, 0, 0];
  for (let test = 0; test < asked.tests; test++) {
    const one = watch(asked);
    decided += one.decided ? 1 : 0;
    always += one.always ? 1 : 0;
    covered += one.last ? 1 : 0;
    width += one.width;
  }
  const { tests } = asked;
  return { everDecided: decided / tests, alwaysCovered: always / tests, covered: covered / tests, width: width / tests };
}

function watch({ units, looks, method, alpha, kind, effect, random }: WatchedTests) {
  const tallies = [new Tally(), new Tally()] as const;
  const seen = { decided: false, always: true, last: false, width: 0 };
  for (let look = 1, unit = 0; look <= looks; look++) {
    for (const until = Math.round((units * look) / looks); unit < until; unit++) {
      const arm = random() < 0.5 ? 0 : 1;
      const value = kind === 'mean' ? -Math.log(1 - random()) + arm * effect : random() < SHARE + arm * effect ? 1 : 0;
      tallies[arm].add(value);
    }
    const [control, treated] = tallies.map(({ sums }) =>
      kind === 'mean' ? meanOf(sums) : proportionOf(Math.round(sums.meanY * sums.n), sums.n),
    );
    if (control === undefined || treated === undefined) continue;
    const { interval, isEnough } = effectOf(treated, control, { kind, method, alpha });
    if (!isEnough) continue;
    seen.decided ||= interval[0] > 0 || interval[1] < 0;
    seen.last = interval[0] <= effect && effect <= interval[1];
    seen.always &&= seen.last;
    seen.width = interval[1] - interval[0];
  }
  return seen;
}
