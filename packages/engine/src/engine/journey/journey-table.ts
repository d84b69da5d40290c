import { GrowingNumbers } from '../../journey/growing-numbers.js';
import { type JourneyColumns, NONE, type VisitColumn } from '../../journey/journey-columns.js';
import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { ABSENT } from '../../timeline/values.js';
import type { Instant } from '../../vocabulary/instant.js';
import { isPerformed } from '../../timeline/named-events.js';
import { Turns } from '../turns.js';
import { permissionFor } from '../permission.js';
import { type MomentPoint, momentPoints } from './moment-points.js';

/** How a moment is written where a step is asked for, and as a step that is told. */
export const MOMENT_PREFIX = 'moment:';

/** Which points are steps. */
export interface StepKinds {
  readonly events: boolean;
  readonly moments: boolean;
  readonly channels: boolean;
}

/** What a table is made of. */
export interface TableRequest {
  readonly pipeline: Pipeline;
  /** The step that begins journeys, and the goal: they are in the table whatever kinds are steps. */
  readonly from: string;
  readonly to: string;
  readonly through: StepKinds;
  readonly channels: Column;
  readonly campaigns: Column;
  readonly asOf: Instant;
  readonly signal: AbortSignal | undefined;
  readonly onShare: (share: number) => void;
}

/** The points of those who could have begun a journey, and where they stand in the engine. */
export interface JourneyTable {
  readonly columns: JourneyColumns;
  /** The customers by number, in the order of the columns. */
  readonly customers: Int32Array;
  /** By point, the row of its event, or of the last event before a moment. */
  readonly rows: Int32Array;
}

/** Copies what journeys ask for out of the state, in turns; known bots, who permits no analysis, and who has never done what begins a journey, are left out. */
export async function journeyTable(request: TableRequest): Promise<JourneyTable> {
  const { pipeline, from, asOf, signal } = request;
  const { timelines, identities } = pipeline;
  const moments = await momentPoints(pipeline, momentNames(request), asOf, signal);
  const begins = beginning(pipeline, from, moments);
  const permits = permissionFor(pipeline);
  const points = new Points(request);
  const turns = new Turns(signal);
  const { size } = timelines.identifiers;
  for (let identifier = 0; identifier < size; identifier++) {
    if (identifier % 32 === 31 && turns.isOver) {
      request.onShare(identifier / size);
      await turns.next();
    }
    if (identities.customerOf(identifier) !== identifier || timelines.earliestMarked(identifier) !== NO_ROW) continue;
    if (timelines.count(identifier) > 0 && begins(identifier) && permits(identifier, asOf))
      points.add(identifier, moments.get(identifier) ?? []);
  }
  return points.table();
}

/** Whether a customer has done what begins a journey. */
function beginning(
  { timelines }: Pipeline,
  from: string,
  moments: ReadonlyMap<number, readonly MomentPoint[]>,
): (customer: number) => boolean {
  if (from.startsWith(MOMENT_PREFIX)) {
    const name = from.slice(MOMENT_PREFIX.length);
    return (customer) => moments.get(customer)?.some((moment) => moment.name === name) === true;
  }
  const name = timelines.names.intern(from);
  return (customer) => timelines.newestOf(customer, name) !== NO_ROW;
}

/** The moments that are asked for. */
function momentNames({ pipeline, through, from, to }: TableRequest): readonly string[] {
  const names = pipeline.moments.all().map(({ definition }) => definition.name);
  const asked = [from, to].filter((step) => step.startsWith(MOMENT_PREFIX)).map((step) => step.slice(MOMENT_PREFIX.length));
  return through.moments ? names : names.filter((name) => asked.includes(name));
}

/** Numbers texts as they come, from 1 on; {@link NONE} is none of them. */
class TextNumbers {
  readonly texts: string[] = [''];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.texts.push(text) - 1));
    return number;
  }
}

/** A column of visits as numbers of texts. */
class VisitNumbers {
  readonly cells = new GrowingNumbers();
  readonly #texts = new TextNumbers();
  readonly #numbers = new Map<number, number>();
  readonly #column: Column;
  readonly #pipeline: Pipeline;

  constructor(column: Column, pipeline: Pipeline) {
    this.#column = column;
    this.#pipeline = pipeline;
  }

