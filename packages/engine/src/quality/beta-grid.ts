import { logGamma } from './gamma.js';

/** Rates that a share may have on the average. */
const RATES = [1e-6, 1e-5, 1e-4, 5e-4, 2e-3, 7e-3, 0.02, 0.06, 0.13, 0.22, 0.35, 0.5, 0.7, 0.9, 0.99, 0.9995];
/** How steady it is from day to day: a large one is almost binomial, a small one makes days all or nothing. */
const STEADINESS = [0.15, 0.5, 1.5, 3.5, 8, 25, 100, 1000];
/**
 * How much of each is believed before anything was seen. Fields that are all there on one day and all gone on the next by nature
 * are rare, and a source that has such ones shows it soon: in some series of the family.
 */
const BELIEF = [1e-6, 1e-5, 3e-4, 3e-3, 0.1, 0.3, 0.3, 0.3].map((weight) => weight / RATES.length);
const CELLS = RATES.length * STEADINESS.length;
/** A day's weight a day with data later: the memory is about a hundred days long. */
const DECAY = 0.99;
/** A day that raised an alert teaches less: a fault is not to become the norm at once. */
const ALERTED_WEIGHT = 0.2;

interface Cell {
  readonly a: number;
  readonly b: number;
  readonly steadiness: number;
  readonly logGammaA: number;
  readonly logGammaB: number;
}
const GRID: readonly Cell[] = STEADINESS.flatMap((steadiness, index) =>
  RATES.map((rate) => {
    const a = rate * steadiness;
    const b = (1 - rate) * steadiness;
    return { a, b, steadiness: index, logGammaA: logGamma(a), logGammaB: logGamma(b) };
  }),
);
const LOG_GAMMA_STEADINESS = STEADINESS.map(logGamma);

/** Most shares are of nothing in a few: what they say is worked out once. */
const OF_NONE = new Map<number, Float64Array>();
const MOST_OF_NONE = 512;

function logLikelihoods(k: number, n: number): Float64Array {
  if (k > 0) return likelihoodsOf(k, n);
  let found = OF_NONE.get(n);
  if (found === undefined) {
    if (OF_NONE.size >= MOST_OF_NONE) OF_NONE.clear();
    found = likelihoodsOf(0, n);
    OF_NONE.set(n, found);
  }
  return found;
}

