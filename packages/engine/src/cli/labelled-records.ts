import { basename, resolve } from 'node:path';
import { BrokenRow } from '../collect/files/broken-row.js';
import { readRows, type RowValues } from '../collect/files/read-rows.js';
import type { LabelledRecord } from '../identify/matching/evaluate-matching.js';
import type { MatchValue } from '../identify/matching/field-kind.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Json } from '../vocabulary/json.js';

/** What is read, and what its columns mean. */
export interface LabelledFiles {
  readonly files: readonly string[];
  /** Columns that are compared. */
  readonly fields: readonly string[];
  /** The column that says who it is. */
  readonly truth: string;
  /** What of it says who: the first group of the pattern, or all that it finds; undefined takes it whole. */
  readonly truthPattern: RegExp | undefined;
  /** The column that tells records apart; undefined numbers them. */
  readonly id: string | undefined;
  /** Whether each file holds nobody twice. */
  readonly distinctFiles: boolean;
}

/** All records of some files. */
export interface LabelledRows {
  readonly records: readonly LabelledRecord[];
  /** Rows that could not be read. */
  readonly unreadable: number;
}

/** Records that are held in memory, at most. */
const MOST_RECORDS = 5_000_000;
/** Digits of a row's number, where that tells records apart. */
const ROW_DIGITS = 9;

/**
 * Reads records with their truth.
 * @throws CuspError unreadable_file, invalid_mapping (a column that is not there), invalid_usage (ids that are not unique, nothing to compare)
 */
export async function readLabelledRecords(what: LabelledFiles, cwd: string): Promise<LabelledRows> {
  const columns = [...what.fields, what.truth, ...(what.id === undefined ? [] : [what.id])];
  const filled = new Set<number>();
  const keys = new Set<string>();
  const records: LabelledRecord[] = [];
  let unreadable = 0;
  for (const [number, file] of what.files.entries()) {
    let row = 0;
    for await (const rows of readRows(resolve(cwd, file), columns)) {
      for (const values of rows) {
        row += 1;
        if (values instanceof BrokenRow) {
          unreadable += 1;
          continue;
        }
        for (const [place, value] of values.entries()) if (value !== undefined && value !== null && value !== '') filled.add(place);
        const record = recordOf(what, values, { number, row });
        if (keys.has(record.key)) throw refused(`--id '${what.id ?? ''}' is not unique: '${record.key.slice(0, 80)}' stands in two rows`);
        keys.add(record.key);
        records.push(record);
      }
      if (records.length > MOST_RECORDS) throw refused(`there are more than ${MOST_RECORDS} records`);
    }
  }
  if (records.length === 0) throw refused('there are no records to match');
  const empty = columns.findIndex((_, place) => !filled.has(place));
  if (empty >= 0) throw refused(`no record has a value in '${columns[empty] ?? ''}'`);
  return { records, unreadable };
}

function recordOf(what: LabelledFiles, row: RowValues, at: { readonly number: number; readonly row: number }): LabelledRecord {
  const { fields, files, id, distinctFiles } = what;
  const said = textOf(row[fields.length]);
  const own = id === undefined ? String(at.row).padStart(ROW_DIGITS, '0') : textOf(row[fields.length + 1]);
  if (own === null) throw refused(`row ${at.row} of ${basename(files[at.number] ?? '')} has no '${id ?? ''}'`);
  return {
    key: files.length === 1 ? own : `${own} ${at.number}`,
    values: fields.map((_, field) => valueOf(row[field])),
    entity: said === null ? undefined : entityOf(said, what.truthPattern),
    ...(distinctFiles && { sourceWithoutDuplicates: String(at.number) }),
  };
}

/**
 * The place of a record that somebody names: by its id, or by its place in the file when it has none; with a blank and the number of the file (from 0) when there are several.
 * @throws CuspError invalid_usage
 */
export function recordNamed(records: readonly LabelledRecord[], name: string): number {
  const [id = '', ...file] = name.trim().split(' ');
  const names = [name, [id.padStart(ROW_DIGITS, '0'), ...file].join(' ')];
  const found = [...records.keys()].filter((place) => names.some((one) => isNamed(records[place]?.key ?? '', one)));
  if (found.length > 1) throw refused(`'${name}' names ${found.length} records; add the number of the file, from 0: '${name} 0'`);
  if (found[0] === undefined) throw refused(`no record is called '${name}'`);
  return found[0];
}

function isNamed(key: string, name: string): boolean {
  return key === name || (key.startsWith(`${name} `) && /^\d+$/.test(key.slice(name.length + 1)));
}

function entityOf(said: string, pattern: RegExp | undefined): string | undefined {
  if (pattern === undefined) return said;
  const found = pattern.exec(said);
  if (found === null) throw refused(`--truth-pattern finds nothing in '${said.slice(0, 80)}'`);
  return found[1] ?? found[0];
}

function valueOf(value: Json | undefined): MatchValue {
  return Array.isArray(value) ? value.map((element) => textOf(element) ?? '') : textOf(value);
}

function textOf(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  const text = (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim();
  return text === '' ? null : text;
}

function refused(why: string): CuspError {
  return new CuspError(ERRORS.invalidUsage, why, { remedy: 'See: cusp identity --help' });
}
