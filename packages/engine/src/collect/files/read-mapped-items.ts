import { Compile } from 'typebox/compile';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { headerColumns, namedColumns } from './columns.js';
import type { ImportItem, MappedBatch, UnmappableRow } from './import-item.js';
import { type MapRow, rowMapper, unmappableLine } from './map-row.js';
import { Mapping } from './mapping.js';
import { csvRows, ndjsonRows, type OpenFile, openFile } from './read-rows.js';

/** Rows of a batch, at most: what one request carries with room to spare. */
const BATCH_ROWS = 2_000;
/** Characters of rows in a batch, about: keeps a batch of long rows far below the limit of a request. */
const BATCH_CHARACTERS = 2_000_000;

export interface MappedFileOptions {
  readonly file: string;
  readonly mapping: Mapping;
  /** The name of the source; part of every messageId. */
  readonly source: string;
  readonly batchRows?: number;
}

/** One row, mapped, with about how long it was. */
interface MappedLine {
  readonly items: readonly ImportItem[];
  readonly unmappable: UnmappableRow | undefined;
  readonly characters: number;
}

/**
 * Reads a file and maps its rows, batch by batch, in bounded memory.
 * @throws CuspError invalid_mapping before the first batch; unreadable_file at any point.
 */
export async function* readMappedItems(options: MappedFileOptions): AsyncGenerator<MappedBatch> {
  checkMapping(options.mapping);
  const opened = await openFile(options.file);
  const batchRows = options.batchRows ?? BATCH_ROWS;
  let batch = emptyBatch();
  for await (const lines of mappedLines(options, opened)) {
    for (const line of lines) {
      add(batch, line);
      if (batch.rows < batchRows && batch.characters < BATCH_CHARACTERS) continue;
      yield finished(batch, opened);
      batch = emptyBatch();
    }
  }
  yield finished(batch, opened);
}

/** True when the file is read as NDJSON: the mapping says so, or the file's name does. */
function isNdjson({ file, mapping }: MappedFileOptions): boolean {
  if (mapping.format !== undefined) return mapping.format === 'ndjson';
  return /\.(?:ndjson|jsonl)(?:\.gz)?$/i.test(file);
}

const compiled = Compile(Mapping);

function checkMapping(mapping: Mapping): void {
  if (compiled.Check(mapping)) return;
  const first = compiled.Errors(mapping)[0];
  throw new CuspError(ERRORS.invalidMapping, `${first?.instancePath ?? ''} ${first?.message ?? 'does not have the shape of a mapping'}`);
}

function mappedLines(options: MappedFileOptions, opened: OpenFile): AsyncGenerator<readonly MappedLine[]> {
  return isNdjson(options) ? mappedNdjson(options, opened) : mappedCsv(options, opened);
}

async function* mappedCsv({ file, mapping, source }: MappedFileOptions, opened: OpenFile): AsyncGenerator<readonly MappedLine[]> {
  let map = mapping.csv?.columns === undefined ? undefined : mapperOf(mapping, source, mapping.csv.columns);
  let number = 0;
  for await (const rows of csvRows(file, opened, mapping.csv)) {
    const [header] = rows;
    const hasHeader = map === undefined && header !== undefined;
    const mapRow = map ?? mapperOf(mapping, source, header ?? []);
    map = mapRow;
    const before = number;
    const body = hasHeader ? rows.slice(1) : rows;
    number += body.length;
    yield body.map((row, index) => mappedLine(mapRow(row, before + index + 1), charactersOf(row)));
  }
  if (map === undefined) throw new CuspError(ERRORS.invalidMapping, `${file} is empty: it has not even a header`);
}

function mapperOf(mapping: Mapping, source: string, header: readonly string[]): MapRow {
  const names = header.map((name) => name.trim());
  return rowMapper(mapping, source, headerColumns(names, mapping.missingValues ?? []), names);
}

async function* mappedNdjson({ file, mapping, source }: MappedFileOptions, opened: OpenFile): AsyncGenerator<readonly MappedLine[]> {
  const columns = namedColumns(mapping.missingValues ?? []);
  const map = rowMapper(mapping, source, columns, columns.names);
  let number = 0;
  for await (const rows of ndjsonRows(file, opened, columns.names)) {
    const before = number;
    number += rows.length;
    yield rows.map(({ line, row }, index) => {
      const at = before + index + 1;
      return mappedLine(row === undefined ? unmappableLine(source, at, line) : map(row, at), line.length);
    });
  }
}

function charactersOf(row: readonly string[]): number {
  let characters = 0;
  for (const text of row) characters += text.length;
  return characters;
}

function mappedLine(mapped: ReturnType<MapRow>, characters: number): MappedLine {
  return mapped.kind === 'items'
    ? { items: mapped.items, unmappable: undefined, characters }
    : { items: [], unmappable: mapped.row, characters };
}

interface OpenBatch {
  readonly items: ImportItem[];
  readonly unmappable: UnmappableRow[];
  rows: number;
  characters: number;
}

function emptyBatch(): OpenBatch {
  return { items: [], unmappable: [], rows: 0, characters: 0 };
}

function add(batch: OpenBatch, line: MappedLine): void {
  batch.rows += 1;
  batch.characters += line.characters;
  batch.items.push(...line.items);
  if (line.unmappable !== undefined) batch.unmappable.push(line.unmappable);
}

function finished(batch: OpenBatch, opened: OpenFile): MappedBatch {
  const { items, unmappable, rows } = batch;
  return { items, unmappable, rows, bytesRead: opened.bytesRead(), bytesTotal: opened.bytesTotal };
}
