import { type Instant, NEVER } from '../vocabulary/instant.js';
import { DAY } from './calendar.js';
import { Course, type Expectation, type Judgement } from './course.js';
import type { FoundSurge } from './found-surge.js';
import { type Ground, groundOf, isSameGround } from './ground.js';
import { ValueCounts } from './value-counts.js';

/** So long is only learned, from the first event of the definition on; with buckets of a day, four times as long. */
const LEARNED_FIRST = 7 * DAY;
/** How far back a value's course can be taken up again without beginning at its first event. */
const TAKEN_UP = 2 * DAY;

/** One bucket of a value, for a chart. */
export interface SeriesPoint extends Expectation {
  readonly bucket: number;
  readonly observed: number;
  /** Whether more may come. */
  readonly running: boolean;
}

interface Value {
  readonly counts: ValueCounts;
  course: Course | undefined;
  /** As it was at two earlier buckets, the later one first. */
  checkpoints: readonly Course[];
  /** With what has come so far in the bucket that is running. */
  early: readonly FoundSurge[] | undefined;
}

/** Counts of a definition's values by bucket, and the surges that follow from them at an instant, whatever the order in which they were counted. */
export class Board {
  readonly #judgement: Judgement;
  readonly #mostValues: number;
  readonly #values = new Map<number, Value>();
  readonly #totals = new Map<number, number>();
  readonly #grounds = new Map<number, Ground>();
  /** From this bucket on something else is to be expected than values were judged by. */
  #moved = Number.POSITIVE_INFINITY;
  /** From this bucket on all values together may have had others than were judged by. */
  #totalsFrom = Number.POSITIVE_INFINITY;
  /** Grounds of this day and later may have become others. */
  #groundsFrom = Number.POSITIVE_INFINITY;
  #firstDays: Int32Array | undefined;
  readonly #toJudge = new Set<number>();
  /** Up to where all that is not to be judged has been judged. */
  #judgedTo = Number.NEGATIVE_INFINITY;
  #lastBucket = Number.NEGATIVE_INFINITY;
  #chosen: ReadonlySet<number> | undefined;
  /** Whether others may have more customers by now than those that are judged. */
  #isChoiceOld = false;

  readonly #isBefore: (left: number, right: number) => boolean;

  /** @param isBefore which of two values with as many customers is judged rather, when not all can be */
  constructor(judgement: Judgement, mostValues: number, isBefore: (left: number, right: number) => boolean) {
    this.#judgement = judgement;
    this.#mostValues = mostValues;
    this.#isBefore = isBefore;
  }

  has(value: number): boolean {
    return this.#values.has(value);
  }

  /** Counts a customer of a value in a bucket, or takes one back (−1). */
  add(value: number, bucket: number, change: number): void {
    let known = this.#values.get(value);
    if (known === undefined) {
      known = { counts: new ValueCounts(), course: undefined, checkpoints: [], early: undefined };
      this.#values.set(value, known);
    }
    const firstBefore = known.counts.first;
    known.counts.add(bucket, change);
    this.#addTotal(bucket, change);
    const { first, total } = known.counts;
    if (first !== firstBefore) {
      this.#firstDays = undefined;
      this.#groundsMoved(Math.min(first, firstBefore));
      known.course = undefined;
      known.checkpoints = [];
    } else this.#takeUp(known, bucket);
    if (total === 0) this.#values.delete(value);
    this.#toJudge.add(value);
    this.#isChoiceOld = true;
  }

  /** The values that have any counts. */
  get size(): number {
    return this.#values.size;
  }

