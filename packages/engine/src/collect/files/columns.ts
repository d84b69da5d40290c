import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';

/** The columns of a file, as the compiler of a mapping looks them up. */
export interface Columns {
  readonly missingValues: ReadonlySet<string>;
  /** The position of a column. @throws CuspError invalid_mapping when the file has none of that name. */
  indexOf(column: string, at: string): number;
  invalid(at: string, why: string): CuspError;
}

/** The columns of a file with a header: a name that is not among them is refused. */
export function headerColumns(header: readonly string[], missingValues: readonly string[]): Columns {
  const positions = new Map<string, number>();
  header.forEach((name, index) => {
    const column = name.trim();
    if (positions.has(column)) throw invalid('header', `the file has two columns '${column}'`);
    positions.set(column, index);
  });
  return {
    missingValues: new Set(missingValues),
    invalid,
    indexOf: (column, at) => {
      const position = positions.get(column);
      if (position === undefined) throw invalid(at, `the file has no column '${column}'; it has ${[...positions.keys()].join(', ')}`);
      return position;
    },
  };
}

/** The columns of a file without a header of its own: whatever the mapping names, in the order in which it does. */
export function namedColumns(missingValues: readonly string[]): Columns & { readonly names: readonly string[] } {
  const names: string[] = [];
  return {
    names,
    missingValues: new Set(missingValues),
    invalid,
    indexOf: (column) => {
      const known = names.indexOf(column);
      return known >= 0 ? known : names.push(column) - 1;
    },
  };
}

function invalid(at: string, why: string): CuspError {
  return new CuspError(ERRORS.invalidMapping, `${at}: ${why}`);
}
