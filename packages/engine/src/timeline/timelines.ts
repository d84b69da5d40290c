import { compareUtf8 } from '../vocabulary/customer.js';
import type { Instant } from '../vocabulary/instant.js';
import { NO_ROW, type NewRow, Rows } from './event-rows.js';
import { GrowingInts } from './growing.js';
import { type Chains, LongTimeline, MANY } from './long-timeline.js';
import { Interner } from './interner.js';
import { MessageIds } from './message-ids.js';
import { NameHeads } from './name-heads.js';
import type { Chain } from './row-tree.js';
import { Sessions } from './sessions/sessions.js';

/** The name under which events without a name of their own are kept, so that no `track` call can take it. */
export const IDENTIFY_NAME = '\u0000identify';

const SCORE_PREFIX = '\u0000score:';

/** The name under which the values of a score that was made elsewhere are kept, so that no `track` call can take it. */
export function scoreEventName(score: string): string {
  return SCORE_PREFIX + score;
}

/** The score whose values are kept under an event name; undefined for other names. */
export function scoreOfEventName(name: string): string | undefined {
  return name.startsWith(SCORE_PREFIX) ? name.slice(SCORE_PREFIX.length) : undefined;
}

/**
 * Every customer's timeline: their events in the order of (timestamp, messageId), newest first, whatever the order of arrival.
 * A customer is a dense number here: the smallest number among the customer's identifiers.
 */
export class Timelines {
  rows = new Rows();
  readonly names = new Interner();
  /** Identifiers, written as `type:value`. */
  readonly identifiers = new Interner();
  readonly messageIds = new MessageIds();
  readonly sessions: Sessions = new Sessions(this);
  #heads = new GrowingInts(NO_ROW);
  #counts = new GrowingInts(0);
  #nameHeads = new NameHeads();
  /** The earliest row of each customer that is marked as a bot's. */
  readonly #marks = new GrowingInts(NO_ROW);
  /** Customers with many events, by number. */
  readonly #long = new Map<number, LongTimeline>();
  readonly #chains: Chains;
  readonly #many: number;
  /** Names under which events have come. */
  readonly #named = new Set<number>();
  #customers = 0;
  #events = 0;

