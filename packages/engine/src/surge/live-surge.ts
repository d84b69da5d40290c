import { NO_ROW } from '../timeline/event-rows.js';
import type { Timelines } from '../timeline/timelines.js';
import type { Values } from '../timeline/values.js';
import { ABSENT, NULL } from '../timeline/values.js';
import type { Instant } from '../vocabulary/instant.js';
import type { SurgeDefinition, SurgeValue } from '../vocabulary/surge.js';
import { Board } from './board.js';
import type { CompiledSurge } from './compile-surge.js';
import { ALL_TOGETHER, SurgeValues } from './surge-values.js';

/** A value and a bucket in one number: buckets of a quarter of an hour get there in 2089. */
const BUCKETS = 2 ** 22;

/** What fewer customers than this ever had is told to nobody: it may be one person's own words, which an erasure would not find again. */
const LEAST_CUSTOMERS = 5;

/** Whether a customer was in the segment of a definition at an instant. */
export type IsMember = (customer: number, at: Instant) => boolean;

/** What counting looks at. */
export interface CountingGround {
  readonly timelines: Timelines;
  readonly values: Values;
}

/**
 * A definition with its counts. A customer counts once for a value in a bucket, however often they did it; known bots do not count. What a
 * customer counts for is kept, so that it can be taken back when their events or they themselves become others.
 */
export class LiveSurge {
  readonly definition: SurgeDefinition;
  readonly version: number;
  readonly compiled: CompiledSurge;
  readonly board: Board;
  readonly values = new SurgeValues();
  readonly #ground: CountingGround;
  readonly #isMember: IsMember | undefined;
  readonly #counted = new Map<number, Set<number>>();
  /** Values that are known to be of many; asked again when a customer no longer counts for something. */
  readonly #ofMany = new Set<number>();

  constructor(definition: SurgeDefinition, version: number, compiled: CompiledSurge, ground: CountingGround, isMember?: IsMember) {
    this.definition = definition;
    this.version = version;
    this.compiled = compiled;
    this.#ground = ground;
    this.#isMember = isMember;
    this.board = new Board(compiled.judgement, compiled.mostValues, (left, right) => this.#isBefore(left, right));
  }

  /** A customer has a new event. @param sessionsChanged whether events of theirs belong to other sessions now */
  eventArrived(customer: number, row: number, sessionsChanged: boolean): void {
    const { timelines } = this.#ground;
    const { rows } = timelines;
    if (rows.isMarked(row)) return this.recount(customer);
    const older = rows.previous(row);
    const isNewest = timelines.newest(customer) === row && (older === NO_ROW || rows.timestamp(older) < rows.timestamp(row));
    if (this.compiled.isMovable && (sessionsChanged || !isNewest)) return this.recount(customer);
    if (rows.name(row) !== this.compiled.event || timelines.earliestMarked(customer) !== NO_ROW) return;
    const counted = this.#counted.get(customer) ?? new Set<number>();
    for (const key of this.#keysOf(customer, row)) this.#count(counted, key);
    if (counted.size > 0) this.#counted.set(customer, counted);
  }

  /** Counts a customer anew: what they did, whose events they are, or where they belonged may be another. */
  recount(customer: number): void {
    const { timelines } = this.#ground;
    const before = this.#counted.get(customer);
    const now = new Set<number>();
    if (timelines.earliestMarked(customer) === NO_ROW) {
      const { rows } = timelines;
      for (let row = timelines.newestOf(customer, this.compiled.event); row !== NO_ROW; row = rows.previousOfName(row))
        for (const key of this.#keysOf(customer, row)) now.add(key);
    }
    for (const key of now) if (before?.has(key) !== true) this.#add(key, 1);
    for (const key of before ?? []) if (!now.has(key)) this.#add(key, -1);
    if (now.size > 0) this.#counted.set(customer, now);
    else this.#counted.delete(customer);
  }

  /** Takes back what a customer counted for. */
  forget(customer: number): void {
    for (const key of this.#counted.get(customer) ?? []) this.#add(key, -1);
    this.#counted.delete(customer);
  }

  /** Whether so many different customers count for a value that it tells of none of them. */
  isOfMany(value: number): boolean {
    if (this.#ofMany.has(value)) return true;
    let customers = 0;
    for (const counted of this.#counted.values()) {
      for (const key of counted) {
        if (Math.floor(key / BUCKETS) !== value) continue;
        customers++;
        break;
      }
      if (customers < LEAST_CUSTOMERS) continue;
      this.#ofMany.add(value);
      return true;
    }
    return false;
  }

  /** The customers who counted for a value from one bucket to another (exclusive), by number. */
  customersOf(value: number, from: number, until: number): readonly number[] {
    const customers: number[] = [];
    for (const [customer, counted] of this.#counted) {
      for (const key of counted) {
        const bucket = key % BUCKETS;
        if (Math.floor(key / BUCKETS) !== value || bucket < from || bucket >= until) continue;
        customers.push(customer);
        break;
      }
    }
    return customers;
  }

  /** The customer's newest event for which they counted for a value between two instants (from inclusive, until exclusive). */
  evidenceOf(customer: number, value: number, from: Instant, until: Instant): number | undefined {
    const { timelines } = this.#ground;
    const { rows } = timelines;
    for (let row = timelines.newestOf(customer, this.compiled.event); row !== NO_ROW; row = rows.previousOfName(row)) {
      const at = rows.timestamp(row);
      if (at < from) return undefined;
      if (at < until && this.#keysOf(customer, row).some((key) => Math.floor(key / BUCKETS) === value)) return row;
    }
    return undefined;
  }

  /** Values are ranked by what they are where they have as many customers: not by when they came. */
  #isBefore(left: number, right: number): boolean {
    return textOf(this.values.valueOf(left)) < textOf(this.values.valueOf(right));
  }

  #keysOf(customer: number, row: number): readonly number[] {
    const { rows } = this.#ground.timelines;
    const { where, by, judgement } = this.compiled;
    const at = rows.timestamp(row);
    if (at < 0 || !where.holds(row) || this.#isMember?.(customer, at) === false) return [];
    const bucket = judgement.buckets.at(at);
    if (by === undefined) return [ALL_TOGETHER * BUCKETS + bucket];
    const cell = by.at(row);
    if (cell === ABSENT || cell === NULL) return [];
    return this.values.numbersOf(this.#ground.values.valueOf(cell)).map((value) => value * BUCKETS + bucket);
  }

  #count(counted: Set<number>, key: number): void {
    if (counted.has(key)) return;
    counted.add(key);
    this.#add(key, 1);
  }

  #add(key: number, change: number): void {
    if (change < 0) this.#ofMany.delete(Math.floor(key / BUCKETS));
    this.board.add(Math.floor(key / BUCKETS), key % BUCKETS, change);
  }
}

/** Text that is the same for the same value alone. */
export function textOf(value: SurgeValue): string {
  return JSON.stringify(value);
}