/** Probability of each order of k among n, in logarithms, for every cell of the grid. */
function likelihoodsOf(k: number, n: number): Float64Array {
  const found = new Float64Array(CELLS);
  const rising = STEADINESS.map((s, index) => logGamma(s + n) - (LOG_GAMMA_STEADINESS[index] as number));
  for (let cell = 0; cell < CELLS; cell++) {
    const { a, b, steadiness, logGammaA, logGammaB } = GRID[cell] as Cell;
    const hits = k === 0 ? 0 : logGamma(a + k) - logGammaA;
    const misses = k === n ? 0 : logGamma(b + n - k) - logGammaB;
    found[cell] = hits + misses - (rising[steadiness] as number);
  }
  return found;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** What is to be compared with: most are hits (the field is gone), or any share is as likely. */
function logAlternative(k: number, n: number): number {
  const gone = logBeta(8 + k, 0.4 + n - k) - logBeta(8, 0.4);
  const any = logBeta(1 + k, 1 + n - k);
  const larger = Math.max(gone, any);
  return larger + Math.log((Math.exp(gone - larger) + Math.exp(any - larger)) / 2);
}

/** What one series of daily shares has taught. */
class ShareSeries {
  /** Of the days seen, for every cell. */
  readonly logs: Float32Array<ArrayBuffer>;
  /** Hits and all, of the days seen, decayed alike. */
  hits: number;
  all: number;
  /** How many days it has learned. */
  days: number;
  /** The posterior as it stands in the family's sum. */
  posterior: Float32Array<ArrayBuffer> | undefined;

  constructor(logs = new Float32Array(CELLS), hits = 0, all = 0, days = 0) {
    this.logs = logs;
    this.hits = hits;
    this.all = all;
    this.days = days;
  }

  /** The share so far; 0 when nothing was seen. */
  get share(): number {
    return this.all === 0 ? 0 : this.hits / this.all;
  }
}

/** A family as saved: its series by key, with the bytes of its logarithms and of its posterior in base64. */
export type SavedFamily = readonly (readonly [key: string, logs: string, posterior: string, hits: number, all: number, days: number])[];

/**
 * Shares (of blank fields, of quarantined items, …) that ought to be as they were, in a family of like series such as one field by
 * country. A day's share is beta-binomial around the series' own rate with its own steadiness, both unknown: a posterior over a
 * grid of the two (Griffin and Williamson 1949's model; the family's prior is the average of its members' posteriors, the one
 * step of the nonparametric empirical Bayes of Laird 1978), so that a field blank in whole invoices is known to be so
 * also in a country that has not seen one yet.
 */
export class ShareFamily {
  readonly #series = new Map<string, ShareSeries>();
  readonly #sum = new Float64Array(CELLS);

  get size(): number {
    return this.#series.size;
  }

  has(key: string): boolean {
    return this.#series.has(key);
  }

  /** What a series weighs beside others: the root of what was seen of it. */
  weightOf(key: string): number {
    return weightOf(this.#series.get(key));
  }

  /** What all its series weigh. */
  get weight(): number {
    let weight = 0;
    for (const series of this.#series.values()) weight += weightOf(series);
    return weight;
  }

  /** The share of a series so far; undefined when it is new. */
  shareOf(key: string): number | undefined {
    return this.#series.get(key)?.share;
  }

  /**
   * How much better "something else" explains k hits of n on one day than "as it always was": a ratio of predictive probabilities, so under the null a
   * test martingale in n, and P(it ever reaches 1/α) ≤ α (Ville 1939; Shafer, Shen, Vereshchagin and Vovk 2011). It may be looked at
   * at any time of the day, and as often as one likes.
   * @returns its logarithm; -Infinity when the share is not above what it was
   */
  logEvidence(key: string, k: number, n: number): number {
    const series = this.#series.get(key);
    if (series !== undefined && k / n <= series.share) return Number.NEGATIVE_INFINITY;
    const weights = this.#weights(series);
    return logAlternative(k, n) - mixed(weights, logLikelihoods(k, n));
  }

  /** Learns a day that is over. */
  learn(key: string, k: number, n: number, alerted: boolean): void {
    const series = this.#series.get(key) ?? new ShareSeries();
    this.#series.set(key, series);
    const weight = alerted ? ALERTED_WEIGHT : 1;
    const logs = logLikelihoods(k, n);
    for (let cell = 0; cell < CELLS; cell++) series.logs[cell] = (series.logs[cell] as number) * DECAY + weight * (logs[cell] as number);
    series.hits = series.hits * DECAY + weight * k;
    series.all = series.all * DECAY + weight * n;
    series.days++;
    // The family's prior moves slowly once a series is known: it need not be followed every day.
    if (series.days <= 8 || series.days % 4 === 0) this.#settle(series);
  }

  toJson(): SavedFamily {
    return [...this.#series].map(
      ([key, { logs, posterior, hits, all, days }]) => [key, textOf(logs), textOf(posterior), hits, all, days] as const,
    );
  }

  load(saved: SavedFamily): void {
    for (const [key, logs, posterior, hits, all, days] of saved) {
      const series = new ShareSeries(cellsOf(logs), hits, all, days);
      this.#series.set(key, series);
      this.#account(series, cellsOf(posterior));
    }
  }

  #settle(series: ShareSeries): void {
    const posterior = Float32Array.from(this.#weights(series));
    this.#account(series, posterior);
  }

  #account(series: ShareSeries, posterior: Float32Array<ArrayBuffer>): void {
    for (let cell = 0; cell < CELLS; cell++) {
      this.#sum[cell] = (this.#sum[cell] as number) + (posterior[cell] as number) - (series.posterior?.[cell] ?? 0);
    }
    series.posterior = posterior;
  }

  /** A series' posterior weights over the grid, its own part in the family's prior left out. */
  #weights(series: ShareSeries | undefined): Float64Array {
    const weights = new Float64Array(CELLS);
    let largest = Number.NEGATIVE_INFINITY;
    for (let cell = 0; cell < CELLS; cell++) {
      const others = Math.max(0, (this.#sum[cell] as number) - (series?.posterior?.[cell] ?? 0));
      const log = Math.log((BELIEF[(GRID[cell] as Cell).steadiness] as number) + others) + (series?.logs[cell] ?? 0);
      weights[cell] = log;
      if (log > largest) largest = log;
    }
    let total = 0;
    for (let cell = 0; cell < CELLS; cell++) total += weights[cell] = Math.exp((weights[cell] as number) - largest);
    for (let cell = 0; cell < CELLS; cell++) weights[cell] = (weights[cell] as number) / total;
    return weights;
  }
}

function weightOf(series: ShareSeries | undefined): number {
  return Math.sqrt(Math.max(1, series?.all ?? 1));
}

function mixed(weights: Float64Array, logs: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > largest) largest = log;
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += (weights[cell] as number) * Math.exp((logs[cell] as number) - largest);
  return Math.log(sum) + largest;
}

function textOf(cells: Float32Array | undefined): string {
  return cells === undefined ? '' : Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength).toString('base64');
}

function cellsOf(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
}
