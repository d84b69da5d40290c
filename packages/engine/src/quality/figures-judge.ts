import type { AlertKind } from '../vocabulary/alert.js';
import { levelOf } from './budget.js';
import { distanceAt, type Expectation, RobustSeries, type SavedSeries, tailProbability } from './robust-series.js';
import type { Watch } from './watch.js';

/** How a figure of a day stands to what was expected of it. */
export interface StrangeFigure {
  readonly expected: number;
  /** The decimal logarithm of 1/p. */
  readonly score: number;
}

/** Which way is strange. */
export type Side = 'low' | 'high' | 'both';

/** Judges figures by what is usual on that weekday: volumes, lateness, differences of distributions. */
export class FiguresJudge {
  readonly #series = new Map<string, { readonly kind: AlertKind; readonly weight: number; readonly series: RobustSeries }>();
  readonly #watch: () => Watch;

  constructor(watch: () => Watch) {
    this.#watch = watch;
  }

  expectation(name: string, day: number, noise?: (expected: number) => number): Expectation | undefined {
    return this.#series.get(name)?.series.expectation(day, noise);
  }

  judge(name: string, day: number, figure: number, side: Side, noise?: (expected: number) => number): StrangeFigure | undefined {
    const expectation = this.expectation(name, day, noise);
    if (expectation === undefined) return undefined;
    const { expected } = expectation;
    if ((side === 'low' && figure >= expected) || (side === 'high' && figure <= expected)) return undefined;
    const p = tailProbability(expectation, figure);
    // Both tails are looked at where both are of interest.
    return p <= this.#levelOf(name) / (side === 'both' ? 2 : 1) ? { expected, score: -Math.log10(p) } : undefined;
  }

  /** The figure from which a day would be strange, upwards; undefined while too little is known, or when nothing ever would be. */
  highest(name: string, day: number): number | undefined {
    const expectation = this.expectation(name, day);
    const distance = expectation && distanceAt(expectation, this.#levelOf(name));
    return expectation === undefined || distance === undefined ? undefined : expectation.expected + distance;
  }

  /** What is usual on such a day; undefined while nothing is known. */
  usual(name: string, day: number): number | undefined {
    return this.#series.get(name)?.series.usual(day);
  }

  /**
   * Learns a day that is over.
   * @param options the series' part of the kind's budget, in relation to the others of the kind; and the figure from which it is judged at all
   */
  learn(
    name: string,
    kind: AlertKind,
    day: number,
    figure: number,
    alerted: boolean,
    { weight = 1, least = Number.NEGATIVE_INFINITY }: { readonly weight?: number; readonly least?: number } = {},
  ): void {
    let found = this.#series.get(name);
    if (found === undefined) {
      found = { kind, weight, series: new RobustSeries() };
      this.#series.set(name, found);
    }
    found.series.learn(day, figure, alerted, least);
  }

  /** The names of a kind's series. */
  namesOf(kind: AlertKind): readonly string[] {
    return [...this.#series].flatMap(([name, entry]) => (entry.kind === kind ? [name] : []));
  }

  toJson(): readonly (readonly [string, AlertKind, number, SavedSeries])[] {
    return [...this.#series].map(([name, { kind, weight, series }]) => [name, kind, weight, series.toJson()] as const);
  }

  load(saved: ReturnType<FiguresJudge['toJson']>): void {
    for (const [name, kind, weight, days] of saved) {
      const series = new RobustSeries();
      series.load(days);
      this.#series.set(name, { kind, weight, series });
    }
  }

  #levelOf(name: string): number {
    const own = this.#series.get(name);
    if (own === undefined) return 0;
    let all = 0;
    for (const { kind, weight } of this.#series.values()) if (kind === own.kind) all += weight;
    return levelOf(this.#watch().falseAlertsPerMonth, own.kind, own.weight / all);
  }
}
