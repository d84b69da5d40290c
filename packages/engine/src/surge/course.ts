import { type Buckets } from './calendar.js';
import { addEvidence, type Evidence, logLikelihoodRatio, noEvidence } from './evidence.js';
import type { Ground } from './ground.js';
import type { FoundSurge, SurgeDirection } from './found-surge.js';

/** By how much more than the upper end of what is usual a rise is looked for, and by how much less a fall. */
const RISES = [1.3, 2, 5] as const;
const FALLS = [0.7, 0.3] as const;
/** What is believed of a value that was never seen weighs as much as half a customer. */
const BELIEF = 0.5;
/** So sure the upper end of what is usual is, in standard deviations of what is known of the level. */
const SURENESS = 1.5;
const LEAST_MARGIN = 0.1;
const HALF_LIFE_DAYS = 14;
const SPREAD_HALF_LIFE_DAYS = 28;
/** The belief about how much more than chance counts vary, and how many squared customers it is worth. */
const DISPERSION = { belief: 0.05, weight: 20, least: 0.005, most: 2 };
/** The belief about how far whole days are off (the variance of the logarithm), and how many days it is worth. */
const DAYS_OFF = { belief: 0.015, weight: 10, forgets: 0.98, most: 1 };
/** So many customers in excess of what was seen in that place of the week, and a value has a week of its own. */
const OWN_WEEK = { belief: 20, most: 400 };
/** A count this many standard deviations off is learned as if it were that far off. */
const LEARNED_WITHIN = 3;
/** With counts of fewer than this in all there is no surge; how many different customers there are is asked where it is told. */
const LEAST_COUNTED = 5;
/** The logarithm of the evidence that a surge is over. */
const OVER = Math.log(100);
/** What has lasted so long is the new usual. */
const LONGEST_DAYS = 28;

/** What one bucket should have brought, with the standard deviation. */
export interface Expectation {
  readonly expected: number;
  readonly deviation: number;
}

/** What came in one bucket. */
export interface Counted {
  readonly count: number;
  readonly all: number;
}

/** How a definition wants its values judged. */
export interface Judgement {
  readonly buckets: Buckets;
  readonly directions: readonly SurgeDirection[];
  /** Whether a value is judged by its share of all: beside how busy all values together were in the bucket, not how busy it usually is. */
  readonly isRelative: boolean;
  /** Over all values of the definition. */
  readonly falseAlarmsPerMonth: number;
}

/** What is looked for, and the evidence for it so far. */
interface Looked {
  readonly direction: SurgeDirection;
  readonly strength: number;
  readonly evidence: Evidence;
}

/**
 * One value's counts, bucket after bucket: what is usual for it is learned, and what is not is found. It depends on the counts and the
 * grounds that it was given, and on nothing else, so the same counts give the same surges in whatever order their events came.
 */
export class Course {
  readonly #judgement: Judgement;
  /** The next bucket. */
  next: number;
  /** Those that are over, the oldest first. */
  past: readonly FoundSurge[] = [];
  #customers = 0;
  #exposure = 0;
  #excess = 0;
  #squares = 0;
  #daysOff = 0;
  #days = 0;
  #today = { counted: 0, expected: 0, plain: true };
  #own: Float64Array;
  #ownExpected: Float64Array;
  #evidence: readonly Looked[];
  #open: FoundSurge | undefined;
  #over: Evidence = noEvidence(0);