  /** How many values are not judged, because more are seen than may be: those with the fewest customers. */
  get leftOut(): number {
    return Math.max(0, this.#values.size - this.#mostValues);
  }

  /** Whether something has yet to be judged. */
  needsJudging(now: Instant): boolean {
    return this.#toJudge.size > 0 || this.#moved <= this.#judgedTo || this.#end(now) > this.#judgedTo;
  }

  /** The end of the bucket of the newest event, or of the one that is running. */
  knownTo(now: Instant): Instant {
    return this.#judgement.buckets.start(this.#end(now) + 1);
  }

  /** When time alone will bring something to be judged: events that are stamped later than now. */
  nextEnd(now: Instant): Instant {
    const { buckets } = this.#judgement;
    const running = buckets.at(now);
    return this.#lastBucket > running ? buckets.start(running + 1) : NEVER;
  }

  /**
   * Judges what is to be judged, so many buckets at most (0: everything).
   * @returns the values whose surges may have become others
   */
  judge(now: Instant, mostSteps = 0): readonly number[] {
    const end = this.#end(now);
    this.#renew(end);
    const moved = this.#moved;
    this.#moved = Number.POSITIVE_INFINITY;
    const hasEnded = end !== this.#judgedTo;
    const chosen = this.#chosenValues(hasEnded || mostSteps === 0);
    this.#judgedTo = end;
    if (hasEnded || moved <= end) for (const value of chosen ?? this.#values.keys()) this.#judgeAgain(value, moved);
    const judged: number[] = [];
    let steps = 0;
    for (const value of this.#toJudge) {
      if (mostSteps > 0 && steps >= mostSteps) break;
      this.#toJudge.delete(value);
      judged.push(value);
      steps++;
      const known = this.#values.get(value);
      if (known === undefined) continue;
      if (chosen === undefined || chosen.has(value)) steps += this.#advance(known, end);
      else Object.assign(known, { course: undefined, checkpoints: [], early: undefined });
    }
    return judged;
  }

  /** The surges of a value as last judged, the oldest first. */
  surgesOf(value: number): readonly FoundSurge[] {
    const known = this.#values.get(value);
    return known?.early ?? known?.course?.surges ?? [];
  }

  /** The values that have surges as last judged. */
  *found(): Iterable<readonly [value: number, surges: readonly FoundSurge[]]> {
    for (const value of this.#values.keys()) {
      const surges = this.surgesOf(value);
      if (surges.length > 0) yield [value, surges];
    }
  }

  /** A value's counts beside what was expected, from a bucket on. */
  series(value: number, from: number, now: Instant): readonly SeriesPoint[] {
    const known = this.#values.get(value);
    if (known === undefined) return [];
    const end = this.#end(now);
    this.#renew(end);
    const course = new Course(known.counts.first, this.#judgement);
    const points: SeriesPoint[] = [];
    while (course.next <= end) {
      const bucket = course.next;
      const running = bucket === end;
      const observed = known.counts.at(bucket);
      const expectation = this.#step(course, known.counts, running);
      if (bucket >= from) points.push({ bucket, observed, running, ...expectation });
    }
    return points;
  }

  #addTotal(bucket: number, change: number): void {
    const total = (this.#totals.get(bucket) ?? 0) + change;
    if (total > 0) this.#totals.set(bucket, total);
    else this.#totals.delete(bucket);
    this.#groundsMoved(bucket);
    this.#totalsFrom = Math.min(this.#totalsFrom, bucket);
    if (total > 0) this.#lastBucket = Math.max(this.#lastBucket, bucket);
    else if (bucket === this.#lastBucket) this.#lastBucket = maxOf(this.#totals.keys());
  }

  #groundsMoved(bucket: number): void {
    this.#groundsFrom = Math.min(this.#groundsFrom, this.#judgement.buckets.dayOf(bucket) + 1);
  }

  /**
   * The bucket that is running: that of the newest event of any value. Who sends by the day has not lost customers in the hours
   * before, and that nothing comes at all is silence, which quality tells of.
   */
  #end(now: Instant): number {
    return Math.min(this.#judgement.buckets.at(now), this.#lastBucket);
  }

  #takeUp(known: Value, bucket: number): void {
    if (known.course === undefined || bucket >= known.course.next) return;
    const left = known.checkpoints.filter(({ next }) => next <= bucket);
    known.checkpoints = left;
    known.course = left[0]?.copy();
  }

  #advance(known: Value, end: number): number {
    const { counts } = known;
    known.early = undefined;
    if (known.course === undefined || known.course.next > end) {
      known.course = new Course(counts.first, this.#judgement);
      known.checkpoints = [];
    }
    const { course } = known;
    const from = course.next;
    const apart = TAKEN_UP / this.#judgement.buckets.length;
    while (course.next < end) {
      this.#step(course, counts, false);
      const newest = known.checkpoints[0];
      if (course.next - (newest?.next ?? counts.first) >= apart && end - course.next < 3 * apart)
        known.checkpoints = [course.copy(), ...(newest === undefined ? [] : [newest])];
    }
    // How busy the others are in a bucket is known when it is over.
    if (counts.at(end) > 0 && !this.#judgement.isRelative) {
      const early = course.copy();
      this.#step(early, counts, true);
      known.early = early.surges;
    }
    return course.next - from + 1;
  }

  #step(course: Course, counts: ValueCounts, isRunning: boolean): Expectation {
    const { next } = course;
    const { buckets } = this.#judgement;
    const isJudged = next >= this.#judgedFrom();
    const counted = { count: counts.at(next), all: this.#totals.get(next) ?? 0 };
    return course.step(counted, this.#groundOf(buckets.dayOf(next)), isJudged, isRunning);
  }

  #judgedFrom(): number {
    const { buckets } = this.#judgement;
    const learned = LEARNED_FIRST * (buckets.inADay === 1 ? 4 : 1);
    return (this.#firstDay() ?? 0) * buckets.inADay + learned / buckets.length;
  }

  #groundOf(day: number): Ground {
    let ground = this.#grounds.get(day);
    if (ground === undefined) {
      ground = this.#workOut(day);
      this.#grounds.set(day, ground);
    }
    return ground;
  }

  #workOut(day: number): Ground {
    return groundOf(
      day,
      {
        total: (bucket) => this.#totals.get(bucket) ?? 0,
        firstDay: this.#firstDay(),
        valuesBefore: (before) => countBelow(this.#daysOfFirst(), before),
      },
      this.#judgement.buckets,
    );
  }

  #firstDay(): number | undefined {
    return this.#daysOfFirst()[0];
  }

  /** The days on which values were first seen, in order. */
  #daysOfFirst(): Int32Array {
    this.#firstDays ??= Int32Array.from(this.#values.values(), ({ counts }) => this.#judgement.buckets.dayOf(counts.first)).sort();
    return this.#firstDays;
  }

