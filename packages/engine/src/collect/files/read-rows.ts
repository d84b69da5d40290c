/** Reads the rows of a file as a stream, in bounded memory: CSV or NDJSON, plain or gzip. */
import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough, pipeline, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import type { TextRow } from '../mapping/columns.js';
import type { Mapping } from '../mapping/mapping.js';
import { readPieces } from './read-pieces.js';
import { splitLines } from './split-lines.js';

/** Longest row. An open quotation mark would otherwise swallow the rest of the file into memory. */
const LARGEST_ROW_BYTES = 1_048_576;

/** A file that is being read. */
export interface OpenFile {
  readonly bytesTotal: number;
  /** Bytes read so far, as stored. */
  bytesRead(): number;
  /** The decompressed content. Destroy it to stop. */
  readonly content: Transform;
}

/** Opens a file, gzip or plain (told by its first bytes). @throws CuspError unreadable_file */
export async function openFile(path: string): Promise<OpenFile> {
  const { size, gzip } = await inspect(path);
  const stored: ReadStream = createReadStream(path, { highWaterMark: 262_144 });
  const content: Transform = gzip ? createGunzip() : new PassThrough();
  // The error, when there is one, destroys `content`, and so reaches whoever reads it.
  pipeline(stored, content, () => undefined);
  return { bytesTotal: size, bytesRead: () => stored.bytesRead, content };
}

async function inspect(path: string): Promise<{ size: number; gzip: boolean }> {
  try {
    const { size } = await stat(path);
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return { size, gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The rows of a CSV file in pieces, the header (if it has one) first. @throws CuspError unreadable_file */
export async function* csvRows(path: string, file: OpenFile, options: Mapping['csv']): AsyncGenerator<readonly TextRow[]> {
  const parser = parse({
    bom: true,
    delimiter: options?.delimiter ?? ',',
    encoding: options?.encoding ?? 'utf8',
    // A row with too few or too many fields is quarantined as one row, not an error of the whole file.
    relax_column_count: true,
    // A quotation mark inside an unquoted field (12" ruler) is an ordinary character.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LARGEST_ROW_BYTES,
  });
  pipeline(file.content, parser, () => undefined);
  try {
    yield* readPieces<string[]>(parser);
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    file.content.destroy();
  }
}

/**
 * The lines of an NDJSON file in pieces. What is no JSON object has no document.
 * @throws CuspError unreadable_file
 */
export async function* ndjsonRows(path: string, file: OpenFile): AsyncGenerator<readonly NdjsonRow[]> {
  try {
    for await (const lines of splitLines(file.content, LARGEST_ROW_BYTES)) {
      yield lines.filter((line) => line.trim() !== '').map((line) => ({ line, document: documentOf(line) }));
    }
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    file.content.destroy();
  }
}

/** A line, with its document when it is a JSON object. */
export interface NdjsonRow {
  readonly line: string;
  readonly document: JsonObject | undefined;
}

function documentOf(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line.startsWith('\ufeff') ? line.slice(1) : line);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function unreadable(path: string, cause: unknown): CuspError {
  if (cause instanceof CuspError) return cause;
  const why = cause instanceof CsvError ? csvReason(cause) : cause instanceof Error ? cause.message : String(cause);
  return new CuspError(ERRORS.unreadableFile, `${path}: ${why}`, { cause });
}

function csvReason(error: CsvError): string {
  const line = 'lines' in error && typeof error.lines === 'number' ? ` at line ${error.lines}` : '';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `a quotation mark is opened and never closed${line}`;
  if (error.code === 'CSV_MAX_RECORD_SIZE') return `a row is longer than 1 MiB${line}; perhaps a quotation mark is never closed`;
  return error.message;
}