  constructor(first: number, judgement: Judgement) {
    this.#judgement = judgement;
    this.next = first;
    this.#own = new Float64Array(judgement.buckets.inAWeek);
    this.#ownExpected = new Float64Array(judgement.buckets.inAWeek);
    const strengths = { rise: RISES, fall: FALLS } as const;
    this.#evidence = judgement.directions.flatMap((direction) =>
      strengths[direction].map((strength) => ({ direction, strength, evidence: noEvidence(first) })),
    );
  }

  /** All that was found, the oldest first; the last one may be open. */
  get surges(): readonly FoundSurge[] {
    return this.#open === undefined ? this.past : [...this.past, this.#open];
  }

  /** A copy that goes its own way. */
  copy(): Course {
    const copy = new Course(this.next, this.#judgement);
    copy.past = this.past;
    copy.#customers = this.#customers;
    copy.#exposure = this.#exposure;
    copy.#excess = this.#excess;
    copy.#squares = this.#squares;
    copy.#daysOff = this.#daysOff;
    copy.#days = this.#days;
    copy.#today = { ...this.#today };
    copy.#own = this.#own.slice();
    copy.#ownExpected = this.#ownExpected.slice();
    copy.#evidence = this.#evidence.map((one) => ({ ...one, evidence: { ...one.evidence } }));
    copy.#open = this.#open;
    copy.#over = { ...this.#over };
    return copy;
  }

  /**
   * Takes the next bucket.
   * @param counted customers of this value in it, and of all values together
   * @param isJudged false while it is only learned from
   * @param isRunning true when more may come: then only what is sure already counts, and it must be the last call
   */
  step({ count, all }: Counted, ground: Ground, isJudged: boolean, isRunning = false): Expectation {
    const bucket = this.next++;
    const { buckets, isRelative } = this.#judgement;
    const slot = buckets.slot(bucket);
    // Of so many customers of all values, a share is expected: how many there are in all needs no explanation then.
    const busy = isRelative ? all : (ground.shape[slot] as number);
    const share = busy * this.#ownShare(slot);
    const believed = isRelative && ground.all > 0 ? ground.level / ground.all : ground.level;
    const level = (this.#customers + BELIEF) / (this.#exposure + BELIEF / believed);
    const expected = level * share;
    const spread = this.#dispersion + 1 / (this.#customers + BELIEF);
    const deviation = Math.sqrt(expected + spread * expected * expected);
    // Where nobody came to anything, nothing is said of anything's share.
    if (isJudged && share > 0) this.#judge(bucket, count, expected, ground, isRunning);
    if (!isRunning) this.#learn(bucket, count, { expected, deviation }, share);
    return { expected, deviation };
  }

  get #dispersion(): number {
    const { belief, weight, least, most } = DISPERSION;
    return Math.min(most, Math.max(least, (this.#excess + belief * weight) / (this.#squares + weight)));
  }

  /** The logarithm of how far from what is expected counts may be for long without anything having changed. */
  get #margin(): number {
    const daysOff = (this.#daysOff + DAYS_OFF.belief * DAYS_OFF.weight) / (this.#days + DAYS_OFF.weight);
    return Math.max(LEAST_MARGIN, Math.sqrt(Math.max(0, daysOff))) + SURENESS / Math.sqrt(this.#customers + BELIEF);
  }

  #ownShare(slot: number): number {
    return ((this.#own[slot] as number) + OWN_WEEK.belief) / ((this.#ownExpected[slot] as number) + OWN_WEEK.belief);
  }

  #judge(bucket: number, count: number, expected: number, { values }: Ground, isRunning: boolean): void {
    if (this.#open !== undefined) {
      if (!isRunning) this.#goOn(bucket, count, expected, this.#open);
      return;
    }
    const { buckets, falseAlarmsPerMonth } = this.#judgement;
    const threshold = Math.log((values * this.#evidence.length * buckets.inAMonth) / falseAlarmsPerMonth);
    const margin = Math.exp(this.#margin);
    let strongest: Looked | undefined;
    for (const one of this.#evidence) {
      const { direction, strength, evidence } = one;
      if (isRunning && direction === 'fall') continue;
      const usual = direction === 'rise' ? expected * margin : expected / margin;
      addEvidence(evidence, bucket, logLikelihoodRatio(count, usual, usual * strength, this.#dispersion), count, expected);
      const customers = direction === 'rise' ? evidence.observed : evidence.expected;
      if (evidence.sum < threshold || customers < LEAST_COUNTED) continue;
      if (strongest === undefined || evidence.sum > strongest.evidence.sum) strongest = one;
    }
    if (strongest !== undefined) this.#begin(bucket, count, expected, strongest);
  }

  #begin(bucket: number, count: number, expected: number, { direction, evidence }: Looked): void {
    const { since: from, observed, expected: all, squares } = evidence;
    const peak = { bucket, observed: count, expected };
    const uncertainty = this.#dispersion * (squares / (all * all)) + 1 / (this.#customers + BELIEF);
    this.#open = { direction, from, found: bucket, until: null, observed, expected: all, uncertainty, peak, becameUsual: false };
    this.#over = noEvidence(bucket + 1);
    for (const one of this.#evidence) Object.assign(one.evidence, noEvidence(bucket + 1));
  }

  #goOn(bucket: number, count: number, expected: number, open: FoundSurge): void {
    const isRise = open.direction === 'rise';
    const margin = Math.exp(this.#margin);
    const usual = isRise ? expected * margin : expected / margin;
    const still = usual * (isRise ? RISES[0] : FALLS[0]);
    addEvidence(this.#over, bucket, logLikelihoodRatio(count, still, usual, this.#dispersion), count, expected);
    const isPeak = (count - expected - open.peak.observed + open.peak.expected) * (isRise ? 1 : -1) > 0;
    const peak = isPeak ? { bucket, observed: count, expected } : open.peak;
    this.#open = { ...open, peak, observed: open.observed + count, expected: open.expected + expected };
    if (this.#over.sum >= OVER) this.#close(this.#over.since, this.#over);
    else if (bucket - open.from >= LONGEST_DAYS * this.#judgement.buckets.inADay) this.#becomeUsual(bucket);
  }

  /** @param after what came since it was over */
  #close(until: number, after: Pick<Evidence, 'observed' | 'expected'>): void {
    const open = this.#open as FoundSurge;
    const observed = open.observed - after.observed;
    const expected = open.expected - after.expected;
    this.past = [...this.past, { ...open, until, observed, expected }];
    this.#open = undefined;
    for (const { evidence } of this.#evidence) Object.assign(evidence, noEvidence(this.next));
  }

  /** What has lasted for weeks is what is to be expected from now on; it is learned anew from there. */
  #becomeUsual(bucket: number): void {
    const open = this.#open as FoundSurge;
    const ratio = (open.observed + BELIEF) / (open.expected + BELIEF);
    this.#exposure *= 0.2;
    this.#customers *= 0.2 * ratio;
    this.#open = { ...open, becameUsual: true };
    this.#close(bucket + 1, { observed: 0, expected: 0 });
  }

  #learn(bucket: number, count: number, { expected, deviation }: Expectation, share: number): void {
    const { buckets } = this.#judgement;
    if (this.#open === undefined) {
      const learned = Math.min(Math.max(count, expected - LEARNED_WITHIN * deviation), expected + LEARNED_WITHIN * deviation + 1);
      const left = 0.5 ** (1 / (HALF_LIFE_DAYS * buckets.inADay));
      if (this.#customers >= LEAST_COUNTED) this.#learnSpread(learned, expected);
      this.#learnWeek(buckets.slot(bucket), learned, expected);
      this.#customers = this.#customers * left + learned;
      this.#exposure = this.#exposure * left + share;
    } else this.#today.plain = false;
    this.#today.counted += count;
    this.#today.expected += expected;
    if ((bucket + 1) % buckets.inADay === 0) this.#endDay();
  }

  #learnSpread(count: number, expected: number): void {
    const left = 0.5 ** (1 / (SPREAD_HALF_LIFE_DAYS * this.#judgement.buckets.inADay));
    this.#excess = this.#excess * left + (count - expected) ** 2 - expected;
    this.#squares = this.#squares * left + expected * expected;
  }

  #learnWeek(slot: number, count: number, expected: number): void {
    // What the own week makes of it is taken out again: the two sums are of counts and of what the common week expects.
    const ofAll = expected / this.#ownShare(slot);
    this.#own[slot] = (this.#own[slot] as number) + count;
    this.#ownExpected[slot] = (this.#ownExpected[slot] as number) + ofAll;
    if ((this.#ownExpected[slot] as number) < OWN_WEEK.most) return;
    this.#own[slot] = (this.#own[slot] as number) / 2;
    this.#ownExpected[slot] = (this.#ownExpected[slot] as number) / 2;
  }

  #endDay(): void {
    const { counted, expected, plain } = this.#today;
    if (plain && expected >= LEAST_COUNTED) {
      const off = Math.log((counted + 1) / (expected + 1));
      this.#daysOff = this.#daysOff * DAYS_OFF.forgets + Math.min(off * off, DAYS_OFF.most) - 1 / (expected + 1);
      this.#days = this.#days * DAYS_OFF.forgets + 1;
    }
    this.#today = { counted: 0, expected: 0, plain: this.#open === undefined };
  }
}
