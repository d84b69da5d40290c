import type { Json } from '../../vocabulary/json.js';
import { BrokenRow } from './broken-row.js';
import { csvRows } from './csv-rows.js';
import type { DocumentRow } from './document-row.js';
import { delimiterOf, type FileFormat, formatOf } from './file-format.js';
import { jsonRows } from './json-rows.js';
import { ndjsonRows } from './ndjson-rows.js';
import { type OpenFile, openFile } from './open-file.js';
import { parquetFile } from './parquet-file.js';
import { textChunks } from './text-chunks.js';
import { unreadable } from './unreadable.js';

/** One column of a file: its name, and what the first rows hold in it. */
export interface FileColumn {
  readonly name: string;
  /** In the order of the rows; undefined where a row has none, or an empty text. */
  readonly values: readonly (Json | undefined)[];
}

/** The first rows of a file, column by column. */
export interface FileColumns {
  readonly format: FileFormat;
  /** What stands between the fields of CSV. */
  readonly delimiter: string | undefined;
  readonly columns: readonly FileColumn[];
  /** How many rows were looked at. */
  readonly rows: number;
}

/** Rows that are looked at, and columns that are told of. */
const ROWS = 200;
const MOST_COLUMNS = 500;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Reads the first rows of a file: CSV, NDJSON, JSON or Parquet, plain, gzip or zstd. Only so much of it is read; of a file that is cut
 * off behind them nothing is noticed, except Parquet, which is read from its end.
 * @throws CuspError unreadable_file
 */
export async function fileColumns(file: string): Promise<FileColumns> {
  const opened = await openFile(file);
  try {
    const format = formatOf(file, undefined, opened.head);
    return format === 'csv' ? await csvColumns(file, opened) : await documentColumns(format, opened);
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    await opened.close();
  }
}

async function csvColumns(file: string, opened: OpenFile): Promise<FileColumns> {
  const delimiter = likelyDelimiter(opened.head.toString('utf8'), delimiterOf(file));
  const rows: (readonly string[])[] = [];
  for await (const piece of csvRows(textChunks(opened.content, undefined), { delimiter, fields: undefined })) {
    for (const row of piece.rows) if (!(row instanceof BrokenRow)) rows.push(row);
    if (rows.length > ROWS) break;
  }
  const [header = [], ...body] = rows.slice(0, ROWS + 1);
  if (header.length === 0) throw new RangeError('it is empty: it has not even a header');
  const columns = header
    .slice(0, MOST_COLUMNS)
    .map((name, place) => ({ name: name.trim(), values: body.map((row) => filled(row[place])) }));
  return { format: 'csv', delimiter, columns: columns.filter(({ name }) => name !== ''), rows: body.length };
}

function filled(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** What parts the first line into the most fields; the usual one when nothing does. */
function likelyDelimiter(head: string, usual: string): string {
  const [line = ''] = head.split(/[\r\n]/, 1);
  const bare = line.replaceAll(/"[^"]*"/g, '');
  let best = usual;
  for (const each of DELIMITERS) if (bare.split(each).length > bare.split(best).length) best = each;
  return best;
}

async function documentColumns(format: Exclude<FileFormat, 'csv'>, opened: OpenFile): Promise<FileColumns> {
  const documents: DocumentRow[] = [];
  for await (const rows of documentsOf(format, opened)) {
    for (const row of rows) if (!(row instanceof BrokenRow)) documents.push(row);
    if (documents.length >= ROWS) break;
  }
  const seen = documents.slice(0, ROWS);
  const flat = seen.map(({ document }) => flattened(document));
  const names = new Set<string>();
  for (const row of flat) for (const name of row.keys()) if (names.size < MOST_COLUMNS) names.add(name);
  const columns = [...names].map((name) => ({ name, values: flat.map((row) => row.get(name)) }));
  return { format, delimiter: undefined, columns, rows: seen.length };
}

function documentsOf(format: Exclude<FileFormat, 'csv'>, opened: OpenFile): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  if (format === 'parquet') return parquetFile(opened);
  const chunks = textChunks(opened.content, undefined);
  return format === 'json' ? jsonRows(chunks) : ndjsonRows(chunks);
}

/** How deep the objects of a document are opened. */
const DEPTH = 3;

/** A document as paths and values: objects are opened, lists stay. Keys that no path can say stay inside their object. */
function flattened(document: DocumentRow['document'], before = '', depth = 1): Map<string, Json | undefined> {
  const found = new Map<string, Json | undefined>();
  for (const [key, value] of Object.entries(document)) {
    const path = `${before}${key}`;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject && depth < DEPTH && Object.keys(value).every((inner) => /^[\w-]+$/.test(inner))) {
      for (const [inner, deeper] of flattened(value, `${path}.`, depth + 1)) found.set(inner, deeper);
    } else found.set(path, value === null || value === '' ? undefined : value);
  }
  return found;
}
