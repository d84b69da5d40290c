import type { Instant, Milliseconds } from '../vocabulary/instant.js';

export const DAY: Milliseconds = 86_400_000;
export const DAYS_IN_A_WEEK = 7;

/** How time is cut for one definition: a bucket's number is how many of its length fit between 1970 and it (UTC). */
export class Buckets {
  /** A bucket's length; a day is a whole number of them. */
  readonly length: Milliseconds;
  readonly inADay: number;
  readonly inAWeek: number;
  readonly inAMonth: number;

  constructor(length: Milliseconds) {
    this.length = length;
    this.inADay = Math.round(DAY / length);
    this.inAWeek = this.inADay * DAYS_IN_A_WEEK;
    this.inAMonth = this.inADay * 30;
  }

  at(instant: Instant): number {
    return Math.floor(instant / this.length);
  }
  start(bucket: number): Instant {
    return bucket * this.length;
  }
  dayOf(bucket: number): number {
    return Math.floor(bucket / this.inADay);
  }
  /** The bucket's place in its week, from 0. */
  slot(bucket: number): number {
    return ((bucket % this.inAWeek) + this.inAWeek) % this.inAWeek;
  }
}
