import { resolve } from 'node:path';
import { BrokenRow } from '../collect/files/broken-row.js';
import { readRows, type RowValues } from '../collect/files/read-rows.js';
import {
  type Analysis,
  type AnalysisRequest,
  Experiment,
  type ExperimentMetric,
  type Measured,
  MOST_SEGMENTS,
} from '../experiment/analyse.js';
import type { MetricKind } from '../experiment/effect.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Json } from '../vocabulary/json.js';

/** A metric as it is asked for, and where it stands in the files. */
export interface MetricColumns extends ExperimentMetric {
  readonly column: string;
  /** Of a ratio. */
  readonly denominator?: string;
}

/** What is read, and what its columns mean. */
export interface ExperimentFiles extends Omit<AnalysisRequest, 'metrics' | 'adjusts'> {
  readonly files: readonly string[];
  /** The column that says to which arm a unit was assigned. */
  readonly arm: string;
  readonly metrics: readonly MetricColumns[];
  /** The column of the segments. */
  readonly by?: string;
  /** The column of a covariate from before the experiment. */
  readonly covariate?: string;
}

/** What the files show, and what of them could not be used. */
export interface AnalysedFiles extends Analysis {
  readonly units: number;
  /** Rows that could not be read. */
  readonly unreadable: number;
  /** Rows without an arm. */
  readonly withoutArm: number;
}

const MOST_ARMS = 20;
const KINDS: readonly MetricKind[] = ['mean', 'proportion', 'ratio'];

/** Reads `COL`, `COL:mean`, `COL:proportion` or `NUMERATOR/DENOMINATOR:ratio`. @throws CuspError invalid_usage */
export function metricColumns(text: string): MetricColumns {
  const end = text.lastIndexOf(':');
  const word = end < 0 ? undefined : text.slice(end + 1);
  const kind = KINDS.find((known) => known === word);
  if (word !== undefined && kind === undefined) throw refused(`--metric '${text}': '${word}' is none of ${KINDS.join(', ')}`);
  const name = end < 0 ? text : text.slice(0, end);
  if (kind !== 'ratio') return { name, kind, column: name };
  const [column = '', denominator = '', ...more] = name.split('/');
  if (column === '' || denominator === '' || more.length > 0)
    throw refused(`--metric '${text}': a ratio is of two columns, as revenue/visits:ratio`);
  return { name, kind, column, denominator };
}

/**
 * Reads units from files, one row each, and says what they show.
 * @throws CuspError unreadable_file, invalid_mapping (a column that is not there), invalid_usage (a value that is no number, no such control)
 */
export async function analyseFiles(what: ExperimentFiles, cwd: string): Promise<AnalysedFiles> {
  const columns = [what.arm, what.by, what.covariate, ...what.metrics.flatMap(({ column, denominator }) => [column, denominator])];
  const names = [...new Set(columns.filter((name) => name !== undefined))];
  const reader = new UnitReader(what, names);
  for (const file of what.files) {
    let row = 0;
    for await (const rows of readRows(resolve(cwd, file), names)) for (const values of rows) reader.read(values, `row ${++row} of ${file}`);
  }
  return reader.analysed();
}

class UnitReader {
  readonly #what: ExperimentFiles;
  readonly #places: ReadonlyMap<string, number>;
  readonly #experiment: Experiment;
  readonly #arms = new Set<string>();
  #units = 0;
  #unreadable = 0;
  #withoutArm = 0;

  constructor(what: ExperimentFiles, names: readonly string[]) {
    this.#what = what;
    this.#places = new Map(names.map((name, place) => [name, place]));
    this.#experiment = new Experiment({ ...what, adjusts: what.covariate !== undefined });
  }

  read(row: RowValues | BrokenRow, where: string): void {
    if (row instanceof BrokenRow) {
      this.#unreadable += 1;
      return;
    }
    const { arm: armColumn, by: byColumn, metrics } = this.#what;
    const arm = this.#text(row, armColumn);
    if (arm === undefined) {
      this.#withoutArm += 1;
      return;
    }
    this.#arms.add(arm);
    if (this.#arms.size > MOST_ARMS)
      throw refused(`'${armColumn}' has more than ${MOST_ARMS} different values: is it the column of the arms?`);
    this.#units += 1;
    const by = byColumn === undefined ? undefined : (this.#text(row, byColumn) ?? '(none)');
    this.#experiment.add({ arm, ...(by !== undefined && { by }), measured: metrics.map((metric) => this.#measured(row, metric, where)) });
    if (this.#experiment.segments > MOST_SEGMENTS) throw refused(`'${byColumn}' has more than ${MOST_SEGMENTS} different values`);
  }

  analysed(): AnalysedFiles {
    const { control, arm, shares } = this.#what;
    const known = [...this.#arms].sort();
    if (!this.#arms.has(control)) throw refused(`no row has '${control}' in '${arm}'; there are: ${known.join(', ').slice(0, 300)}`);
    const strangers = [...(shares?.keys() ?? [])].filter((name) => !this.#arms.has(name));
    const without = shares === undefined ? [] : known.filter((name) => !shares.has(name));
    if (strangers.length + without.length > 0) throw refused(`--expected has to name each arm: ${known.join(', ').slice(0, 300)}`);
    return { ...this.#experiment.analysis(), units: this.#units, unreadable: this.#unreadable, withoutArm: this.#withoutArm };
  }

  /** A unit's value; undefined where any part of it is missing. */
  #measured(row: RowValues, { column, denominator, kind }: MetricColumns, where: string): Measured | undefined {
    const y = this.#number(row, column, where);
    if (y === undefined) return undefined;
    if (kind === 'proportion' && y !== 0 && y !== 1)
      throw refused(`${where}: '${column}' is ${y}; a proportion is of 0 and 1, or true and false`);
    const beside = denominator ?? (kind === 'proportion' ? undefined : this.#what.covariate);
    if (beside === undefined) return { y, x: 0 };
    const x = this.#number(row, beside, where);
    return x === undefined ? undefined : { y, x };
  }

  #text(row: RowValues, column: string): string | undefined {
    const value = this.#value(row, column);
    return value === undefined ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  #number(row: RowValues, column: string, where: string): number | undefined {
    const value = this.#value(row, column);
    if (value === undefined) return undefined;
    if (value === true || value === 'true') return 1;
    if (value === false || value === 'false') return 0;
    const number = typeof value === 'object' ? Number.NaN : Number(value);
    if (!Number.isFinite(number)) throw refused(`${where}: '${column}' is '${String(value).slice(0, 80)}', which is no number`);
    return number;
  }

  #value(row: RowValues, column: string): Exclude<Json, null> | undefined {
    const value = row[this.#places.get(column) ?? -1];
    if (value === undefined || value === null) return undefined;
    const trimmed = typeof value === 'string' ? value.trim() : value;
    return trimmed === '' ? undefined : trimmed;
  }
}

function refused(why: string): CuspError {
  return new CuspError(ERRORS.invalidUsage, why, { remedy: 'See: cusp experiment --help' });
}
