import { type Instant, NEVER } from '../vocabulary/instant.js';
import { NO_ROW, type Rows } from './event-rows.js';
import type { LongTimeline } from './long-timeline.js';
import type { RowTree } from './row-tree.js';
import type { Timelines } from './timelines.js';

/** How many looks there have been, by all timelines. */
let looks = 0;

/**
 * One customer's events as of an instant: what every condition and metric is a function of.
 * Events stamped later than `now` do not exist yet. Whoever reads it lowers `until` to the next instant at which
 * the answer may change with no new event. One object is reused for many customers.
 */
export class Timeline {
  readonly timelines: Timelines;
  customer = 0;
  now: Instant = 0;
  /** The answer holds up to here (exclusive) unless an event arrives. */
  until: Instant = NEVER;
  /** Another number each time that the object turns to a customer: within one look the same question has the same answer. */
  look = 0;

  constructor(timelines: Timelines) {
    this.timelines = timelines;
  }

  get rows(): Rows {
    return this.timelines.rows;
  }

  /** Turns to a customer at an instant. */
  at(customer: number, now: Instant): this {
    this.customer = customer;
    this.now = now;
    this.until = NEVER;
    this.look = ++looks;
    return this;
  }

  changesAt(instant: Instant): void {
    if (instant < this.until) this.until = instant;
  }

  /** The newest row that exists now, whatever its name. */
  newest(): number {
    return this.#skipFuture(this.timelines.newest(this.customer), this.long?.all, false);
  }

  /** The newest row of an event name that exists now; the next older ones follow by {@link olderOf}. */
  newestOf(name: number): number {
    const { timelines, customer } = this;
    return this.#skipFuture(timelines.newestOf(customer, name), this.treeOf(name), true);
  }

  olderOf(row: number): number {
    return this.rows.previousOfName(row);
  }

  /** The customer's earliest row that is marked as a bot's and exists now, or NO_ROW. */
  earliestMarked(): number {
    const row = this.timelines.earliestMarked(this.customer);
    if (row === NO_ROW || this.rows.timestamp(row) <= this.now) return row;
    this.changesAt(this.rows.timestamp(row));
    return NO_ROW;
  }

  /** The way through the customer's events of a name, when there are many; they are then not to be gone through one by one. */
  treeOf(name: number): RowTree | undefined {
    return this.timelines.longOf(this.customer)?.ofName(name);
  }

  /** What is kept of the customer as a whole when there are many events. */
  get long(): LongTimeline | undefined {
    return this.timelines.longOf(this.customer);
  }

  /** Whether the customer exists: from their first event on. Time changes the answer once, at that event. */
  exists(): boolean {
    const { timelines, customer, rows, now } = this;
    const newest = timelines.newest(customer);
    if (newest === NO_ROW) return false;
    if (rows.timestamp(newest) <= now) return true;
    const first = timelines.firstSeen(customer) as Instant;
    if (first <= now) return true;
    this.changesAt(first);
    return false;
  }

  #skipFuture(newest: number, tree: RowTree | undefined, ofName: boolean): number {
    const { rows } = this;
    if (newest === NO_ROW || rows.timestamp(newest) <= this.now) return newest;
    if (tree !== undefined) {
      this.changesAt(rows.timestamp(tree.oldestAfter(this.now)));
      return tree.newestUpTo(this.now);
    }
    let row = newest;
    while (row !== NO_ROW && rows.timestamp(row) > this.now) {
      this.changesAt(rows.timestamp(row));
      row = ofName ? rows.previousOfName(row) : rows.previous(row);
    }
    return row;
  }
}
