import type { MomentFollowUp } from '../answers.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { Timelines } from '../timeline/timelines.js';
import { compareUtf8 } from '../vocabulary/customer.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';

/** Beyond so many events of one period the rest is left out: a machine made them. */
const MOST_EVENTS = 500;
/** How many of a customer's newest events are gone through for a period. */
const MOST_LOOKED_AT = 5_000;
/** With fewer periods on either side shares say little. */
const FEW = 30;
/** How many events are told, those first whose share differs most. */
const MOST_TOLD = 10;

/** What happened in periods of one kind: how many there were, and of each event in which of them, how long after their beginning. */
interface Periods {
  count: number;
  readonly delays: Map<number, number[]>;
}

/**
 * What follows instants of one kind within a time, beside what follows other instants at which customers were active too. A share is that of
 * the periods in which an event happened at least once.
 */
export class FollowUp {
  readonly #timelines: Timelines;
  readonly #within: Milliseconds;
  readonly #after: Periods = { count: 0, delays: new Map<number, number[]>() };
  readonly #without: Periods = { count: 0, delays: new Map<number, number[]>() };

  constructor(timelines: Timelines, within: Milliseconds) {
    this.#timelines = timelines;
    this.#within = within;
  }

  /** Looks at what a customer did after an instant. */
  after(customer: number, at: Instant): void {
    this.#look(this.#after, customer, at);
  }

  /**
   * Looks at what a customer did after one of their other events: the middle one of the newest that are over and have none of these instants
   * in their period, nor in as long a time before. Nothing when there is none such.
   */
  without(customer: number, instants: readonly Instant[], now: Instant): void {
    const { rows } = this.#timelines;
    const free: Instant[] = [];
    let looked = 0;
    for (let row = this.#timelines.newest(customer); row !== NO_ROW && looked < MOST_EVENTS; row = rows.previous(row), looked++) {
      const at = rows.timestamp(row);
      if (at + this.#within <= now && instants.every((other) => Math.abs(other - at) > this.#within)) free.push(at);
    }
    const middle = free[free.length >> 1];
    if (middle !== undefined) this.#look(this.#without, customer, middle);
  }

  answer(): Omit<MomentFollowUp, 'horizon'> {
    const { names } = this.#timelines;
    const told = [...this.#after.delays].map(([name, delays]) => ({
      event: names.textOf(name),
      share: delays.length / this.#after.count,
      otherwise: this.#without.count === 0 ? null : (this.#without.delays.get(name)?.length ?? 0) / this.#without.count,
      medianMs: median(delays),
    }));
    const isMore = (one: (typeof told)[number]): number => Math.abs(one.share - (one.otherwise ?? 0));
    return {
      moments: this.#after.count,
      others: this.#without.count,
      few: this.#after.count < FEW || this.#without.count < FEW,
      events: told.sort((left, right) => isMore(right) - isMore(left) || compareUtf8(left.event, right.event)).slice(0, MOST_TOLD),
    };
  }

  #look(periods: Periods, customer: number, at: Instant): void {
    const { rows, names } = this.#timelines;
    const first = new Map<number, Milliseconds>();
    let looked = 0;
    for (let row = this.#timelines.newest(customer); row !== NO_ROW && looked < MOST_LOOKED_AT; row = rows.previous(row), looked++) {
      const timestamp = rows.timestamp(row);
      if (timestamp <= at) break;
      // What is no event by name, such as a call to identify, begins with a sign that no name has.
      if (timestamp <= at + this.#within && !names.textOf(rows.name(row)).startsWith('\u0000')) first.set(rows.name(row), timestamp - at);
    }
    periods.count++;
    for (const [name, delay] of first) {
      const delays = periods.delays.get(name);
      if (delays === undefined) periods.delays.set(name, [delay]);
      else delays.push(delay);
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const high = sorted[middle] as number;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] as number)) / 2;
}
