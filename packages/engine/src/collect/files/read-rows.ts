import type { Json } from '../../vocabulary/json.js';
import { invalidMapping } from '../mapping/columns.js';
import { BrokenRow } from './broken-row.js';
import { soundRow } from './csv-mapper.js';
import { csvRows } from './csv-rows.js';
import type { DocumentRow } from './document-row.js';
import { delimiterOf, type FileFormat, formatOf } from './file-format.js';
import { jsonRows } from './json-rows.js';
import { ndjsonRows } from './ndjson-rows.js';
import { type OpenFile, openFile } from './open-file.js';
import { parquetFile } from './parquet-file.js';
import { textChunks } from './text-chunks.js';
import { unreadable } from './unreadable.js';

/** The values of a row in the order of the columns that were asked for; undefined where it has none. */
export type RowValues = readonly (Json | undefined)[];

/**
 * Reads columns of a file, as they are: CSV, NDJSON, JSON or Parquet, plain, gzip or zstd, without a mapping. Rows that cannot be read come out as {@link BrokenRow}.
 * @throws CuspError unreadable_file; invalid_mapping when a file with a header has not all the columns
 */
export async function* readRows(file: string, columns: readonly string[]): AsyncGenerator<readonly (RowValues | BrokenRow)[]> {
  const opened = await openFile(file);
  try {
    const format = formatOf(file, undefined, opened.head);
    if (format === 'csv') yield* csvValues(file, columns, opened);
    else
      for await (const rows of documents(format, opened))
        yield rows.map((row) => (row instanceof BrokenRow ? row : documentValues(row, columns)));
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    await opened.close();
  }
}

async function* csvValues(file: string, columns: readonly string[], opened: OpenFile): AsyncGenerator<readonly (RowValues | BrokenRow)[]> {
  let header: readonly string[] | undefined;
  let places: readonly number[] = [];
  for await (const { rows, suspect } of csvRows(textChunks(opened.content, undefined), {
    delimiter: delimiterOf(file),
    fields: undefined,
  })) {
    const begins = header === undefined;
    const names = (header ??= headerOf(file, rows[0]));
    if (begins) places = columns.map((column) => placeOf(file, names, column));
    yield (begins ? rows.slice(1) : rows).map((row) => {
      const sound = suspect && !(row instanceof BrokenRow) ? soundRow(row, names) : row;
      if (sound instanceof BrokenRow) return sound;
      if (sound.length !== names.length)
        return new BrokenRow('row', `has ${sound.length} fields, the header ${names.length}`, sound.join(','));
      return places.map((place) => sound[place]);
    });
  }
}

function headerOf(file: string, row: readonly string[] | BrokenRow | undefined): readonly string[] {
  if (row instanceof BrokenRow) throw unreadable(file, new RangeError(`its header cannot be read: ${row.detail}`));
  return (row ?? []).map((name) => name.trim());
}

function placeOf(file: string, header: readonly string[], column: string): number {
  const place = header.indexOf(column);
  if (place < 0) throw invalidMapping(column, `${file} has no such column; it has ${header.join(', ').slice(0, 500)}`);
  return place;
}

function documents(format: FileFormat, opened: OpenFile): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  if (format === 'parquet') return parquetFile(opened);
  const chunks = textChunks(opened.content, undefined);
  return format === 'json' ? jsonRows(chunks) : ndjsonRows(chunks);
}

function documentValues({ document }: DocumentRow, columns: readonly string[]): RowValues {
  return columns.map((column) => (Object.hasOwn(document, column) ? document[column] : undefined));
}
