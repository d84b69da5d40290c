/** The rows of a Parquet file, one row group after the other. */
import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, type ColumnData, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { BrokenRow, LONGEST_ROW, TOO_LONG } from './broken-row.js';
import type { DocumentRow } from './document-row.js';
import { PARQUET_PARSERS, plainSchema, valueReader } from './parquet-values.js';

/** Rows of a piece: columns become objects only as fast as these are used. */
const PIECE = 1_000;
/** Decompressed bytes of a row group, and of one page, at most: a group's columns are in memory together. */
const LARGEST_GROUP = 1_073_741_824;
const LARGEST_PAGE = 268_435_456;

/**
 * The rows of a Parquet file in pieces. `onRead` is told which share of them has been read.
 * @throws Error when it is damaged, or a row group is too large.
 */
export async function* parquetRows(path: string, onRead: (share: number) => void): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  const file = await open(path, 'r');
  try {
    const bytes = new FileBytes(file, (await file.stat()).size);
    const metadata = await bytes.during(() => parquetMetadataAsync(bytes));
    yield* groups(bytes, metadata, onRead);
  } finally {
    await file.close();
  }
}

/**
 * The bytes of a file, for a reader that asks for many pieces at once. It leaves all but the first failure without anybody to meet it,
 * which would end the process: so no piece fails, and what went wrong is thrown at the end of {@link during}.
 */
class FileBytes implements AsyncBuffer {
  readonly byteLength: number;
  readonly #file: FileHandle;
  #failure: unknown;

  constructor(file: FileHandle, byteLength: number) {
    this.#file = file;
    this.byteLength = byteLength;
  }

  async slice(start: number, end: number = this.byteLength): Promise<ArrayBuffer> {
    try {
      const length = end - start;
      if (!(start >= 0 && length >= 0 && end <= this.byteLength))
        throw new RangeError('it refers to bytes that it does not have: it is damaged');
      const bytes = new ArrayBuffer(length);
      const { bytesRead } = await this.#file.read(new Uint8Array(bytes), 0, length, start);
      if (bytesRead < length) throw new RangeError('it ended while it was read');
      return bytes;
    } catch (error) {
      this.#failure ??= error;
      return new ArrayBuffer(0);
    }
  }

  /** Runs what reads; a failure to read is the reason for whatever it makes of it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (this.#failure !== undefined) throw this.#failure;
      return result;
    } catch (error) {
      throw this.#failure ?? error;
    }
  }
}

async function* groups(
  file: FileBytes,
  metadata: FileMetaData,
  onRead: (share: number) => void,
): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  const readers = parquetSchema(metadata).children.map((column) => ({ name: column.element.name, read: valueReader(column) }));
  const plain = { ...metadata, schema: metadata.schema.map(plainSchema) };
  const all = Number(metadata.num_rows);
  let from = 0;
  for (const group of metadata.row_groups) {
    const to = from + Number(group.num_rows);
    if (group.total_byte_size > LARGEST_GROUP) {
      throw new RangeError(
        `a row group has ${group.total_byte_size} bytes, at most ${LARGEST_GROUP}: write the file with smaller row groups`,
      );
    }
    const [start, end] = [from, to];
    const columns = await file.during(() => readGroup(file, plain, start, end));
    for (let row = from; row < to; row += PIECE) {
      const end = Math.min(row + PIECE, to);
      yield Array.from({ length: end - row }, (_, index) => rowOf(readers, columns, row + index));
      onRead(end / Math.max(all, 1));
    }
    from = to;
  }
}

/** The values of one column in a row group, in pieces that follow each other. */
type ColumnPieces = readonly Pick<ColumnData, 'rowStart' | 'rowEnd' | 'columnData'>[];

async function readGroup(file: FileBytes, metadata: FileMetaData, from: number, to: number): Promise<ReadonlyMap<string, ColumnPieces>> {
  const columns = new Map<string, ColumnData[]>();
  await parquetRead({
    file,
    metadata,
    rowStart: from,
    rowEnd: to,
    utf8: false,
    geoparquet: false,
    compressors: BOUNDED,
    parsers: PARQUET_PARSERS,
    onChunk: (chunk) => {
      const pieces = columns.get(chunk.columnName);
      if (pieces === undefined) columns.set(chunk.columnName, [chunk]);
      else pieces.push(chunk);
    },
  });
  return columns;
}

const BOUNDED = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number): Uint8Array => {
      if (length > LARGEST_PAGE) throw new RangeError(`a page of ${length} bytes; at most ${LARGEST_PAGE}`);
      return decompress(input, length);
    },
  ]),
) as typeof compressors;

function rowOf(
  readers: readonly { readonly name: string; readonly read: (value: unknown) => Json }[],
  columns: ReadonlyMap<string, ColumnPieces>,
  row: number,
): DocumentRow | BrokenRow {
  const entries = readers.map(({ name, read }): [string, Json] => [name, read(valueAt(columns.get(name) ?? [], row))]);
  const document: JsonObject = Object.fromEntries(entries);
  const text = JSON.stringify(document);
  if (text.length > LONGEST_ROW) return new BrokenRow('row', TOO_LONG, text);
  const damaged = HALF_CHARACTER.exec(text);
  return damaged === null ? { document, text } : new BrokenRow('row', 'holds bytes that are no UTF-8', text);
}

/** How JSON writes what {@link PARQUET_PARSERS} makes of bytes that are no UTF-8. */
const HALF_CHARACTER = /\\udc[89a-f][0-9a-f]/;

function valueAt(pieces: ColumnPieces, row: number): unknown {
  const piece = pieces.length === 1 ? pieces[0] : pieces.find(({ rowEnd }) => row < rowEnd);
  return piece === undefined ? undefined : piece.columnData[row - piece.rowStart];
}
