import type { Milliseconds } from '../vocabulary/instant.js';
import { customersIn, type EventColumns, MISSING } from './event-columns.js';
import type { Items } from './items.js';
import type { Residuals } from './residuals.js';
import { forEachTiming, type Timings } from './timings.js';

/** Sums over the events at which something is complete: how many, and how much more often than comparable ones they led to the goal. */
export interface Tallies {
  readonly counts: Int32Array;
  readonly sums: Float32Array;
}

/** What one pass over the events has counted of the simple situations, for each span of time the last event may be away from the first. */
export interface Scan {
  readonly spans: readonly Milliseconds[];
  /** By item: it alone. */
  readonly single: Tallies;
  /** By span, later item and earlier item: an event of the earlier one came before, at most the span ago, and none more recently than the span before. */
  readonly pairs: Tallies;
  /** By span, item and 3 or 4 times: so many of them. */
  readonly repeats: Tallies;
  /** By span, column that compares, name, and 1 for the same value or 0 for another: after an earlier event of the name. */
  readonly compared: Tallies;
  /** By name and when it was (`timings.ts`): it alone. */
  readonly timed: Tallies;
}

/** Repetitions that are looked for beyond the second time, which is a pair with itself. */
export const REPEATS = [3, 4] as const;

/** Where a pair stands in {@link Scan.pairs}. */
export function pairAt(items: number, span: number, later: number, earlier: number): number {
  return (span * items + later) * items + earlier;
}

/** Where a comparison stands in {@link Scan.compared}. */
export function comparedAt(names: number, properties: number, span: number, property: number, name: number, same: 0 | 1): number {
  return ((span * properties + property) * names + name) * 2 + same;
}

/**
 * Counts all situations of one and two steps in one pass over the customers that are mined, each at most once in a visit's time (`cooldown`) for each customer.
 * Counts by span are of those whose nearest earlier event is in that span and not in a shorter one; whoever reads them adds up.
 * @param asked 1 where an event may complete something
 */
export class Scanner {
  readonly #columns: EventColumns;
  readonly #items: Items;
  readonly #residuals: Residuals;
  readonly #asked: (event: number) => boolean;
  readonly #cooldown: Milliseconds;
  readonly #spans: readonly Milliseconds[];
  readonly scan: Scan;
  /** When each item was last, the time before, and so on, for the customer at hand. */
  readonly #last: Float64Array[];
  /** Items that the customer at hand has had, in no order. */
  readonly #active: Int32Array;
  readonly #isActive: Uint8Array;
  #actives = 0;
  readonly #single: StretchTallies;
  readonly #pairs: StretchTallies;
  readonly #repeats: StretchTallies;
  readonly #compared: StretchTallies;
  readonly #timings: Timings;
  readonly #timed: StretchTallies;
  /** By column that compares: when each name and value was last, for the customer at hand. */
  readonly #valuesSeen: Map<number, number>[];
  /** By column that compares and name: its last value, when that was, and when another was last. */
  readonly #lastValue: Int32Array[];
  readonly #lastValueAt: Float64Array[];
  readonly #lastOtherAt: Float64Array[];
  #stretch = 0;