  numberAt(row: number): number {
    const cell = this.#column.at(row);
    if (cell === ABSENT) return NONE;
    let number = this.#numbers.get(cell);
    if (number === undefined) {
      const value = this.#pipeline.columns.values.valueOf(cell);
      this.#numbers.set(cell, (number = typeof value === 'string' ? this.#texts.numberOf(value) : NONE));
    }
    return number;
  }

  column(): VisitColumn {
    return { cells: Int32Array.from(this.cells.numbers()), texts: this.#texts.texts };
  }
}

/** Puts the points together, customer after customer. */
class Points {
  readonly #request: TableRequest;
  readonly #steps = new TextNumbers();
  /** By number of an event's name, its step; −1 for what is no event that was performed. */
  readonly #ofName = new Map<number, number>();
  readonly #channels: VisitNumbers;
  readonly #campaigns: VisitNumbers;
  readonly #starts = new GrowingNumbers();
  readonly #customers = new GrowingNumbers();
  readonly #rows = new GrowingNumbers();
  readonly #times = new GrowingNumbers();
  readonly #stepCells = new GrowingNumbers();
  readonly #begins = new GrowingNumbers();

  constructor(request: TableRequest) {
    this.#request = request;
    this.#channels = new VisitNumbers(request.channels, request.pipeline);
    this.#campaigns = new VisitNumbers(request.campaigns, request.pipeline);
    this.#starts.push(0);
    for (const step of [request.from, request.to]) this.#steps.numberOf(step);
  }

  /** Adds a customer. @param moments in the order of their instants */
  add(customer: number, moments: readonly MomentPoint[]): void {
    const { timelines } = this.#request.pipeline;
    const { rows } = timelines;
    const before = this.#times.length;
    let next = 0;
    let last = NO_ROW;
    for (const row of timelines.rowsOf(customer)) {
      const time = rows.timestamp(row);
      if (time > this.#request.asOf) break;
      const step = this.#stepOf(rows.name(row));
      if (step < 0) continue;
      // A moment comes after everything that happened at its instant.
      for (let moment = moments[next]; moment !== undefined && moment.at < time; moment = moments[++next]) this.#addMoment(moment, last);
      this.#add(row, time, step, this.#beginsVisit(row));
      last = row;
    }
    for (; next < moments.length; next++) this.#addMoment(moments[next] as MomentPoint, last);
    if (this.#times.length === before) return;
    this.#customers.push(customer);
    this.#starts.push(this.#times.length);
  }

  table(): JourneyTable {
    return {
      columns: {
        starts: Int32Array.from(this.#starts.numbers()),
        times: this.#times.numbers(),
        steps: Int32Array.from(this.#stepCells.numbers()),
        stepTexts: this.#steps.texts,
        begins: Uint8Array.from(this.#begins.numbers()),
        channels: this.#channels.column(),
        campaigns: this.#campaigns.column(),
        asOf: this.#request.asOf,
      },
      customers: Int32Array.from(this.#customers.numbers()),
      rows: Int32Array.from(this.#rows.numbers()),
    };
  }

  #addMoment({ name, at }: MomentPoint, row: number): void {
    this.#add(row, at, this.#steps.numberOf(MOMENT_PREFIX + name), 0);
  }

  #add(row: number, time: Instant, step: number, begins: number): void {
    this.#rows.push(row);
    this.#times.push(time);
    this.#stepCells.push(step);
    this.#begins.push(begins);
    this.#channels.cells.push(row === NO_ROW ? NONE : this.#channels.numberAt(row));
    this.#campaigns.cells.push(row === NO_ROW ? NONE : this.#campaigns.numberAt(row));
  }

  #stepOf(name: number): number {
    let step = this.#ofName.get(name);
    if (step === undefined) {
      const { pipeline, through, from, to } = this.#request;
      const text = pipeline.timelines.names.textOf(name);
      const isStep = through.events || text === from || text === to;
      step = !isPerformed(text) ? -1 : isStep ? this.#steps.numberOf(text) : NONE;
      this.#ofName.set(name, step);
    }
    return step;
  }

  /** Whether an event begins a visit; one in none, such as a purchase in a store, is a visit of its own. */
  #beginsVisit(row: number): number {
    const start = this.#request.pipeline.timelines.sessions.startOf(row);
    if (start === NO_ROW) return this.#request.channels.at(row) === ABSENT ? 0 : 1;
    return start === row ? 1 : 0;
  }
}
