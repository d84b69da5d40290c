import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { customersIn, type JourneyColumns } from './journey-columns.js';
import { GrowingNumbers } from './growing-numbers.js';

/** Which ways are looked for. */
export interface JourneyQuestion {
  /** The number of the step that begins a journey. */
  readonly from: number;
  /** The number of the step that is the goal. */
  readonly to: number;
  /** How long a journey may take. */
  readonly within: Milliseconds;
}

/** The journeys of everybody, customer after customer and in the order of time, as columns. */
export interface Journeys {
  readonly length: number;
  /** Whose, as the number in the columns. */
  readonly customers: Float64Array;
  /** The point that began it. */
  readonly firsts: Float64Array;
  /** The point after its last one: the goal where it was reached, and else the first that is no part of it. */
  readonly ends: Float64Array;
  /** When the goal was reached; NaN where it was not. */
  readonly reachedAt: Float64Array;
}

/**
 * Finds every journey. A customer's journey starts at the first `from`, and ends at the first `to` after it that is at most `within` later, or when
 * that time is over; the next one starts at the first `from` from that end on, so that journeys never overlap. An event that ends a journey
 * starts the next when it is a `from` as well.
 */
export function findJourneys(columns: JourneyColumns, { from, to, within }: JourneyQuestion): Journeys {
  const { starts, times, steps } = columns;
  const found = {
    customers: new GrowingNumbers(),
    firsts: new GrowingNumbers(),
    ends: new GrowingNumbers(),
    reachedAt: new GrowingNumbers(),
  };
  const add = (customer: number, first: number, end: number, reachedAt: Instant): void => {
    found.customers.push(customer);
    found.firsts.push(first);
    found.ends.push(end);
    found.reachedAt.push(reachedAt);
  };
  for (let customer = 0; customer < customersIn(columns); customer++) {
    const end = starts[customer + 1] as number;
    let first = -1;
    for (let point = starts[customer] as number; point < end; point++) {
      const step = steps[point];
      if (first >= 0) {
        if ((times[point] as number) > (times[first] as number) + within) add(customer, first, point, Number.NaN);
        else if (step === to) add(customer, first, point, times[point] as number);
        else continue;
        first = -1;
      }
      if (step === from) first = point;
    }
    if (first >= 0) add(customer, first, end, Number.NaN);
  }
  return {
    length: found.customers.length,
    customers: found.customers.numbers(),
    firsts: found.firsts.numbers(),
    ends: found.ends.numbers(),
    reachedAt: found.reachedAt.numbers(),
  };
}

/** Whether a journey's time was over when the columns were made: what has become of it is known. A younger one is still open, also when it has reached the goal. */
export function isOver({ times, asOf }: JourneyColumns, { firsts }: Journeys, journey: number, within: Milliseconds): boolean {
  return (times[firsts[journey] as number] as number) + within <= asOf;
}
