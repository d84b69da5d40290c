import type { CustomerEvent } from '../vocabulary/event.js';
import { formatInstant } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import { NO_ROW } from './event-rows.js';
import { GrowingInts } from './growing.js';
import { type Path, readPath, valueAt } from './path.js';
import { isPlaceKey, type PlaceKey } from './sessions/session-values.js';
import type { Sessions } from './sessions/sessions.js';
import { ABSENT, Values } from './values.js';

/** Beyond so many, texts of paths are read again. */
const MOST_PATHS = 10_000;
/** Stands for every event name. */
export const EVERY_NAME = -1;
/** The column that tells which events make visits: it is there whenever anything of a session is asked for. */
const SESSION_CHANNEL = 'session.channel';

/** One path of the events that conditions ask about, as value numbers by row. */
export class Column {
  readonly path: Path;
  readonly #values: Values;
  readonly #cells = new GrowingInts(ABSENT);
  /** The event names whose rows are filled in. */
  readonly filledNames = new Set<number>();
  /** Whether a definition that was published needs it; else it is there for as long as somebody tries something out with it. */
  kept = false;
  /** How many are trying something out with it. */
  triedBy = 0;
  /** Nobody needs it: it takes no values any more, and is emptied. */
  #leaving = false;
  #emptied = 0;

  constructor(path: Path, values: Values) {
    this.path = path;
    this.#values = values;
  }

