import { checkShape } from '../mapping/check-shape.js';
import { invalidMapping } from '../mapping/columns.js';
import type { Mapping } from '../mapping/mapping.js';
import { BatchCutter, type ReadRow } from './batch-cutter.js';
import { BrokenRow } from './broken-row.js';
import { csvMapper, soundRow } from './csv-mapper.js';
import { csvRows } from './csv-rows.js';
import { documentFileMapper } from './document-file-mapper.js';
import type { DocumentRow } from './document-row.js';
import { delimiterOf, type FileFormat, formatOf } from './file-format.js';
import { jsonRows } from './json-rows.js';
import type { MappedBatch } from './mapped-batch.js';
import { ndjsonRows } from './ndjson-rows.js';
import { type OpenFile, openFile } from './open-file.js';
import { parquetFile } from './parquet-file.js';
import type { RowMapper } from './row-mapper.js';
import { textChunks } from './text-chunks.js';
import { unreadable } from './unreadable.js';

/** Rows of a batch, at most. */
const BATCH_ROWS = 2_000;

/** What is read, and how. */
export interface MappedFileOptions {
  readonly file: string;
  /** The bytes, when they do not come from the file; `file` is then their name in messages. */
  readonly input?: AsyncIterable<Buffer>;
  readonly mapping: Mapping;
  /** The name of the source; part of every messageId. */
  readonly source: string;
  readonly batchRows?: number;
  /** Rows at the beginning that are only counted, when no later row depends on them: their batches may come out empty. */
  readonly passOver?: number;
}

/**
 * Reads a file and maps its rows, batch by batch, in bounded memory. How rows are cut into batches follows from the file alone.
 * @throws CuspError invalid_mapping before the first batch; unreadable_file at any point.
 */
export async function* readMappedItems(options: MappedFileOptions): AsyncGenerator<MappedBatch> {
  checkShape(options.mapping, 'file');
  if (options.mapping.timestamp === undefined) throw invalidMapping('timestamp', 'the rows of a file need a time');
  const opened = await openFile(options.file, options.input);
  const cutter = new BatchCutter(options.batchRows ?? BATCH_ROWS, options.passOver ?? 0, opened);
  try {
    const format = formatOf(options.file, options.mapping.format, opened.head);
    for await (const rows of mappedRows(format, options, opened)) {
      for (const row of rows) yield* cutter.add(row);
    }
    yield cutter.end();
  } catch (cause) {
    throw unreadable(options.file, cause);
  } finally {
    await opened.close();
  }
}

type ReadRows = AsyncGenerator<readonly ReadRow[]>;

function mappedRows(format: FileFormat, options: MappedFileOptions, opened: OpenFile): ReadRows {
  if (format === 'csv') return mappedCsv(options, opened);
  return mappedDocuments(options, format === 'parquet' ? parquetFile(opened) : textDocuments(format, options, opened));
}

async function* mappedCsv({ file, mapping, source, passOver = 0 }: MappedFileOptions, opened: OpenFile): ReadRows {
  const { delimiter = delimiterOf(file), encoding, columns } = mapping.csv ?? {};
  let header: readonly string[] | undefined = columns;
  let mapper = columns === undefined ? undefined : csvMapper(mapping, source, columns);
  let number = 0;
  for await (const { rows, suspect } of csvRows(textChunks(opened.content, encoding), { delimiter, fields: columns?.length })) {
    const hasHeader = header === undefined;
    const names = (header ??= headerOf(file, rows[0]));
    const use = (mapper ??= csvMapper(mapping, source, names));
    yield (hasHeader ? rows.slice(1) : rows).map((row) => {
      number += 1;
      const sound = suspect && !(row instanceof BrokenRow) ? soundRow(row, names) : row;
      const passed = number <= passOver && !use.remembers;
      return { mapped: passed ? [] : use.map(sound, number), characters: charactersOf(row) };
    });
  }
  if (mapper === undefined) throw invalidMapping('header', `${file} is empty: it has not even a header`);
  yield ending(mapper);
}

function headerOf(file: string, row: readonly string[] | BrokenRow | undefined): readonly string[] {
  if (row instanceof BrokenRow) throw unreadable(file, new RangeError(`its header cannot be read: ${row.detail}`));
  return row ?? [];
}

function charactersOf(row: readonly string[] | BrokenRow): number {
  if (row instanceof BrokenRow) return row.text.length;
  let characters = 0;
  for (const text of row) characters += text.length;
  return characters;
}

type Documents = AsyncGenerator<readonly (DocumentRow | BrokenRow)[]>;

async function* mappedDocuments({ mapping, source, passOver = 0 }: MappedFileOptions, documents: Documents): ReadRows {
  const mapper = documentFileMapper(mapping, source);
  let number = 0;
  for await (const rows of documents) {
    yield rows.map((row) => {
      number += 1;
      const passed = number <= passOver && !mapper.remembers;
      return { mapped: passed ? [] : mapper.map(row, number), characters: row.text.length };
    });
  }
  yield ending(mapper);
}

/** What waited for the end of the file; it is no row of its own. */
function ending<R>(mapper: RowMapper<R>): readonly ReadRow[] {
  const mapped = mapper.end();
  return mapped.map((row) => ({ mapped: [row], characters: 0, late: true }));
}

function textDocuments(format: 'ndjson' | 'json', { mapping }: MappedFileOptions, opened: OpenFile): Documents {
  const chunks = textChunks(opened.content, mapping.csv?.encoding);
  return format === 'json' ? jsonRows(chunks) : ndjsonRows(chunks);
}