  #renew(end: number): void {
    this.#moved = Math.min(this.#moved, this.#renewGrounds(end), this.#renewTotals(end));
  }

  /** @returns the first bucket of the first day whose ground is another one than values were judged on; infinite when there is none */
  #renewGrounds(end: number): number {
    const from = this.#groundsFrom;
    this.#groundsFrom = Number.POSITIVE_INFINITY;
    const { inADay } = this.#judgement.buckets;
    let moved = Number.POSITIVE_INFINITY;
    for (const [day, known] of this.#grounds) {
      if (day < from) continue;
      const ground = this.#workOut(day);
      if (isSameGround(known, ground)) continue;
      this.#grounds.set(day, ground);
      if (day * inADay <= end) moved = Math.min(moved, day * inADay);
    }
    return moved;
  }

  /** @returns from where what was judged beside all values together was beside others; infinite when nothing was */
  #renewTotals(end: number): number {
    const from = this.#totalsFrom;
    if (!this.#judgement.isRelative || from >= end) return Number.POSITIVE_INFINITY;
    this.#totalsFrom = Number.POSITIVE_INFINITY;
    return from;
  }

  /** @param moved the bucket from which on something else is to be expected */
  #judgeAgain(value: number, moved: number): void {
    const known = this.#values.get(value);
    if (known !== undefined) this.#takeUp(known, moved);
    this.#toJudge.add(value);
  }

  /** The values that are judged; undefined when all are. They are chosen anew when a bucket has ended, and when all is to be judged. */
  #chosenValues(anew: boolean): ReadonlySet<number> | undefined {
    if (!this.#isChoiceOld || !(anew || this.#chosen === undefined)) return this.#chosen;
    this.#isChoiceOld = false;
    const before = this.#chosen;
    this.#chosen = this.leftOut === 0 ? undefined : this.#choose();
    if (before === undefined && this.#chosen === undefined) return undefined;
    for (const value of this.#values.keys())
      if ((before?.has(value) ?? true) !== (this.#chosen?.has(value) ?? true)) this.#toJudge.add(value);
    return this.#chosen;
  }

  #choose(): ReadonlySet<number> {
    const byTotal = [...this.#values].sort(
      ([left, { counts: one }], [right, { counts: other }]) => other.total - one.total || (this.#isBefore(left, right) ? -1 : 1),
    );
    return new Set(byTotal.slice(0, this.#mostValues).map(([value]) => value));
  }
}

function maxOf(numbers: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}

/** How many of ascending numbers are below a limit. */
function countBelow(ascending: Int32Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
