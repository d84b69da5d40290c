import { type Buckets, DAYS_IN_A_WEEK } from './calendar.js';

/** What all values of a definition together say about a day before it begins. */
export interface Ground {
  /** How busy each bucket of the week usually is, by its place in the week; 1 is the mean of the week. */
  readonly shape: Float64Array;
  /** Customers a bucket that a value has on average: what is believed of one that was never seen. */
  readonly level: number;
  /** Customers a bucket that all values together have on average. */
  readonly all: number;
  /** How many values share the false alarms: those seen so far, up to the next power of two. */
  readonly values: number;
}

/** How many days are looked back on. */
const LOOKED_BACK = 56;
/** So many days, and days of the week differ. */
const DAYS_FOR_WEEKDAYS = 14;
/** So many customers that a place in the week should have had, and what it had counts as much as what others had. */
const BELIEF = 30;
const LEAST_SHARE = 0.02;
/** Shapes move in steps, so that one late event seldom changes what was expected of all values. */
const STEP = Math.log(1.05);
const LEVEL_STEP = Math.log(1.5);

/** What is known of all values together. */
export interface Totals {
  /** Customers of a bucket, summed up over the values. */
  total(bucket: number): number;
  /** The day of the first event; undefined before there is any. */
  readonly firstDay: number | undefined;
  /** How many values had been seen before a day. */
  valuesBefore(day: number): number;
}

/**
 * Works the ground of a day out from the days before it. A day that stood out does not shape the week: of several days the largest
 * and the smallest are left out. With little data the week is flat, then days have a shape, then weekdays, then each hour of the week.
 */
export function groundOf(day: number, totals: Totals, buckets: Buckets): Ground {
  // The first day may have begun in its middle: it would say that its hours are all there are.
  const firstWhole = (totals.firstDay ?? day) + 1;
  const days = daysBefore(day, Math.max(firstWhole, day - LOOKED_BACK), totals, buckets);
  const shape = shapeOf(days, buckets);
  const customers = sum(days.map(({ total }) => total));
  const values = Math.max(1, totals.valuesBefore(day));
  const all = customers / Math.max(1, days.length * buckets.inADay);
  const level = all / values;
  return {
    shape,
    level: level > 0 ? Math.exp(Math.round(Math.log(level) / LEVEL_STEP) * LEVEL_STEP) : 1e-3,
    all: all > 0 ? Math.exp(Math.round(Math.log(all) / LEVEL_STEP) * LEVEL_STEP) : 0,
    values: 2 ** Math.ceil(Math.log2(values)),
  };
}

/** Whether two grounds expect the same. */
export function isSameGround(left: Ground, right: Ground): boolean {
  return (
    left.level === right.level &&
    left.all === right.all &&
    left.values === right.values &&
    left.shape.every((share, slot) => share === right.shape[slot])
  );
}

interface PastDay {
  readonly weekday: number;
  readonly total: number;
  readonly hours: Float64Array;
}

function daysBefore(day: number, from: number, totals: Totals, buckets: Buckets): readonly PastDay[] {
  const days: PastDay[] = [];
  for (let past = from; past < day; past++) {
    const hours = new Float64Array(buckets.inADay);
    for (let hour = 0; hour < buckets.inADay; hour++) hours[hour] = totals.total(past * buckets.inADay + hour);
    days.push({ weekday: past % DAYS_IN_A_WEEK, total: sum(hours), hours });
  }
  return days;
}

function shapeOf(days: readonly PastDay[], { inADay, inAWeek }: Buckets): Float64Array {
  const shape = new Float64Array(inAWeek).fill(1);
  const busy = days.filter(({ total }) => total > 0);
  const customers = sum(busy.map(({ total }) => total));
  if (busy.length < 3) return shape;
  const hours = Array.from({ length: inADay }, (_, hour) => believed(trimmed(shares(busy, hour)), customers / inADay, 1));
  const weekdays = weekdaysOf(days, customers);
  for (let weekday = 0; weekday < DAYS_IN_A_WEEK; weekday++) {
    const same = busy.filter((day) => day.weekday === weekday);
    for (let hour = 0; hour < inADay; hour++) {
      const usual = hours[hour] as number;
      const own = same.length < 3 ? usual : believed(trimmed(shares(same, hour)), customers / inAWeek, usual);
      shape[weekday * inADay + hour] = Math.max(LEAST_SHARE, own * (weekdays[weekday] as number));
    }
  }
  const mean = sum(shape) / inAWeek;
  return shape.map((share) => Math.exp(Math.round(Math.log(share / mean) / STEP) * STEP));
}

/** How busy each day of the week is beside the seven days of which it is the last. */
function weekdaysOf(days: readonly PastDay[], customers: number): readonly number[] {
  const found: number[][] = Array.from({ length: DAYS_IN_A_WEEK }, () => []);
  if (days.length < DAYS_FOR_WEEKDAYS) return found.map(() => 1);
  for (let last = DAYS_IN_A_WEEK - 1; last < days.length; last++) {
    const week = sum(days.slice(last - DAYS_IN_A_WEEK + 1, last + 1).map(({ total }) => total));
    const { weekday, total } = days[last] as PastDay;
    if (week > 0) (found[weekday] as number[]).push((total * DAYS_IN_A_WEEK) / week);
  }
  return found.map((ratios) => (ratios.length === 0 ? 1 : believed(trimmed(ratios), customers / DAYS_IN_A_WEEK, 1)));
}

function shares(days: readonly PastDay[], hour: number): readonly number[] {
  return days.map(({ hours, total }) => ((hours[hour] as number) * hours.length) / total);
}

function believed(found: number, customers: number, usual: number): number {
  return (customers * found + BELIEF * usual) / (customers + BELIEF);
}

/** The mean without the largest and the smallest, where anything is left then. */
function trimmed(values: readonly number[]): number {
  if (values.length < 3) return sum(values) / values.length;
  return (sum(values) - Math.max(...values) - Math.min(...values)) / (values.length - 2);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