  constructor(
    columns: EventColumns,
    items: Items,
    residuals: Residuals,
    options: {
      readonly asked: (event: number) => boolean;
      readonly cooldown: Milliseconds;
      readonly spans: readonly Milliseconds[];
      readonly timings: Timings;
    },
  ) {
    this.#columns = columns;
    this.#items = items;
    this.#residuals = residuals;
    this.#asked = options.asked;
    this.#cooldown = options.cooldown;
    this.#spans = options.spans;
    const size = items.steps.length;
    const names = columns.nameTexts.length;
    this.#single = new StretchTallies(size);
    this.#pairs = new StretchTallies(options.spans.length * size * size);
    this.#repeats = new StretchTallies(options.spans.length * size * REPEATS.length);
    this.#compared = new StretchTallies(options.spans.length * columns.properties.length * names * 2);
    this.#timings = options.timings;
    this.#timed = new StretchTallies(names * (options.timings.hours.length + options.timings.pauses.length));
    this.scan = {
      spans: options.spans,
      ...{ single: this.#single, pairs: this.#pairs, repeats: this.#repeats, compared: this.#compared, timed: this.#timed },
    };
    this.#last = Array.from({ length: REPEATS[REPEATS.length - 1] as number }, () => new Float64Array(size));
    this.#active = new Int32Array(size);
    this.#isActive = new Uint8Array(size);
    this.#valuesSeen = columns.properties.map(() => new Map());
    const perName = <T>(make: (length: number) => T): T[] => columns.properties.map(() => make(names));
    this.#lastValue = perName((length) => new Int32Array(length));
    this.#lastValueAt = perName((length) => new Float64Array(length));
    this.#lastOtherAt = perName((length) => new Float64Array(length));
  }

  /** How many stretches as long as the cooldown there were in which a customer did anything. */
  get stretches(): number {
    return this.#stretch;
  }

  /** Counts the customers from one number up to another (exclusive). */
  pass(from: number, to: number): void {
    const { mined } = this.#columns;
    for (let customer = from; customer < Math.min(to, customersIn(this.#columns)); customer++)
      if (mined[customer] === 1) this.#customer(customer);
  }

  #customer(customer: number): void {
    const { starts, times } = this.#columns;
    this.#begin();
    let stretchEnd = Number.NEGATIVE_INFINITY;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      const time = times[event] as number;
      if (time > stretchEnd) {
        stretchEnd = time + this.#cooldown;
        this.#stretch++;
      }
      if (this.#asked(event)) this.#count(event, time);
      this.#remember(event, time);
    }
  }

  #begin(): void {
    for (const times of this.#last) times.fill(Number.NEGATIVE_INFINITY);
    this.#isActive.fill(0);
    this.#actives = 0;
    for (const values of this.#valuesSeen) values.clear();
    for (const times of this.#lastValueAt) times.fill(Number.NEGATIVE_INFINITY);
    for (const times of this.#lastOtherAt) times.fill(Number.NEGATIVE_INFINITY);
  }

  #count(event: number, time: number): void {
    const { starts, of, steps } = this.#items;
    const { amongAll, amongNamed } = this.#residuals;
    const size = steps.length;
    const named = amongNamed[event] as number;
    for (let at = starts[event] as number; at < (starts[event + 1] as number); at++) {
      const item = of[at] as number;
      const isPlain = (steps[item] as Items['steps'][number]).contexts.length === 0;
      this.#single.add(item, this.#stretch, isPlain ? (amongAll[event] as number) : named);
      this.#countPairs(item, size, time, named);
      for (let index = 0; index < REPEATS.length; index++) {
        const before = this.#last[(REPEATS[index] as number) - 2] as Float64Array;
        const span = this.#spanOf(time - (before[item] as number));
        if (span >= 0) this.#repeats.add((span * size + item) * REPEATS.length + index, this.#stretch, named);
      }
    }
    this.#countCompared(event, time, named);
    this.#countTimed(event, named);
  }

  #countTimed(event: number, residual: number): void {
    const { hours, pauses } = this.#timings;
    const from = (this.#columns.names[event] as number) * (hours.length + pauses.length);
    forEachTiming(this.#columns, this.#timings, event, (place) => this.#timed.add(from + place, this.#stretch, residual));
  }

  #countPairs(item: number, size: number, time: number, residual: number): void {
    const recent = this.#last[0] as Float64Array;
    const active = this.#active;
    const pairs = this.#pairs;
    const stretch = this.#stretch;
    for (let index = 0; index < this.#actives; index++) {
      const earlier = active[index] as number;
      const span = this.#spanOf(time - (recent[earlier] as number));
      if (span >= 0) pairs.add(pairAt(size, span, item, earlier), stretch, residual);
    }
  }

  #countCompared(event: number, time: number, residual: number): void {
    const { properties, names, nameTexts } = this.#columns;
    const name = names[event] as number;
    for (let property = 0; property < properties.length; property++) {
      const value = properties[property]?.cells[event] as number;
      if (value === MISSING) continue;
      const other = this.#lastValue[property]?.[name] === value ? this.#lastOtherAt : this.#lastValueAt;
      const sinceOther = time - (other[property]?.[name] as number);
      const sinceSame = time - (this.#valuesSeen[property]?.get(value * nameTexts.length + name) ?? Number.NEGATIVE_INFINITY);
      for (const same of [0, 1] as const) {
        const span = this.#spanOf(same === 1 ? sinceSame : sinceOther);
        if (span < 0) continue;
        this.#compared.add(comparedAt(nameTexts.length, properties.length, span, property, name, same), this.#stretch, residual);
      }
    }
  }

  #remember(event: number, time: number): void {
    const { starts, of } = this.#items;
    for (let at = starts[event] as number; at < (starts[event + 1] as number); at++) {
      const item = of[at] as number;
      for (let back = this.#last.length - 1; back > 0; back--)
        (this.#last[back] as Float64Array)[item] = this.#last[back - 1]?.[item] as number;
      (this.#last[0] as Float64Array)[item] = time;
      if (this.#isActive[item] === 1) continue;
      this.#isActive[item] = 1;
      this.#active[this.#actives++] = item;
    }
    this.#rememberValues(event, time);
  }

  #rememberValues(event: number, time: number): void {
    const { properties, names, nameTexts } = this.#columns;
    const name = names[event] as number;
    for (let property = 0; property < properties.length; property++) {
      const value = properties[property]?.cells[event] as number;
      if (value === MISSING) continue;
      const lastValue = this.#lastValue[property] as Int32Array;
      const lastAt = this.#lastValueAt[property] as Float64Array;
      if (lastValue[name] !== value) (this.#lastOtherAt[property] as Float64Array)[name] = lastAt[name] as number;
      lastValue[name] = value;
      lastAt[name] = time;
      this.#valuesSeen[property]?.set(value * nameTexts.length + name, time);
    }
  }

  #spanOf(age: number): number {
    const spans = this.#spans;
    for (let span = 0; span < spans.length; span++) if (age <= (spans[span] as number)) return span;
    return -1;
  }
}

/** Tallies that count each thing once in a stretch. */
class StretchTallies implements Tallies {
  readonly counts: Int32Array;
  readonly sums: Float32Array;
  /** The stretch that was last counted. */
  readonly #stretches: Int32Array;

  constructor(length: number) {
    this.counts = new Int32Array(length);
    this.sums = new Float32Array(length);
    this.#stretches = new Int32Array(length);
  }

  add(at: number, stretch: number, residual: number): void {
    if (this.#stretches[at] === stretch) return;
    this.#stretches[at] = stretch;
    this.counts[at] = (this.counts[at] as number) + 1;
    this.sums[at] = (this.sums[at] as number) + residual;
  }
}
