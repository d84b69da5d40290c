import type { Instant } from '../vocabulary/instant.js';
import { EVERY_NAME } from './columns.js';
import { NO_ROW } from './event-rows.js';
import type { NamedEvents } from './named-events.js';
import type { RowTree, Summary } from './row-tree.js';
import type { Timeline } from './timeline.js';
import type { Where } from './where.js';

/** How many events of a run a filter lets pass. */
interface Matches {
  count: number;
}

/** How many were counted, and when the last of those happened whose number was asked for. */
interface Counted {
  readonly count: number;
  readonly markedAt: Instant | undefined;
}

/** The events of a name that a filter lets pass, found without going through all of those that it does not. */
export class Matching implements Summary<Matches> {
  readonly #events: NamedEvents;
  readonly #where: Where;
  readonly #isLasting: boolean;

  constructor(events: NamedEvents, where: Where) {
    this.#events = events;
    this.#where = where;
    this.#isLasting = isLasting(events, where);
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
  countIn(timeline: Timeline, after: Instant, upTo: Instant, most: number, mark = most): Counted {
    const tree = this.#treeIn(timeline);
    if (tree === undefined) return this.#countFew(timeline, after, upTo, most, mark);
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
    if (most > 0) {
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
    // Of beginnings of sessions, walking along them has told.
    if (this.#events.name === EVERY_NAME) return;
    const tree = this.#treeIn(timeline);
    const next = tree === undefined ? this.#nextOfFew(timeline) : this.#nextOfMany(tree, timeline.now);
    if (next !== NO_ROW) timeline.changesAt(timeline.rows.timestamp(next));
  }

  #nextOfFew({ rows, timelines, customer, now }: Timeline): number {
    let next = NO_ROW;
    let row = timelines.newestOf(customer, this.#events.name);
    for (; row !== NO_ROW && rows.timestamp(row) > now; row = rows.previousOfName(row)) if (this.#where.holds(row)) next = row;
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

  #countFew(timeline: Timeline, after: Instant, upTo: Instant, most: number, mark: number): Counted {
    const { rows, timelines, customer } = timeline;
    const { name } = this.#events;
    const isSent = name !== EVERY_NAME;
    let count = 0;
    let markedAt: Instant | undefined;
    let row = isSent ? timelines.newestOf(customer, name) : this.#events.newest(timeline);
    for (; row !== NO_ROW && count < most; row = isSent ? rows.previousOfName(row) : this.#events.older(timeline, row)) {
      const timestamp = rows.timestamp(row);
      if (timestamp <= after) break;
      if (timestamp > upTo || !this.#where.holds(row)) continue;
      if (++count === mark || count === most) markedAt = timestamp;
    }
    return { count, markedAt };
  }

  #treeIn(timeline: Timeline): RowTree | undefined {
    return this.#isLasting ? timeline.treeOf(this.#events.name) : undefined;
  }
}

/**
 * Whether a filter always says the same of an event, so that it may be remembered: what is asked of its session may be another when
 * earlier events come late, and sessions begin where they have not begun before.
 */
export function isLasting({ name }: Pick<NamedEvents, 'name'>, { tests }: Pick<Where, 'tests'>): boolean {
  return name !== EVERY_NAME && tests.every(({ column }) => column.path.root !== 'session');
}
