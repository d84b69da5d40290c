const DAYS_IN_A_WEEK = 7;
/** So many days have to be known before one can be strange: three of each weekday, and two weeks of how far off they are. */
const LEAST_DAYS = 35;
/** How many days are kept: figures, and how far each was from what was expected of it. */
const MOST_DAYS = 63;
const SAME_WEEKDAYS = 6;
/** The median distance of Student's t with 5 degrees of freedom: turns a median distance into a scale. */
const MEDIAN_DISTANCE = 0.7267;
const LEAST_SCALE = 0.05;
/** Farther out than this a day counts as exceptional: a holiday, a campaign, an outage. */
const EXCEPTIONAL = 6;
/** The belief about exceptional days before any was seen: one in five thousand, worth ten days. A source that has them shows it soon. */
const EXCEPTIONAL_BELIEF = { exceptional: 0.002, days: 10 };

/** What a figure of a day should have been. `scale` is on the scale of the series (usually a logarithm). */
export interface Expectation {
  readonly expected: number;
  readonly scale: number;
  /** How often a day is out of the ordinary by nature. */
  readonly exceptional: number;
}

/** As saved: day numbers with figures and with how far off they were, and the count of exceptional days. */
export interface SavedSeries {
  readonly days: readonly (readonly [day: number, figure: number, off: number | null])[];
  readonly exceptional: number;
  readonly judged: number;
}

/**
 * A figure a day (a logarithm, so that changes are ratios), with what is usual on that weekday. Expected is the median of the
 * same weekday's last figures; the spread is the median absolute distance of the last days from what was expected of them
 * (Rousseeuw and Croux 1993), with the tails of Student's t with 5 degrees of freedom; and a share of days, learned, is
 * exceptional whatever the rest does. So p = q + (1 − q)·P(T > z): a source that had holidays is not called broken on the next one.
 */
export class RobustSeries {
  #days: (readonly [day: number, figure: number, off: number | null])[] = [];
  #exceptional = 0;
  #judged = 0;

  /** The last day that was learned. */
  get lastDay(): number | undefined {
    return this.#days.at(-1)?.[0];
  }

  /** The answer for the day asked about last. */
  #asked: { readonly day: number; readonly expectation: Expectation | undefined } | undefined;

  /** What a day should bring; undefined while too little is known. @param noise the variance that counting alone has around the expected figure */
  expectation(day: number, noise: (expected: number) => number = () => 0): Expectation | undefined {
    if (this.#asked?.day !== day) this.#asked = { day, expectation: this.#expectation(day) };
    const found = this.#asked.expectation;
    return found && { ...found, scale: Math.sqrt(found.scale ** 2 + noise(found.expected)) };
  }

  /** Learns a day that is over. One that raised an alert is explained: it is no exceptional day of the usual kind. @param least the usual figure from which a day counts as judged */
  learn(day: number, figure: number, alerted: boolean, least = Number.NEGATIVE_INFINITY): void {
    const usual = this.usual(day);
    const isJudged = usual !== undefined && usual >= least;
    const before = isJudged ? this.expectation(day) : undefined;
    if (before !== undefined && !alerted) {
      this.#judged++;
      if (Math.abs(figure - before.expected) > EXCEPTIONAL * before.scale) this.#exceptional++;
    } else if (isJudged && !alerted && this.#isFarOff(figure, usual)) this.#exceptional++;
    this.#asked = undefined;
    this.#days.push([day, figure, usual === undefined || alerted ? null : figure - usual]);
    if (this.#days.length > MOST_DAYS) this.#days.shift();
  }

  toJson(): SavedSeries {
    return { days: this.#days, exceptional: this.#exceptional, judged: this.#judged };
  }

  load({ days, exceptional, judged }: SavedSeries): void {
    this.#days = [...days];
    this.#exceptional = exceptional;
    this.#judged = judged;
  }

  #expectation(day: number): Expectation | undefined {
    if (this.#days.length < LEAST_DAYS) return undefined;
    const expected = this.usual(day);
    const offs = this.#days.flatMap(([, , off]) => (off === null ? [] : [Math.abs(off)]));
    if (expected === undefined || offs.length < LEAST_DAYS / 5) return undefined;
    const { exceptional, days } = EXCEPTIONAL_BELIEF;
    return {
      expected,
      scale: Math.max(LEAST_SCALE, median(offs) / MEDIAN_DISTANCE),
      exceptional: (exceptional + this.#exceptional) / (days + this.#judged),
    };
  }

  /** Before the spread is known: half of what is usual, or its double and half again, is far enough. */
  #isFarOff(figure: number, usual: number | undefined): boolean {
    return usual !== undefined && Math.abs(figure - usual) > 1;
  }

  /** The median of the same weekday, or of the last days while there are fewer than three of them. */
  usual(day: number): number | undefined {
    const same: number[] = [];
    for (let index = this.#days.length - 1; index >= 0 && same.length < SAME_WEEKDAYS; index--) {
      const [other, figure] = this.#days[index] as readonly [number, number, number | null];
      if ((day - other) % DAYS_IN_A_WEEK === 0) same.push(figure);
    }
    return same.length < 3 ? undefined : median(same);
  }
}

/** P(figure at most that low), or at least that high. */
export function tailProbability({ expected, scale, exceptional }: Expectation, figure: number): number {
  const z = Math.abs(figure - expected) / scale;
  return exceptional + (1 - exceptional) * studentTail(z);
}

/** How far from the expected figure a day may be before p falls to a level; undefined when exceptional days alone are more frequent. */
export function distanceAt({ scale, exceptional }: Expectation, level: number): number | undefined {
  const left = (level - exceptional) / (1 - exceptional);
  if (left <= 0) return undefined;
  let low = 0;
  let high = 1e4;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle) > left) low = middle;
    else high = middle;
  }
  return high * scale;
}

/** P(T > z) of Student's t with 5 degrees of freedom, in closed form (Abramowitz and Stegun 26.7.3); by its leading term where that would cancel out. */
export function studentTail(z: number): number {
  if (z > 200) return 9.49 / z ** 5;
  const angle = Math.atan(z / Math.sqrt(5));
  const cosine = Math.cos(angle);
  const inside = angle + Math.sin(angle) * cosine * (1 + (2 / 3) * cosine * cosine);
  return Math.max(0.5 - inside / Math.PI, 0);
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((left, right) => left - right);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? (ordered[middle] as number) : ((ordered[middle - 1] as number) + (ordered[middle] as number)) / 2;
}
