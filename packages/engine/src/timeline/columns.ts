import type { CustomerEvent } from '../vocabulary/event.js';
import { GrowingInts } from './growing.js';
import { type Path, readPath, valueAt } from './path.js';
import { ABSENT, Values } from './values.js';

/** One path of the events that conditions ask about, as value numbers by row. */
export class Column {
  readonly path: Path;
  readonly #cells = new GrowingInts(ABSENT);
  /** The event names whose rows are filled in. */
  readonly filledNames = new Set<number>();

  constructor(path: Path) {
    this.path = path;
  }

  at(row: number): number {
    return this.#cells.get(row);
  }
  set(row: number, value: number): void {
    if (value !== ABSENT || this.#cells.get(row) !== ABSENT) this.#cells.set(row, value);
  }
  bytes(rows: number): Buffer {
    return this.#cells.bytes(rows);
  }
  load(bytes: Buffer): void {
    this.#cells.load(bytes);
  }
}

/** A column's rows of one event name (of every name when null) that history has yet to fill. */
export interface MissingCells {
  readonly column: Column;
  readonly name: number | null;
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

  /** The column of a path (its text), to be filled for these event names. @returns undefined when the path is none. */
  need(pathText: string, names: readonly number[]): Column | undefined {
    const path = readPath(pathText);
    if (path === undefined) return undefined;
    let column = this.#columns.get(pathText);
    if (column === undefined) {
      column = new Column(path);
      this.#columns.set(pathText, column);
    }
    for (const name of names) this.#follow(column, name);
    return column;
  }

  /** The column of a path that any event may have, whatever its name. @returns undefined when the path is none. */
  needEverywhere(pathText: string): Column | undefined {
    const column = this.need(pathText, []);
    if (column === undefined || this.#everywhere.includes(column)) return column;
    this.#everywhere.push(column);
    this.#missing.push({ column, name: null });
    return column;
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
  wipe(rows: readonly number[], rowCount: number): void {
    const used = new Set<number>();
    for (const column of this.#columns.values()) {
      for (const row of rows) column.set(row, ABSENT);
      for (let row = 0; row < rowCount; row++) used.add(column.at(row));
    }
    this.values.keepOnly(used);
  }

  all(): readonly Column[] {
    return [...this.#columns.values()];
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
    const column = everywhere ? this.needEverywhere(pathText) : this.need(pathText, names);
    if (everywhere) this.need(pathText, names);
    if (column === undefined) return;
    column.load(bytes);
    this.#missing = this.#missing.filter((missing) => missing.column !== column);
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
