/** What one arm shows of a metric: a figure, and how sure it is. */
export interface Estimate {
  /** Units in the arm. */
  readonly n: number;
  /** The mean, share or ratio. */
  readonly value: number;
  /** Of `value`, not of a single unit. */
  readonly variance: number;
  /** How many of the units did it, where the metric is a proportion. */
  readonly successes?: number;
}

/** Sums over the units of an arm, of what is measured and of what goes with it: the denominator of a ratio, or a covariate. */
export interface Sums {
  readonly n: number;
  readonly meanY: number;
  readonly meanX: number;
  /** Sums of squared deviations from the means, and of their products. */
  readonly yy: number;
  readonly xx: number;
  readonly xy: number;
}

/** No units yet. */
export const NO_UNITS: Sums = { n: 0, meanY: 0, meanX: 0, yy: 0, xx: 0, xy: 0 };

/** Counts pairs as they come, without losing digits: B. P. Welford, Technometrics 4 (1962) 419–420. */
export class Tally {
  #n = 0;
  #meanY = 0;
  #meanX = 0;
  #yy = 0;
  #xx = 0;
  #xy = 0;

  /** Counts a unit. */
  add(y: number, x = 0): void {
    this.#n += 1;
    const deltaY = y - this.#meanY;
    const deltaX = x - this.#meanX;
    this.#meanY += deltaY / this.#n;
    this.#meanX += deltaX / this.#n;
    this.#yy += deltaY * (y - this.#meanY);
    this.#xx += deltaX * (x - this.#meanX);
    this.#xy += deltaY * (x - this.#meanX);
  }

  /** What was counted so far. */
  get sums(): Sums {
    return { n: this.#n, meanY: this.#meanY, meanX: this.#meanX, yy: this.#yy, xx: this.#xx, xy: this.#xy };
  }
}

/** The mean of a quantity, with the unbiased variance. */
export function meanOf({ n, meanY, yy }: Sums): Estimate {
  return { n, value: n > 0 ? meanY : Number.NaN, variance: n > 1 ? yy / (n - 1) / n : Number.NaN };
}

/** A share of units that did something. */
export function proportionOf(successes: number, n: number): Estimate {
  const value = successes / n;
  return { n, value, variance: (value * (1 - value)) / n, successes };
}

/**
 * A ratio of two sums over the units, such as revenue per visit where customers are the units: by the delta method, as in A. Deng, U. Knoblich,
 * J. Lu, "Applying the Delta Method in Metric Analytics", KDD 2018, equation 4.
 */
export function ratioOf({ n, meanY, meanX, yy, xx, xy }: Sums): Estimate {
  const value = meanY / meanX;
  const spread = (yy - 2 * value * xy + value * value * xx) / (n - 1);
  return { n, value, variance: n > 1 ? spread / (n * meanX * meanX) : Number.NaN };
}

/**
 * Means less what a covariate from before the experiment explains (CUPED): A. Deng, Y. Xu, R. Kohavi, T. Walker, "Improving the Sensitivity
 * of Online Controlled Experiments by Utilizing Pre-Experiment Data", WSDM 2013, section 3.2. One slope for all arms, from the deviations within each.
 * @param arms the covariate is their x
 */
export function adjustedMeansOf(arms: readonly Sums[]): readonly Estimate[] {
  const sum = (of: (arm: Sums) => number): number => arms.reduce((total, arm) => total + of(arm), 0);
  const within = sum(({ xx }) => xx);
  const slope = within > 0 ? sum(({ xy }) => xy) / within : 0;
  const all = sum(({ n }) => n);
  const mean = all > 0 ? sum(({ n, meanX }) => n * meanX) / all : 0;
  return arms.map(({ n, meanY, meanX, yy, xx, xy }) => {
    const left = Math.max(yy - 2 * slope * xy + slope * slope * xx, 0);
    return { n, value: n > 0 ? meanY - slope * (meanX - mean) : Number.NaN, variance: n > 1 ? left / (n - 1) / n : Number.NaN };
  });
}
