import type { Instant } from '../vocabulary/instant.js';
import { NO_ROW } from './event-rows.js';
import type { RowTree, Summary } from './row-tree.js';
import type { Timeline } from './timeline.js';
import type { Where } from './where.js';

/** How many events of a run a filter lets pass. */
interface Matches {
  count: number;
}

/** The events of a name that a filter lets pass, found without going through all of those that it does not. */
export class Matching implements Summary<Matches> {
  readonly #name: number;
  readonly #where: Where;

  constructor(name: number, where: Where) {
    this.#name = name;
    this.#where = where;
  }

  empty(): Matches {
    return { count: 0 };
  }
  add(into: Matches, row: number): void {
    if (this.#where.holds(row)) into.count++;
  }
  join(into: Matches, { count }: Matches): void {
    into.count += count;
  }

  /** Whether any event with `after` < timestamp ≤ `upTo` matches. */
  anyIn(timeline: Timeline, after: Instant, upTo: Instant): boolean {
    return after < upTo && this.countIn(timeline, after, upTo, 1).count > 0;
  }

  /**
   * Counts the matching events with `after` < timestamp ≤ `upTo`, newest first, up to `most`.
   * @param mark when so many were counted, the timestamp of that event is wanted
   * @returns the count, and the timestamp of the last of those counts (`mark`, `most`) that was reached
   */
  countIn(
    timeline: Timeline,
    after: Instant,
    upTo: Instant,
    most: number,
    mark = most,
  ): { readonly count: number; readonly markedAt: Instant | undefined } {
    const { rows } = timeline;
    const where = this.#where;
    let count = 0;
    let markedAt: Instant | undefined;
    const one = (row: number): boolean => {
      const timestamp = rows.timestamp(row);
      if (timestamp > upTo || !where.holds(row)) return true;
      if (++count === mark || count === most) markedAt = timestamp;
      return count < most;
    };
    const tree = timeline.treeOf(this.#name);
    if (tree === undefined) eachRow(timeline, this.#name, after, most > 0 ? one : () => false);
    else if (most > 0) {
      const whole = (known: () => Matches): boolean => {
        const all = known().count;
        if (count + all >= (count < mark ? mark : most)) return false;
        count += all;
        return true;
      };
      tree.visit(after, upTo, one, whole, this);
    }
    return { count, markedAt };
  }

  /** When the next matching event that does not exist yet comes to count: lowers `until` to it. */
  comesNext(timeline: Timeline): void {
    const tree = timeline.treeOf(this.#name);
    const next = tree === undefined ? this.#nextOfFew(timeline) : this.#nextOfMany(tree, timeline.now);
    if (next !== NO_ROW) timeline.changesAt(timeline.rows.timestamp(next));
  }

  #nextOfFew({ rows, timelines, customer, now }: Timeline): number {
    let next = NO_ROW;
    for (let row = timelines.newestOf(customer, this.#name); row !== NO_ROW && rows.timestamp(row) > now; row = rows.previousOfName(row))
      if (this.#where.holds(row)) next = row;
    return next;
  }

  #nextOfMany(tree: RowTree, now: Instant): number {
    return tree.oldestPassing(
      now,
      (row) => this.#where.holds(row),
      ({ count }) => count > 0,
      this,
    );
  }
}

/** The events of a name later than `after`, newest first, also those that do not exist yet, until one is answered with false. */
function eachRow({ rows, timelines, customer }: Timeline, name: number, after: Instant, one: (row: number) => boolean): void {
  let row = timelines.newestOf(customer, name);
  while (row !== NO_ROW && rows.timestamp(row) > after && one(row)) row = rows.previousOfName(row);
}
