import type { Column } from '../../timeline/columns.js';
import type { Matching } from '../../timeline/matching.js';
import type { Chain, RowTree, Summary } from '../../timeline/row-tree.js';
import type { Timeline } from '../../timeline/timeline.js';
import { ABSENT, NULL, sameness, type Values } from '../../timeline/values.js';
import type { Where } from '../../timeline/where.js';
import type { Span } from '../../timeline/window.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { ExactSum } from '../exact-sum.js';

/**
 * What may stand for all values, because the aggregate gives the same for it: none, the parts of their exact sum, the least and the
 * greatest, the last and the first, or each different one once.
 */
export type DigestKind = 'none' | 'sum' | 'extremes' | 'ends' | 'different';

/** A value where it stands: in which event, and at which place among the event's values. */
interface Placed {
  readonly value: Json;
  readonly row: number;
  readonly place: number;
}

/** A digest of some events, in whatever order they were added. */
interface Digested {
  count: number;
  newest: Instant | undefined;
  oldest: Instant | undefined;
  numbers: number;
  readonly sum: ExactSum | undefined;
  least: number;
  greatest: number;
  first: Placed | undefined;
  last: Placed | undefined;
  readonly different: Map<string | number, Json> | undefined;
}

/** What is known of the matching events of a long timeline. */
export interface DigestOfEvents {
  readonly count: number;
  readonly newest: Instant | undefined;
  readonly oldest: Instant | undefined;
  /** How many values are numbers. */
  readonly numbers: number;
  /** Fewer values, of which the aggregate says the same as of all. */
  readonly values: readonly Json[];
}

/** Digests what an aggregate asks of the events of a name, so that long runs of them need not be gone through again. */
export class Digest implements Summary<Digested> {
  readonly heavy: boolean;
  readonly #kind: DigestKind;
  readonly #where: Where;
  readonly #column: Column | undefined;
  readonly #values: Values;

  constructor(kind: DigestKind, where: Where, column: Column | undefined, values: Values) {
    this.heavy = kind === 'different';
    this.#kind = kind;
    this.#where = where;
    this.#column = column;
    this.#values = values;
  }

  /** Of the events in a span, and lowers `until` to when others come to count. */
  of(timeline: Timeline, tree: RowTree, span: Span, matching: Matching): DigestOfEvents {
    const digested = tree.summarize(this, span.after, span.upTo);
    if (matching.anyIn(timeline, span.upTo, timeline.now)) timeline.changesAt(span.jumpsAt);
    matching.comesNext(timeline);
    const { count, newest, oldest, numbers } = digested;
    return { count, newest, oldest, numbers, values: this.#valuesOf(digested) };
  }

  empty(): Digested {
    return {
      count: 0,
      newest: undefined,
      oldest: undefined,
      numbers: 0,
      sum: this.#kind === 'sum' ? new ExactSum() : undefined,
      least: Infinity,
      greatest: -Infinity,
      first: undefined,
      last: undefined,
      different: this.#kind === 'different' ? new Map<string | number, Json>() : undefined,
    };
  }

  add(into: Digested, row: number, chain: Chain): void {
    if (!this.#where.holds(row)) return;
    const timestamp = chain.timestamp(row);
    into.count++;
    if (into.newest === undefined || timestamp > into.newest) into.newest = timestamp;
    if (into.oldest === undefined || timestamp < into.oldest) into.oldest = timestamp;
    const cell = this.#kind === 'none' ? ABSENT : (this.#column?.at(row) ?? ABSENT);
    if (cell === ABSENT || cell === NULL) return;
    const value = this.#values.valueOf(cell);
    if (this.#column?.path.leadsTo === 'each' && Array.isArray(value))
      value.forEach((one, place) => this.#addValue(into, { value: one, row, place }, chain));
    else this.#addValue(into, { value, row, place: 0 }, chain);
  }

  join(into: Digested, other: Digested, chain: Chain): void {
    into.count += other.count;
    if (other.newest !== undefined && (into.newest === undefined || other.newest > into.newest)) into.newest = other.newest;
    if (other.oldest !== undefined && (into.oldest === undefined || other.oldest < into.oldest)) into.oldest = other.oldest;
    into.numbers += other.numbers;
    if (other.sum !== undefined) into.sum?.addAll(other.sum);
    into.least = Math.min(into.least, other.least);
    into.greatest = Math.max(into.greatest, other.greatest);
    for (const end of [other.first, other.last]) if (end !== undefined) addEnd(into, end, chain);
    for (const [key, value] of other.different ?? []) into.different?.set(key, value);
  }

  #addValue(into: Digested, placed: Placed, chain: Chain): void {
    const { value } = placed;
    if (this.#kind === 'ends') addEnd(into, placed, chain);
    else if (this.#kind === 'different') into.different?.set(sameness(value), value);
    else if (typeof value === 'number') {
      into.numbers++;
      into.sum?.add(value);
      if (value < into.least) into.least = value;
      if (value > into.greatest) into.greatest = value;
    }
  }

  #valuesOf({ numbers, sum, least, greatest, first, last, different }: Digested): readonly Json[] {
    if (this.#kind === 'sum') return numbers === 0 ? [] : (sum?.parts ?? []);
    if (this.#kind === 'extremes') return numbers === 0 ? [] : [least, greatest];
    if (this.#kind === 'ends') return first === undefined || last === undefined ? [] : [last.value, first.value];
    return [...(different?.values() ?? [])];
  }
}

function addEnd(into: Digested, placed: Placed, chain: Chain): void {
  if (into.first === undefined || isBefore(placed, into.first, chain)) into.first = placed;
  if (into.last === undefined || isBefore(into.last, placed, chain)) into.last = placed;
}

function isBefore(left: Placed, right: Placed, chain: Chain): boolean {
  return left.row === right.row ? left.place < right.place : chain.isBefore(left.row, right.row);
}
