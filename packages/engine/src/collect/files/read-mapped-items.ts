import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { documentRows } from '../mapping/document-mapper.js';
import { type ImportItem, LONGEST_RAW, type MappedRow, type UnmappableRow } from '../mapping/import-item.js';
import { checkShape } from '../mapping/check-shape.js';
import type { Mapping } from '../mapping/mapping.js';
import { TraitMemory } from '../mapping/trait-memory.js';
import { csvMapper, rowMessageId } from './csv-mapper.js';
import type { MappedBatch } from './mapped-batch.js';
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
  readonly unmappable: readonly UnmappableRow[];
  readonly characters: number;
}

/**
 * Reads a file and maps its rows, batch by batch, in bounded memory.
 * @throws CuspError invalid_mapping before the first batch; unreadable_file at any point.
 */
export async function* readMappedItems(options: MappedFileOptions): AsyncGenerator<MappedBatch> {
  checkShape(options.mapping, 'file');
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

function mappedLines(options: MappedFileOptions, opened: OpenFile): AsyncGenerator<readonly MappedLine[]> {
  return isNdjson(options) ? mappedNdjson(options, opened) : mappedCsv(options, opened);
}

async function* mappedCsv({ file, mapping, source }: MappedFileOptions, opened: OpenFile): AsyncGenerator<readonly MappedLine[]> {
  let map = mapping.csv?.columns === undefined ? undefined : csvMapper(mapping, source, mapping.csv.columns);
  let number = 0;
  for await (const rows of csvRows(file, opened, mapping.csv)) {
    const [header] = rows;
    const hasHeader = map === undefined && header !== undefined;
    const mapRow = map ?? csvMapper(mapping, source, header ?? []);
    map = mapRow;
    const before = number;
    const body = hasHeader ? rows.slice(1) : rows;
    number += body.length;
    yield body.map((row, index) => mappedLine([mapRow(row, before + index + 1)], charactersOf(row)));
  }
  if (map === undefined) throw new CuspError(ERRORS.invalidMapping, `${file} is empty: it has not even a header`);
}

async function* mappedNdjson({ file, mapping, source }: MappedFileOptions, opened: OpenFile): AsyncGenerator<readonly MappedLine[]> {
  const rowsOf = documentRows(mapping);
  const memory = new TraitMemory();
  let number = 0;
  for await (const lines of ndjsonRows(file, opened)) {
    yield lines.map(({ line, document }) => {
      number += 1;
      const messageId = rowMessageId(source, number, line);
      if (document === undefined) return mappedLine([unmappableLine(messageId, number, line)], line.length);
      return mappedLine(rowsOf(document, { messageId, memory, place: `row ${number}: `, row: number }), line.length);
    });
  }
}

/** A line that is no JSON object, as an unmappable row. */
function unmappableLine(messageId: string, row: number, line: string): MappedRow {
  return {
    kind: 'unmappable',
    row: { messageId, row, field: 'row', detail: `row ${row}: is no JSON object`, raw: line.slice(0, LONGEST_RAW) },
  };
}

function charactersOf(row: readonly string[]): number {
  let characters = 0;
  for (const text of row) characters += text.length;
  return characters;
}

function mappedLine(mapped: readonly MappedRow[], characters: number): MappedLine {
  return {
    items: mapped.flatMap((row) => (row.kind === 'items' ? row.items : [])),
    unmappable: mapped.flatMap((row) => (row.kind === 'items' ? [] : [row.row])),
    characters,
  };
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
  batch.unmappable.push(...line.unmappable);
}

function finished(batch: OpenBatch, opened: OpenFile): MappedBatch {
  const { items, unmappable, rows } = batch;
  return { items, unmappable, rows, bytesRead: opened.bytesRead(), bytesTotal: opened.bytesTotal };
}
