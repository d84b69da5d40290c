import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { Step } from '../../detect/patterns/steps.js';
import type { EventClock, EventColumns, PropertyColumn } from '../../discover/event-columns.js';
import { MISSING, pausesOf } from '../../discover/event-columns.js';
import { isMined } from '../../discover/splits.js';
import type { Pipeline } from '../../pipeline.js';
import { readingAt } from '../../profile/metrics/local-time.js';
import type { Column } from '../../timeline/columns.js';
import type { CustomerZone } from '../../timeline/customer-zone.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { isPerformed } from '../../timeline/named-events.js';
import { UTC } from '../../timeline/time-zones.js';
import { Timeline } from '../../timeline/timeline.js';
import { ABSENT, NULL, type Values } from '../../timeline/values.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { Turns } from '../turns.js';

/** So many are visited before it is asked whether others should have their turn. */
const VISITS_A_LOOK = 4_096;
/** With more different values than this a property only compares. */
const MOST_VALUES = 64;
/** With more events than this a segment's members are those of now, and not of each instant. */
const MOST_ASKED = 1_000_000;

/** The events as discovery looks through them, and where they stand in the engine. */
export interface EventTable {
  readonly columns: EventColumns;
  /** The customers by number, in the order of the columns. */
  readonly customers: Int32Array;
  /** The event's number in the columns by row; −1 for rows that came later or are left out. */
  readonly eventOfRow: Int32Array;
  /** How much memory all of it takes. */
  readonly bytes: number;
}

/** What a table is made of. */
export interface TableRequest {
  readonly pipeline: Pipeline;
  /** The customers who take part, in the order in which they are asked. */
  readonly customers: readonly number[];
  readonly goal: Step;
  readonly columns: readonly Column[];
  /** By whose clock it is told what hour it was. */
  readonly zone: CustomerZone;
  /** Whether another goal after a goal is looked for. */
  readonly again: boolean | undefined;
  /** Who counts, and when; undefined: everybody always. */
  readonly segment: CompiledSegment | undefined;
  readonly asOf: Instant;
  readonly signal: AbortSignal | undefined;
  /** So many events at most; customers whose events find no room any more are left out. */
  readonly room: number;
}

/** Whether a segment's membership is looked up at each event; else as of now. */
export function asksEachInstant({ timelines }: Pipeline): boolean {
  return timelines.events <= MOST_ASKED;
}

/**
 * Copies what discovery asks for out of the state, in turns: events in the order of the timelines, known bots left out. The columns are over shared memory, so that
 * threads can look at them while the engine goes on.
 */
export async function eventTable(request: TableRequest): Promise<EventTable> {
  const { pipeline, signal } = request;
  const { rows, starts, customers } = await rowsInOrder(request);
  const named = await namedEvents(request, rows);
  const properties: PropertyColumn[] = [];
  for (const column of request.columns) properties.push(await propertyOf(column, rows, pipeline.columns.values, signal));
  const counted = request.segment === undefined ? undefined : new Uint8Array(new SharedArrayBuffer(rows.length));
  if (counted !== undefined) await markMembers(request, { rows, starts, customers }, named.times, counted);
  const columns: EventColumns = {
    ...named,
    ...(counted && { counted }),
    ...(request.again && { goalsAreAsked: true }),
    starts: sharedNumbers(starts),
    properties,
    clock: await clockOf(request, { rows, starts, customers }, named.times),
    mined: await sidesOf(request, customers),
    ...spanOf(named.times, request.asOf),
  };
  const eventOfRow = await eventsByRow(request, rows);
  return { columns, customers: Int32Array.from(customers), eventOfRow, bytes: eventOfRow.byteLength + bytesOf(columns) };
}

async function namedEvents(
  { pipeline, goal, signal }: TableRequest,
  rows: Int32Array,
): Promise<Pick<EventColumns, 'times' | 'names' | 'goals' | 'nameTexts'>> {
  const times = new Float64Array(new SharedArrayBuffer(8 * rows.length));
  const names = new Uint16Array(new SharedArrayBuffer(2 * rows.length));
  const goals = new Uint8Array(new SharedArrayBuffer(rows.length));
  const numbers = new NameNumbers(pipeline);
  const known = pipeline.timelines.rows;
  await eachInTurns(rows, signal, (row, event) => {
    times[event] = known.timestamp(row);
    names[event] = numbers.numberOf(known.name(row));
    goals[event] = goal.name === known.name(row) && goal.where.holds(row) ? 1 : 0;
  });
  return { times, names, goals, nameTexts: numbers.texts };
}

/** The hours by the customers' clocks, and how long there was nothing before each event. */
async function clockOf(
  { pipeline, zone, signal }: TableRequest,
  { starts, customers }: RowsInOrder,
  times: Float64Array,
): Promise<EventClock> {
  const hours = new Uint8Array(new SharedArrayBuffer(times.length));
  const pauses = new Uint32Array(new SharedArrayBuffer(4 * times.length));
  const timeline = new Timeline(pipeline.timelines);
  await eachInTurns(customers, signal, (customer, index) => {
    let [clock, until] = [UTC, Number.NEGATIVE_INFINITY];
    for (let event = starts[index] as number; event < (starts[index + 1] as number); event++) {
      const time = times[event] as number;
      if (time >= until) {
        clock = zone.at(timeline.at(customer, time));
        ({ until } = timeline);
      }
      hours[event] = readingAt('time.hour', time, clock);
    }
  });
  pausesOf({ starts, times }, pauses);
  return { hours, pauses };
}