  at(row: number): number {
    return this.#cells.get(row);
  }
  set(row: number, value: number): void {
    const before = this.#cells.get(row);
    if (value === before || (this.#leaving && value !== ABSENT)) return;
    this.#cells.set(row, value);
    this.#values.hold(value);
    this.#values.release(before);
  }
  /** Takes no values any more. */
  leave(): void {
    this.#leaving = true;
  }
  /** Empties up to so many cells. @returns whether any may be left. */
  emptySome(most: number): boolean {
    const end = Math.min(this.#emptied + most, this.#cells.capacity);
    for (; this.#emptied < end; this.#emptied++) this.set(this.#emptied, ABSENT);
    return this.#emptied < this.#cells.capacity;
  }
  bytes(rows: number): Buffer {
    return this.#cells.bytes(rows);
  }
  load(bytes: Buffer): void {
    this.#cells.load(bytes);
    for (let row = 0; row * Int32Array.BYTES_PER_ELEMENT < bytes.length; row++) this.#values.hold(this.#cells.get(row));
  }
}

/** What is known of the sessions of events: read off the events that began them, so that it is right whatever comes late. */
class SessionColumn extends Column {
  readonly #read: (row: number) => number;

  constructor(path: Path, values: Values, read: (row: number) => number) {
    super(path, values);
    this.#read = read;
  }

  override at(row: number): number {
    return this.#read(row);
  }
}

/** A column's rows of one event name (of every name when null) that history has yet to fill. */
export interface MissingCells {
  readonly column: Column;
  readonly name: number | null;
}

/** Something that was compiled without being published. */
export interface Trial<T> {
  readonly result: T;
  /** To be called once when it is not asked any more. The columns that nobody needs then are not followed any more: see {@link Columns.emptySome}. */
  end(): void;
}

/**
 * The paths that published or previewed definitions ask about. A column is filled live for the event names that need it;
 * what arrived before it was asked for is read from the journal once.
 */
export class Columns {
  readonly values = new Values();
  readonly #columns = new Map<string, Column>();
  readonly #byName = new Map<number, Column[]>();
  readonly #everywhere: Column[] = [];
  #missing: MissingCells[] = [];
  /** Columns that nobody needs any more, until they are empty. */
  readonly #leaving = new Set<Column>();
  readonly #paths = new Map<string, Path>();
  /** What the trial under way has asked for. */
  #tried: Set<Column> | undefined;

  /** What definitions see of sessions, by path; what each event says by itself stands in {@link #columns}. */
  readonly #ofSessions = new Map<string, SessionColumn>();
  readonly sessions: Sessions | undefined;

  /** @param sessions who knows the sessions of the rows; paths into sessions are none without it */
  constructor(sessions?: Sessions) {
    this.sessions = sessions;
  }

  /** Whether what is being compiled is only tried out: it must not be kept for others, for its columns may go. */
  get isTrial(): boolean {
    return this.#tried !== undefined;
  }

  /** Compiles something that may never be published: columns that nobody else needs are let go when it ends. */
  tryOut<T>(compile: () => T): Trial<T> {
    const outer = this.#tried;
    const tried = new Set<Column>();
    this.#tried = tried;
    try {
      const result = compile();
      for (const column of tried) column.triedBy++;
      return { result, end: () => this.#letGo(tried) };
    } catch (error) {
      this.#drop([...tried].filter(isNeedless));
      throw error;
    } finally {
      this.#tried = outer;
    }
  }

  /** The column of a path (its text), to be filled for these event names. @returns undefined when the path is none. */
  need(pathText: string, names: readonly number[]): Column | undefined {
    const path = this.#read(pathText);
    if (path === undefined) return undefined;
    if (path.root === 'session') return this.#ofSession(path);
    const column = this.#columnOf(path);
    if (this.#tried === undefined) column.kept = true;
    else this.#tried.add(column);
    for (const name of names) {
      if (name === EVERY_NAME) this.#followEverywhere(column);
      else this.#follow(column, name);
    }
    return column;
  }

  /** Some paths are asked for with every event, and mean the same each time. */
  #read(text: string): Path | undefined {
    if (this.#paths.size >= MOST_PATHS) this.#paths.clear();
    const known = this.#paths.get(text) ?? readPath(text);
    if (known !== undefined) this.#paths.set(text, known);
    return known;
  }

  /** Like {@link need}, for what is kept and shared by all that is compiled, also when this is only tried out. */
  needForGood(pathText: string, names: readonly number[]): Column | undefined {
    const tried = this.#tried;
    this.#tried = undefined;
    try {
      return this.need(pathText, names);
    } finally {
      this.#tried = tried;
    }
  }

  /** The column of a path that any event may have, whatever its name. @returns undefined when the path is none. */
  needEverywhere(pathText: string): Column | undefined {
    return this.need(pathText, [EVERY_NAME]);
  }

  /** Fills the cells of a new row. */
  fill(row: number, name: number, event: CustomerEvent): void {
    for (const column of this.#everywhere) column.set(row, this.values.intern(valueAt(event, column.path)));
    const columns = this.#byName.get(name);
    if (columns === undefined) return;
    for (const column of columns) column.set(row, this.values.intern(valueAt(event, column.path)));
  }

  /** What history has yet to fill; the caller fills it and calls {@link filled}. */
  missing(): readonly MissingCells[] {
    return this.#missing;
  }

  filled(cells: readonly MissingCells[]): void {
    this.#missing = this.#missing.filter((missing) => !cells.includes(missing));
  }

  /** Destroys the cells of dead rows, and every value that no other row holds. */
  wipe(rows: readonly number[]): void {
    for (const column of [...this.#columns.values(), ...this.#leaving]) for (const row of rows) column.set(row, ABSENT);
    this.values.forgetUnheld();
  }

  /** Empties up to so many cells of columns that nobody needs any more, so that what only they hold is forgotten. @returns whether any are left. */
  emptySome(most: number): boolean {
    for (const column of this.#leaving) {
      if (column.emptySome(most)) return true;
      this.#leaving.delete(column);
    }
    return false;
  }

  /** The columns that published definitions need. */
  kept(): readonly Column[] {
    return [...this.#columns.values()].filter(({ kept }) => kept);
  }

  /** Of which events a column holds every cell: what a refused or a running definition has asked for is not filled yet. */
  extentOf(column: Column): { readonly names: readonly number[]; readonly everywhere: boolean } {
    const missing = new Set(this.#missing.filter((cells) => cells.column === column).map(({ name }) => name));
    return {
      names: [...column.filledNames].filter((name) => !missing.has(name)),
      everywhere: this.#everywhere.includes(column) && !missing.has(null),
    };
  }

  /** Takes a column back from a snapshot. */
  load(pathText: string, names: readonly number[], everywhere: boolean, bytes: Buffer): void {
    const path = readPath(pathText);
    if (path === undefined || (path.root === 'session' && this.#ofSession(path) === undefined)) return;
    const column = this.#columnOf(path);
    column.kept = true;
    if (everywhere) this.#followEverywhere(column);
    for (const name of names) this.#follow(column, name);
    column.load(bytes);
    this.#missing = this.#missing.filter((missing) => missing.column !== column);
  }

  #letGo(tried: ReadonlySet<Column>): void {
    for (const column of tried) column.triedBy--;
    this.#drop([...tried].filter(isNeedless));
  }

  #drop(columns: readonly Column[]): void {
    for (const column of columns) {
      this.#columns.delete(column.path.text);
      column.leave();
      this.#leaving.add(column);
      for (const name of column.filledNames) {
        const followed = this.#byName.get(name)?.filter((other) => other !== column) ?? [];
        if (followed.length === 0) this.#byName.delete(name);
        else this.#byName.set(name, followed);
      }
      if (this.#everywhere.includes(column)) this.#everywhere.splice(this.#everywhere.indexOf(column), 1);
    }
    this.#missing = this.#missing.filter(({ column }) => !columns.includes(column));
  }

  #columnOf(path: Path): Column {
    let column = this.#columns.get(path.text);
    if (column === undefined) this.#columns.set(path.text, (column = new Column(path, this.values)));
    return column;
  }

  #ofSession(path: Path): Column | undefined {
    const { sessions } = this;
    if (sessions === undefined) return undefined;
    let column = this.#ofSessions.get(path.text);
    if (column === undefined) {
      sessions.follow(this.#eachSays(SESSION_CHANNEL), this.values);
      this.#ofSessions.set(path.text, (column = new SessionColumn(path, this.values, this.#readerOf(path, sessions))));
    }
    return column;
  }

  #readerOf(path: Path, sessions: Sessions): (row: number) => number {
    // Nothing of a session is an array: there is no item to be found.
    if (path.leadsTo !== 'one') return () => ABSENT;
    const key = path.keys[0] as string;
    return isPlaceKey(key) ? this.#placeIn(sessions, key) : startIn(sessions, this.#eachSays(path.text));
  }

  /** What every event would say of a session that it began. */
  #eachSays(pathText: string): Column {
    const column = this.#columnOf(readPath(pathText) as Path);
    // Sessions are worked out once for all: there are few such columns, and they stay.
    column.kept = true;
    this.#followEverywhere(column);
    return column;
  }

  /** Interned each time: a number that no cell holds may be forgotten when somebody is erased. */
  #placeIn(sessions: Sessions, key: PlaceKey): (row: number) => number {
    const values: Readonly<Record<PlaceKey, (row: number, start: number) => Json>> = {
      isStart: (row, start) => row === start,
      isFirst: (_, start) => sessions.previousStart(start) === NO_ROW,
      startedAt: (_, start) => formatInstant(sessions.startedAt(start)),
    };
    const valueOf = values[key];
    return (row) => {
      const start = sessions.startOf(row);
      return start === NO_ROW ? ABSENT : this.values.intern(valueOf(row, start));
    };
  }

  #followEverywhere(column: Column): void {
    if (this.#everywhere.includes(column)) return;
    this.#everywhere.push(column);
    this.#missing.push({ column, name: null });
  }

  #follow(column: Column, name: number): void {
    if (column.filledNames.has(name)) return;
    column.filledNames.add(name);
    const columns = this.#byName.get(name);
    if (columns === undefined) this.#byName.set(name, [column]);
    else columns.push(column);
    this.#missing.push({ column, name });
  }
}

function isNeedless({ kept, triedBy }: Column): boolean {
  return !kept && triedBy === 0;
}

/** What the event that began the session says. One in no session speaks for itself: the receipt of a store's till. */
function startIn(sessions: Sessions, said: Column): (row: number) => number {
  return (row) => {
    const start = sessions.startOf(row);
    return said.at(start === NO_ROW ? row : start);
  };
}
