import type { CompiledSegment } from '../../detect/compile-segment.js';
import { type Events, MISSING, type Place, type TextColumn } from '../../insight/events.js';
import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { IDENTIFY_NAME, scoreOfEventName } from '../../timeline/timelines.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { forEachCustomer } from '../history.js';
import { permissionFor } from '../permission.js';
import { Turns } from '../turns.js';

/** How many events are passed between two looks at the time. */
const STRIDE = 4_096;

/** The events as insight looks through them, and where they stand in the engine. */
export interface ReadEvents extends Events {
  /** By event. */
  readonly rows: Int32Array;
  /** The customers' numbers, in the order of the events; their ids are told by {@link ToldPlace}. */
  readonly customers: Int32Array;
}

/** Somewhere in somebody's timeline, as it is told. */
export interface ToldPlace {
  readonly customerId: string;
  readonly at: Instant;
}

/** Whether events of a name are things that happened. */
export function isPerformed(name: string): boolean {
  return name !== IDENTIFY_NAME && name !== '' && scoreOfEventName(name) === undefined;
}

/** The numbers of the names of things that happened. */
export function performedNames({ timelines }: Pipeline): readonly number[] {
  return timelines
    .eventNames()
    .filter(isPerformed)
    .map((name) => timelines.names.intern(name));
}

/**
 * Everything that happened, in the order of the timelines; known bots, and who permits no analysis, left out.
 * @param roles what an event is to the question, by its name and row
 * @throws the signal's reason when it is given up
 */
export async function readEvents(
  pipeline: Pipeline,
  roles: (name: number, row: number) => number,
  signal: AbortSignal | undefined,
): Promise<ReadEvents> {
  const { timelines, clock } = pipeline;
  const asOf = clock.now();
  const room = timelines.events;
  const columns = { rows: new Int32Array(room), times: new Float64Array(room), roles: new Uint8Array(room) };
  const performed = new Set(performedNames(pipeline));
  const permits = permissionFor(pipeline);
  const starts = [0];
  const customers: number[] = [];
  let [length, to] = [0, Number.NEGATIVE_INFINITY];
  await forEachCustomer(
    pipeline,
    (customer) => {
      if (timelines.earliestMarked(customer) !== NO_ROW || !permits(customer, asOf)) return;
      const before = length;
      for (const row of timelines.rowsOf(customer)) {
        const at = timelines.rows.timestamp(row);
        // Some may be new since room was made.
        if (length === room || at > asOf) break;
        const name = timelines.rows.name(row);
        if (!performed.has(name)) continue;
        columns.rows[length] = row;
        columns.times[length] = at;
        columns.roles[length++] = roles(name, row);
        to = Math.max(to, at);
      }
      if (length === before) return;
      customers.push(customer);
      starts.push(length);
    },
    signal,
  );
  return {
    rows: columns.rows.subarray(0, length),
    times: columns.times.subarray(0, length),
    roles: columns.roles.subarray(0, length),
    starts: Int32Array.from(starts),
    customers: Int32Array.from(customers),
    to: length === 0 ? asOf : to,
  };
}

/** Marks, of the events in some roles, those at which their customer was in the segment; all of them without one. */
export async function markCounted(
  pipeline: Pipeline,
  events: ReadEvents,
  asked: { readonly of: number; readonly as: number; readonly segment: CompiledSegment | undefined },
  signal: AbortSignal | undefined,
): Promise<void> {
  const { starts, roles, times, customers } = events;
  const turns = new Turns(signal);
  for (const [index, customer] of customers.entries()) {
    for (let event = starts[index] as number; event < (starts[index + 1] as number); event++) {
      if (((roles[event] as number) & asked.of) === 0) continue;
      if (asked.segment === undefined || pipeline.segments.holdsAt(asked.segment, customer, times[event] as number))
        roles[event] = (roles[event] as number) | asked.as;
    }
    if (turns.isOver) await turns.next();
  }
}

/** Visits some events, in turns that leave room for others. @param roles those in any of these; 0: all */
export async function forEachEvent(
  { rows, roles: all }: ReadEvents,
  roles: number,
  visit: (event: number, row: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const turns = new Turns(signal);
  for (let event = 0; event < rows.length; event++) {
    if (roles === 0 || ((all[event] as number) & roles) !== 0) visit(event, rows[event] as number);
    if (event % STRIDE === 0 && turns.isOver) await turns.next();
  }
}

/** What is to be read of which events. */
export interface Reading {
  readonly read: ReadEvents;
  /** Tried in order. */
  readonly columns: readonly Column[];
  /** Of events in any of these roles; 0: of all. */
  readonly of: number;
}

/** The first text, number or truth value that is there. */
export async function textsOf(pipeline: Pipeline, reading: Reading, signal: AbortSignal | undefined): Promise<TextColumn> {
  const texts: string[] = [''];
  const numbers = new Map<string, number>();
  const numberOf = (value: Json): number => {
    if (value === null || typeof value === 'object' || value === '') return MISSING;
    const text = String(value);
    const number = numbers.get(text) ?? texts.push(text) - 1;
    numbers.set(text, number);
    return number;
  };
  return { cells: await cellsOf(pipeline, reading, numberOf, signal), texts };
}

/** Lists of texts, as a path through items leads to; a single one is a list, too. */
export async function listsOf(
  pipeline: Pipeline,
  reading: Reading,
  signal: AbortSignal | undefined,
): Promise<{ readonly cells: Int32Array; readonly lists: readonly (readonly string[])[] }> {
  const lists: (readonly string[])[] = [[]];
  const numberOf = (value: Json): number => {
    const texts = [value].flat().flatMap((one) => (one === null || typeof one === 'object' || one === '' ? [] : [String(one)]));
    return texts.length === 0 ? MISSING : lists.push([...new Set(texts)]) - 1;
  };
  return { cells: await cellsOf(pipeline, reading, numberOf, signal), lists };
}

/** By event: the number of the first value that is there; {@link MISSING} where there is none. */
async function cellsOf(
  pipeline: Pipeline,
  { read, columns, of }: Reading,
  numberOf: (value: Json) => number,
  signal: AbortSignal | undefined,
): Promise<Int32Array> {
  const cells = new Int32Array(read.rows.length);
  const firstOf = new FirstValue(pipeline, columns, numberOf);
  await forEachEvent(
    read,
    of,
    (event, row) => {
      cells[event] = firstOf.at(row);
    },
    signal,
  );
  return cells;
}

/** Numbers the first value that columns have of a row; each value is looked at once. */
class FirstValue {
  readonly #values: Pipeline['columns']['values'];
  readonly #columns: readonly Column[];
  readonly #numberOf: (value: Json) => number;
  readonly #known = new Map<number, number>();

  constructor({ columns }: Pipeline, paths: readonly Column[], numberOf: (value: Json) => number) {
    this.#values = columns.values;
    this.#columns = paths;
    this.#numberOf = numberOf;
  }

  at(row: number): number {
    for (const column of this.#columns) {
      const cell = column.at(row);
      if (cell === ABSENT || cell === NULL) continue;
      let number = this.#known.get(cell);
      if (number === undefined) this.#known.set(cell, (number = this.#numberOf(this.#values.valueOf(cell))));
      if (number !== MISSING) return number;
    }
    return MISSING;
  }
}

/** Tells whose timeline a place is in. */
export function toldPlaces({ identities }: Pipeline, { customers }: ReadEvents, places: readonly Place[]): readonly ToldPlace[] {
  return places.map(({ customer, at }) => ({ customerId: identities.customerId(customers[customer] as number), at }));
}