  /** @param many so many events of one customer, and nobody goes through them one by one any more; another number gives the same answers */
  constructor(many = MANY) {
    this.#many = many;
    const isBefore = (left: number, right: number): boolean => this.isBefore(left, right);
    const timestamp = (row: number): Instant => this.rows.timestamp(row);
    this.#chains = {
      all: {
        timestamp,
        isBefore,
        previous: (row) => this.rows.previous(row),
        setPrevious: (row, previous) => this.rows.setPrevious(row, previous),
      },
      ofName: {
        timestamp,
        isBefore,
        previous: (row) => this.rows.previousOfName(row),
        setPrevious: (row, previous) => this.rows.setPreviousOfName(row, previous),
      },
      nameOf: (row) => this.rows.name(row),
    };
  }

  /** How many customers have any event. */
  get customers(): number {
    return this.#customers;
  }

  /** How many events there are. */
  get events(): number {
    return this.#events;
  }

  /** The row of an event that has been counted already, or {@link NO_ROW}. */
  find(identifier: number, messageId: string): number {
    return this.messageIds.find(this.rows, identifier, messageId);
  }

  /** Keeps a new event, which is in nobody's timeline yet. The caller has made sure that it is not there. @returns its row. */
  add(event: NewRow, messageId: string): number {
    const row = this.rows.add(event);
    this.messageIds.add(this.rows, row, event.identifier, messageId);
    return row;
  }

  /** Puts an event that has been added into its customer's timeline. */
  insert(customer: number, row: number): void {
    this.#link(customer, row);
  }

  /** The customer's newest row, or {@link NO_ROW}. */
  newest(customer: number): number {
    return this.#heads.get(customer);
  }

  /** The customer's newest row of an event name, or {@link NO_ROW}. */
  newestOf(customer: number, name: number): number {
    return this.#nameHeads.get(customer, name);
  }

  /** The customer's earliest row that is marked as a bot's, or {@link NO_ROW}. */
  earliestMarked(customer: number): number {
    return this.#marks.get(customer);
  }

  /** How many events the customer has. */
  count(customer: number): number {
    return this.#counts.get(customer);
  }

  /** The customer's rows, oldest first. */
  rowsOf(customer: number): number[] {
    const rows: number[] = [];
    for (let row = this.newest(customer); row !== NO_ROW; row = this.rows.previous(row)) rows.push(row);
    return rows.reverse();
  }

  /** The order of events, and the way from each to the next older one of its name. */
  get chainOfName(): Chain {
    return this.#chains.ofName;
  }

  /** What is kept of a customer with many events; undefined for the others. */
  longOf(customer: number): LongTimeline | undefined {
    return this.#counts.get(customer) < this.#many ? undefined : this.#long.get(customer);
  }

  /** When the customer's first event happened: they exist from then on. Undefined without any event. */
  firstSeen(customer: number): Instant | undefined {
    const long = this.longOf(customer);
    if (long !== undefined) return this.rows.timestamp(long.all.oldest);
    let first: Instant | undefined;
    for (let row = this.newest(customer); row !== NO_ROW; row = this.rows.previous(row)) first = this.rows.timestamp(row);
    return first;
  }

  /** The names under which events have come. */
  eventNames(): string[] {
    return [...this.#named].map((name) => this.names.textOf(name));
  }

  messageIdOf(row: number): string {
    return this.messageIds.textOf(this.rows, row);
  }

  /**
   * Deals the rows of some customers out anew, after links were made or undone.
   * @param customers the customers as they were
   * @param customerOf to which customer an identifier belongs now
   */
  redistribute(customers: readonly number[], customerOf: (identifier: number) => number): void {
    const parts = new Map<number, number[]>();
    for (const row of customers.flatMap((customer) => this.#unlink(customer))) {
      const owner = customerOf(this.rows.identifier(row));
      const part = parts.get(owner);
      if (part === undefined) parts.set(owner, [row]);
      else part.push(row);
    }
    for (const [owner, rows] of parts) {
      rows.sort((left, right) => (this.isBefore(left, right) ? -1 : 1));
      for (const row of rows) this.#link(owner, row);
    }
  }

  /** Takes a customer's events of one identifier out of the timeline and destroys their ids. @returns the rows, now dead. */
  remove(customer: number, identifier: number): number[] {
    const removed: number[] = [];
    for (const row of this.#unlink(customer)) {
      if (this.rows.identifier(row) !== identifier) this.#link(customer, row);
      else {
        this.messageIds.wipe(this.rows, row);
        removed.push(row);
      }
    }
    return removed;
  }

  /** The order of a timeline: by timestamp, then messageId (bytes), then identifier. */
  isBefore(left: number, right: number): boolean {
    const difference = this.rows.timestamp(left) - this.rows.timestamp(right);
    if (difference !== 0) return difference < 0;
    const byId = this.messageIds.compare(this.rows, left, right);
    if (byId !== 0) return byId < 0;
    return compareUtf8(this.#identifierText(left), this.#identifierText(right)) < 0;
  }

  /**
   * Fills empty timelines from a snapshot's rows and ids; names and identifiers are loaded before.
   * @param customers says whose an identifier is, once the rows are known
   */
  load(rows: Rows, ids: Buffer, customers: () => (identifier: number) => number): void {
    this.rows = rows;
    this.messageIds.load(rows, ids);
    this.#nameHeads = new NameHeads();
    this.#long.clear();
    const customerOf = customers();
    for (let row = 0; row < rows.length; row++) if (rows.idLength(row) > 0) this.#link(customerOf(rows.identifier(row)), row);
  }

  #identifierText(row: number): string {
    return this.identifiers.textOf(this.rows.identifier(row));
  }

  #link(customer: number, row: number): void {
    const { rows } = this;
    const head = this.#heads.get(customer);
    const long = this.longOf(customer);
    if (long !== undefined) {
      long.insert(row);
      this.#heads.set(customer, long.all.newest);
    } else if (head === NO_ROW || this.isBefore(head, row)) {
      rows.setPrevious(row, head);
      this.#heads.set(customer, row);
    } else {
      let newer = head;
      for (let older = rows.previous(newer); older !== NO_ROW && this.isBefore(row, older); older = rows.previous(newer)) newer = older;
      rows.setPrevious(row, rows.previous(newer));
      rows.setPrevious(newer, row);
    }
    this.#linkOfName(customer, row, long);
    if (rows.isMarked(row)) this.#linkMark(customer, row);
    const count = this.#counts.get(customer);
    if (count === 0) this.#customers++;
    this.#events++;
    this.#counts.set(customer, count + 1);
    if (count + 1 === this.#many) this.#lengthen(customer);
  }

  /** A customer has come to have many events. */
  #lengthen(customer: number): void {
    const long = new LongTimeline(this.#chains, this.newest(customer), this.#many);
    long.begin((name) => this.newestOf(customer, name));
    this.#long.set(customer, long);
  }

  #linkOfName(customer: number, row: number, long: LongTimeline | undefined): void {
    const { rows } = this;
    const name = rows.name(row);
    this.#named.add(name);
    const tree = long?.ofName(name);
    if (tree === undefined) this.#linkOfFew(customer, row, name);
    else {
      tree.insert(row);
      this.#nameHeads.set(customer, name, tree.newest);
    }
    long?.counted(row, this.newestOf(customer, name));
  }

  #linkOfFew(customer: number, row: number, name: number): void {
    const { rows } = this;
    const head = this.#nameHeads.get(customer, name);
    if (head === NO_ROW || this.isBefore(head, row)) {
      rows.setPreviousOfName(row, head);
      this.#nameHeads.set(customer, name, row);
      return;
    }
    let newer = head;
    for (let older = rows.previousOfName(newer); older !== NO_ROW && this.isBefore(row, older); older = rows.previousOfName(newer))
      newer = older;
    rows.setPreviousOfName(row, rows.previousOfName(newer));
    rows.setPreviousOfName(newer, row);
  }

  #linkMark(customer: number, row: number): void {
    const earliest = this.#marks.get(customer);
    if (earliest === NO_ROW || this.isBefore(row, earliest)) this.#marks.set(customer, row);
  }

  /** Empties a customer's timeline. @returns its rows, oldest first. */
  #unlink(customer: number): number[] {
    const rows = this.rowsOf(customer);
    this.#long.delete(customer);
    for (const row of rows) this.#nameHeads.set(customer, this.rows.name(row), NO_ROW);
    this.#heads.set(customer, NO_ROW);
    if (this.#marks.get(customer) !== NO_ROW) this.#marks.set(customer, NO_ROW);
    if (rows.length > 0) this.#customers--;
    this.#events -= rows.length;
    this.#counts.set(customer, 0);
    return rows;
  }
}
