import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Json } from '../../vocabulary/json.js';

/** What a row holds under a name; undefined when it has nothing there. @typeParam R what a row is */
export type Cell<R> = (row: R) => Json | undefined;

/** How rows of one kind are looked into, as the compiler of a mapping does. */
export interface Columns<R> {
  readonly missingValues: ReadonlySet<string>;
  /** True when texts write numbers with a comma before their decimals. */
  readonly decimalComma?: boolean;
  /** Finds a column once, for all rows. @throws CuspError invalid_mapping when there is none of that name. */
  cell(column: string, at: string): Cell<R>;
}

/** The fields of a row of CSV, by position. */
export type TextRow = readonly string[];

/** The columns of a file with a header: a name that is not among them is refused. */
export function headerColumns(header: readonly string[], missingValues: readonly string[], decimalComma = false): Columns<TextRow> {
  const positions = new Map<string, number>();
  header.forEach((name, index) => {
    const column = name.trim();
    if (positions.has(column)) throw invalidMapping('header', `the file has two columns '${column}'`);
    positions.set(column, index);
  });
  return {
    missingValues: new Set(missingValues),
    decimalComma,
    cell: (column, at) => {
      const position = positions.get(column);
      if (position !== undefined) return (row) => row[position];
      throw invalidMapping(at, `the file has no column '${column}'; it has ${[...positions.keys()].join(', ')}`);
    },
  };
}

/** A mapping that does not fit. `at` is the place in it (`properties.price`). */
export function invalidMapping(at: string, why: string): CuspError {
  return new CuspError(ERRORS.invalidMapping, `${at}: ${why}`);
}
