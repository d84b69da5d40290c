import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { EventSession } from '../../vocabulary/session.js';
import type { Column } from '../columns.js';
import { NO_ROW, type Rows } from '../event-rows.js';
import { GrowingInts } from '../growing.js';
import { ABSENT, type Values } from '../values.js';

/** So much silence between two events of a customer ends a session. */
export const SESSION_SILENCE: Milliseconds = 30 * 60_000;

/** Set when the session that a cell names was over by then, or the event is none of a visit. Rows never come near it: they are 64 bytes each. */
const OUTSIDE = 0x4000_0000;

/** What sessions are worked out from: the rows in their customers' order. */
export interface SessionGround {
  readonly rows: Rows;
  newest(customer: number): number;
  rowsOf(customer: number): number[];
}

/** Where a walk along a customer's timeline stands. */
interface Walk {
  /** The event that began the latest session. */
  start: number;
  /** When that session was last alive. */
  aliveAt: Instant;
}

/**
 * The sessions of every customer: for each event the row of the event that began its session. An event's session follows from it and
 * from earlier events alone, so that what is asked as of some instant never looks into the future. Nothing is kept until a definition
 * asks for a session.
 */
export class Sessions {
  readonly #ground: SessionGround;
  readonly #starts = new GrowingInts(NO_ROW);
  #channels: Column | undefined;
  #values: Values | undefined;
  /** Whether history has yet to be gone through. */
  #stale = false;

  constructor(ground: SessionGround) {
    this.#ground = ground;
  }

  /** Whether anything asks for sessions. */
  get active(): boolean {
    return this.#channels !== undefined;
  }

  /** Whether every customer's sessions have yet to be worked out: {@link workOut} for each, then {@link workedOut}. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Begins to follow events. @param channels what each event says of the channel of a visit that it begins, of all events */
  follow(channels: Column, values: Values): void {
    if (this.#channels === channels) return;
    this.#channels = channels;
    this.#values = values;
    this.#stale = true;
  }

  workedOut(): void {
    this.#stale = false;
  }

  /** The event that began the session of an event, or NO_ROW when it is in none. */
  startOf(row: number): number {
    const cell = this.#starts.get(row);
    return cell === NO_ROW || (cell & OUTSIDE) !== 0 ? NO_ROW : cell;
  }

  /** The event that began the latest session of an event's time or before, or NO_ROW. */
  latestStart(row: number): number {
    const cell = row === NO_ROW ? NO_ROW : this.#starts.get(row);
    return cell === NO_ROW ? NO_ROW : cell & ~OUTSIDE;
  }

  /** The event that began the session before the one that an event began, or NO_ROW. */
  previousStart(start: number): number {
    return this.latestStart(this.#ground.rows.previous(start));
  }

  startedAt(start: number): Instant {
    return this.#ground.rows.timestamp(start);
  }

  /** The session of an event as explanations show it; undefined when it is in none, or nobody asks for sessions. */
  describe(row: number): EventSession | undefined {
    const start = this.active ? this.startOf(row) : NO_ROW;
    const channel = this.#channelOf(start);
    return channel === undefined ? undefined : { startedAt: this.startedAt(start), channel };
  }

  /** Finds the session of an event that has been put into its customer's timeline. @returns whether the session of any other event is another now. */
  eventArrived(customer: number, row: number): boolean {
    if (!this.active) return false;
    const { rows } = this.#ground;
    const walk = this.#walkBefore(row);
    this.#step(row, walk);
    if (!this.#isVisit(row)) return false;
    const newer: number[] = [];
    for (let next = this.#ground.newest(customer); next !== row; next = rows.previous(next)) newer.push(next);
    let changed = false;
    for (let index = newer.length - 1; index >= 0; index--) {
      const next = newer[index] as number;
      const before = this.#starts.get(next);
      this.#step(next, walk);
      if (this.#starts.get(next) !== before) changed = true;
      // From here on everything is as it was, but that the session after a new first one is no longer the first.
      else if (this.#isVisit(next)) return changed || (walk.start !== row && this.previousStart(walk.start) === row);
    }
    return changed;
  }

  /** Works out a customer's sessions from nothing. */
  workOut(customer: number): void {
    if (!this.active) return;
    const walk: Walk = { start: NO_ROW, aliveAt: Number.NEGATIVE_INFINITY };
    for (const row of this.#ground.rowsOf(customer)) this.#step(row, walk);
  }

  #step(row: number, walk: Walk): void {
    const timestamp = this.#ground.rows.timestamp(row);
    const goesOn = walk.start !== NO_ROW && timestamp - walk.aliveAt < SESSION_SILENCE;
    if (this.#isVisit(row)) {
      if (!goesOn) walk.start = row;
      walk.aliveAt = timestamp;
      this.#starts.set(row, walk.start);
    } else {
      const inside = goesOn && this.#channelOf(row) === undefined;
      this.#starts.set(row, walk.start === NO_ROW || inside ? walk.start : walk.start | OUTSIDE);
    }
  }

  /** Where a walk stands just before a row, by what is known of older ones. */
  #walkBefore(row: number): Walk {
    const { rows } = this.#ground;
    let older = rows.previous(row);
    const start = this.latestStart(older);
    const silentSince = rows.timestamp(row) - SESSION_SILENCE;
    while (older !== NO_ROW && rows.timestamp(older) > silentSince && !this.#isVisit(older)) older = rows.previous(older);
    return { start, aliveAt: older === NO_ROW ? Number.NEGATIVE_INFINITY : rows.timestamp(older) };
  }

  /** Whether an event begins a session or keeps one alive. */
  #isVisit(row: number): boolean {
    const channel = this.#channelOf(row);
    return channel !== undefined && channel !== 'store';
  }

  /** The channel that an event itself tells of; undefined when it shows nobody's presence. */
  #channelOf(row: number): string | undefined {
    const cell = row === NO_ROW ? ABSENT : (this.#channels?.at(row) ?? ABSENT);
    return cell === ABSENT ? undefined : (this.#values?.valueOf(cell) as string);
  }
}
