import type { Method } from '../../experiment/effect.js';
import { watchedTests, type WatchedKind } from '../../experiment/watched-test.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import type { WorldEffect } from './campaign-worlds.js';

/** What an arm adds where there is an effect: about what a fixed test of 2,000 units finds four times in five. */
export const EFFECTS: Readonly<Record<WatchedKind, number>> = {
  mean: 0.125,
  proportion: 0.052,
  revenue: 0.16,
  ratio: 0.133,
  adjusted: 0.0886,
};
export const KINDS = Object.keys(EFFECTS) as readonly WatchedKind[];

/** How well promises are kept over many experiments, of one kind of metric. */
export interface Kept {
  readonly kind: WatchedKind;
  /** Share of A/A tests in which the interval of the only look left out 0: the promise is alpha. */
  readonly fixedOnce: number;
  /** The same, looked at daily: no promise is made here, and this is why. */
  readonly fixedWatched: number;
  /** Share of A/A tests in which any interval of all looks left out 0: the promise is alpha. */
  readonly sequentialWatched: number;
  /** Share of tests with an effect in which the interval of the only look missed it: the promise is alpha. */
  readonly fixedMissed: number;
  /** Share of tests with an effect in which any interval of all looks missed it: the promise is alpha. */
  readonly sequentialMissed: number;
  /** Width of the last interval ÷ that of a fixed one. */
  readonly width: number;
  /** Share of tests with an effect that found it, by all looks, and by a single fixed one at the end. */
  readonly power: number;
  readonly fixedPower: number;
  /** With twice and a half the units: the share that found it, and the mean units until then ÷ those of the fixed test. */
  readonly powerLonger: number;
  readonly unitsUntil: number;
}

/** How many times as many units a sequential test may take in {@link Kept.powerLonger}. */
const LONGER = 2.5;

/** Runs tests with and without an effect, with fixed and with sequential intervals. */
export function promisesOf(
  kind: WatchedKind,
  of: { readonly tests: number; readonly units: number; readonly looks: number; readonly alpha: number; readonly seed: number },
): Kept {
  const run = (method: Method, effect: number, looks: number, units = of.units) =>
    watchedTests({ tests: of.tests, units, looks, method, alpha: of.alpha, kind, effect, random: seededRandom(of.seed) });
  const fixed = run('fixed', 0, of.looks);
  const watched = run('sequential', 0, of.looks);
  const once = run('fixed', EFFECTS[kind], 1);
  const found = run('sequential', EFFECTS[kind], of.looks);
  const longer = run('sequential', EFFECTS[kind], Math.round(of.looks * LONGER), Math.round(of.units * LONGER));
  return {
    kind,
    fixedOnce: 1 - fixed.covered,
    fixedWatched: fixed.everDecided,
    sequentialWatched: watched.everDecided,
    fixedMissed: 1 - once.covered,
    sequentialMissed: 1 - found.alwaysCovered,
    width: watched.width / fixed.width,
    power: found.everDecided,
    fixedPower: once.everDecided,
    powerLonger: longer.everDecided,
    unitsUntil: longer.unitsUntil * LONGER,
  };
}

/** How often the intervals of worlds held what is true. */
export interface Coverage {
  readonly of: WorldEffect['of'];
  readonly method: Method;
  /** Worlds with an interval, and those with too little to go by. */
  readonly worlds: number;
  readonly tooLittle: number;
  readonly covered: number;
  /** Of those: without an effect, how often the interval left out 0; with one, how often it found it. */
  readonly decided: number;
  /** Mean of estimate less truth. */
  readonly bias: number;
  readonly customers: number;
}

/** Sums up what worlds showed. */
export function coverageOf(effects: readonly WorldEffect[]): readonly Coverage[] {
  const groups = groupedBy(effects);
  return [...groups.values()].map((group) => {
    const [{ of, method }] = group as [WorldEffect];
    const told = group.filter(({ interval }) => interval !== null);
    const mean = (value: (effect: WorldEffect) => number): number => told.reduce((sum, one) => sum + value(one), 0) / told.length;
    return {
      of,
      method,
      worlds: told.length,
      tooLittle: group.length - told.length,
      covered: mean(({ interval, truth }) => (interval !== null && interval[0] <= truth && truth <= interval[1] ? 1 : 0)),
      decided: mean(({ interval }) => (interval !== null && (interval[0] > 0 || interval[1] < 0) ? 1 : 0)),
      bias: mean(({ estimate, truth }) => (estimate ?? truth) - truth),
      customers: mean(({ customers }) => customers),
    };
  });
}

function groupedBy(effects: readonly WorldEffect[]): ReadonlyMap<string, readonly WorldEffect[]> {
  const groups = new Map<string, WorldEffect[]>();
  for (const effect of effects) {
    const key = `${effect.of} ${effect.method}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [effect]);
    else group.push(effect);
  }
  return groups;
}

/** Whether so many hits of so many tries go with a promise: not further below it than three standard errors of chance. */
export function isKept(share: number, tries: number, promised: number): boolean {
  return share >= promised - 3 * Math.sqrt((promised * (1 - promised)) / tries);
}
