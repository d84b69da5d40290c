import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { Step } from '../../detect/patterns/steps.js';
import type { EventColumns, PropertyColumn } from '../../discover/event-columns.js';
import { MISSING } from '../../discover/event-columns.js';
import { isMined } from '../../discover/splits.js';
import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { ABSENT, NULL, type Values } from '../../timeline/values.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { Turns } from '../turns.js';
import { isPerformed } from './survey.js';

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
}

/** What a table is made of. */
export interface TableRequest {
  readonly pipeline: Pipeline;
  /** The customers who take part, in the order in which they are asked. */
  readonly customers: readonly number[];
  readonly goal: Step;
  readonly columns: readonly Column[];
  /** Whether another goal after a goal is looked for. */
  readonly again: boolean | undefined;
  /** Who counts, and when; undefined: everybody always. */
  readonly segment: CompiledSegment | undefined;
  readonly asOf: Instant;
  readonly signal: AbortSignal | undefined;
}

/** Whether a segment's membership is looked up at each event; else as of now. */
export function asksEachInstant({ timelines }: Pipeline): boolean {
  return timelines.events <= MOST_ASKED;
}

/** Copies what discovery asks for out of the state: events in the order of the timelines, known bots left out. */
export async function eventTable(request: TableRequest): Promise<EventTable> {
  const { pipeline, signal } = request;
  const rows = await rowsInOrder(request);
  const { length } = rows.rows;
  const names = new NameNumbers(pipeline);
  const table = {
    times: new Float64Array(length),
    names: new Uint16Array(length),
    goals: new Uint8Array(length),
    counted: request.segment === undefined ? undefined : new Uint8Array(length),
  };
  const eventOfRow = new Int32Array(pipeline.timelines.rows.length).fill(-1);
  const turns = new Turns(signal);
  for (let event = 0; event < length; event++) {
    const row = rows.rows[event] as number;
    eventOfRow[row] = event;
    table.times[event] = pipeline.timelines.rows.timestamp(row);
    table.names[event] = names.numberOf(pipeline.timelines.rows.name(row));
    table.goals[event] = request.goal.name === pipeline.timelines.rows.name(row) && request.goal.where.holds(row) ? 1 : 0;
    if (event % 4_096 === 0 && turns.isOver) await turns.next();
  }
  if (table.counted !== undefined) await markMembers(request, rows, table.times, table.counted);
  const { counted, ...rest } = table;
  const customers = Int32Array.from(rows.customers);
  return {
    columns: {
      ...rest,
      ...(counted && { counted }),
      ...(request.again && { goalsAreAsked: true }),
      starts: Int32Array.from(rows.starts),
      nameTexts: names.texts,
      properties: request.columns.map((column) => propertyOf(column, rows.rows, pipeline.columns.values)),
      mined: Uint8Array.from(customers, (customer) => (isMined(nameOf(pipeline, customer)) ? 1 : 0)),
      ...spanOf(table.times, request.asOf),
    },
    customers,
    eventOfRow,
  };
}

/** What the customer is known by for good, so that they are on the same side whenever it is asked. */
function nameOf({ identities }: Pipeline, customer: number): string {
  return formatIdentifier(identities.representativeOf(customer));
}

interface RowsInOrder {
  readonly rows: Int32Array;
  readonly starts: readonly number[];
  readonly customers: readonly number[];
}

async function rowsInOrder({ pipeline, customers, asOf, signal }: TableRequest): Promise<RowsInOrder> {
  const { timelines } = pipeline;
  const taken = new Int32Array(timelines.events);
  const starts = [0];
  const kept: number[] = [];
  const turns = new Turns(signal);
  let length = 0;
  for (const customer of customers) {
    if (turns.isOver) await turns.next();
    // Others may have come together meanwhile, and some of the events may be new.
    if (timelines.count(customer) === 0 || timelines.earliestMarked(customer) !== NO_ROW) continue;
    const before = length;
    for (const row of timelines.rowsOf(customer)) {
      if (length === taken.length || timelines.rows.timestamp(row) > asOf) break;
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

function propertyOf(column: Column, rows: Int32Array, values: Values): PropertyColumn {
  const cells = new Int32Array(rows.length);
  const numbers = new Map<number, number>();
  const found: Json[] = [null];
  for (let event = 0; event < rows.length; event++) {
    const cell = column.at(rows[event] as number);
    if (cell === ABSENT || cell === NULL) continue;
    let number = numbers.get(cell);
    if (number === undefined) {
      numbers.set(cell, (number = found.length));
      found.push(values.valueOf(cell));
    }
    cells[event] = number;
  }
  const isContext = found.length <= MOST_VALUES && found.slice(MISSING + 1).every((value) => value !== null && typeof value !== 'object');
  return { path: column.path.text, cells, values: isContext ? found : [] };
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