async function eventsByRow({ pipeline, signal }: TableRequest, rows: Int32Array): Promise<Int32Array> {
  const eventOfRow = new Int32Array(pipeline.timelines.rows.length).fill(-1);
  await eachInTurns(rows, signal, (row, event) => {
    eventOfRow[row] = event;
  });
  return eventOfRow;
}

async function sidesOf({ pipeline, signal }: TableRequest, customers: readonly number[]): Promise<Uint8Array> {
  const sides = new Uint8Array(new SharedArrayBuffer(customers.length));
  await eachInTurns(customers, signal, (customer, index) => {
    sides[index] = isMined(nameOf(pipeline, customer)) ? 1 : 0;
  });
  return sides;
}

/** Visits all, and lets others have their turn now and then. */
async function eachInTurns(
  all: ArrayLike<number>,
  signal: AbortSignal | undefined,
  visit: (one: number, place: number) => void,
): Promise<void> {
  const turns = new Turns(signal);
  for (let place = 0; place < all.length; place++) {
    visit(all[place] as number, place);
    if (place % VISITS_A_LOOK === 0 && turns.isOver) await turns.next();
  }
}

function bytesOf({ starts, times, names, goals, properties, mined, counted, clock }: EventColumns): number {
  const ofClock = clock === undefined ? [] : [clock.hours, clock.pauses];
  const arrays = [
    ...ofClock,
    starts,
    times,
    names,
    goals,
    mined,
    ...properties.map(({ cells }) => cells),
    ...(counted === undefined ? [] : [counted]),
  ];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** What the customer is known by for good, so that they are on the same side whenever it is asked. */
export function nameOf({ identities }: Pipeline, customer: number): string {
  return formatIdentifier(identities.representativeOf(customer));
}

interface RowsInOrder {
  readonly rows: Int32Array;
  readonly starts: readonly number[];
  readonly customers: readonly number[];
}

async function rowsInOrder({ pipeline, customers, asOf, signal, room }: TableRequest): Promise<RowsInOrder> {
  const { timelines } = pipeline;
  // Twice: events go on coming in.
  const taken = new Int32Array(Math.min(2 * timelines.events, room));
  const starts = [0];
  const kept: number[] = [];
  const turns = new Turns(signal);
  let length = 0;
  for (const customer of customers) {
    if (turns.isOver) await turns.next();
    // Others may have come together meanwhile, and some of the events may be new.
    const count = timelines.count(customer);
    if (count === 0 || count > taken.length - length || timelines.earliestMarked(customer) !== NO_ROW) continue;
    const before = length;
    for (const row of timelines.rowsOf(customer)) {
      if (timelines.rows.timestamp(row) > asOf) break;
      if (isPerformed(timelines.names.textOf(timelines.rows.name(row)))) taken[length++] = row;
    }
    if (length === before) continue;
    kept.push(customer);
    starts.push(length);
  }
  return { rows: taken.subarray(0, length), starts, customers: kept };
}

class NameNumbers {
  readonly texts: string[] = [];
  readonly #pipeline: Pipeline;
  readonly #numbers = new Map<number, number>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  numberOf(name: number): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.texts.push(this.#pipeline.timelines.names.textOf(name)) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}

async function propertyOf(column: Column, rows: Int32Array, values: Values, signal: AbortSignal | undefined): Promise<PropertyColumn> {
  const cells = new Int32Array(new SharedArrayBuffer(4 * rows.length));
  const numbers = new Map<number, number>();
  const found: Json[] = [null];
  await eachInTurns(rows, signal, (row, event) => {
    const cell = column.at(row);
    if (cell === ABSENT || cell === NULL) return;
    let number = numbers.get(cell);
    if (number === undefined) {
      numbers.set(cell, (number = found.length));
      found.push(values.valueOf(cell));
    }
    cells[event] = number;
  });
  const isContext = found.length <= MOST_VALUES && found.slice(MISSING + 1).every((value) => value !== null && typeof value !== 'object');
  return { path: column.path.text, cells, values: isContext ? found : [] };
}

function sharedNumbers(numbers: readonly number[]): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(4 * numbers.length));
  shared.set(numbers);
  return shared;
}

async function markMembers(
  { pipeline, segment, asOf, signal }: TableRequest,
  { starts, customers }: RowsInOrder,
  times: Float64Array,
  counted: Uint8Array,
): Promise<void> {
  const turns = new Turns(signal);
  const each = asksEachInstant(pipeline);
  const holds = (customer: number, at: Instant): boolean => pipeline.segments.holdsAt(segment as CompiledSegment, customer, at);
  for (const [index, customer] of customers.entries()) {
    const [start, end] = [starts[index] as number, starts[index + 1] as number];
    if (!each) counted.fill(holds(customer, asOf) ? 1 : 0, start, end);
    else for (let event = start; event < end; event++) counted[event] = holds(customer, times[event] as number) ? 1 : 0;
    if (turns.isOver) await turns.next();
  }
}

function spanOf(times: Float64Array, asOf: Instant): { readonly from: Instant; readonly to: Instant } {
  let [from, to] = [asOf, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return { from, to: Math.max(to, from) };
}
