import { BrokenRow } from '../collect/files/broken-row.js';
import { soundRow } from '../collect/files/csv-mapper.js';
import { csvRows } from '../collect/files/csv-rows.js';
import { delimiterOf, formatOf } from '../collect/files/file-format.js';
import { jsonRows } from '../collect/files/json-rows.js';
import { ndjsonRows } from '../collect/files/ndjson-rows.js';
import { type OpenFile, openFile } from '../collect/files/open-file.js';
import { textChunks } from '../collect/files/text-chunks.js';
import { unreadable } from '../collect/files/unreadable.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Json, JsonObject } from '../vocabulary/json.js';

/** A row of a file of scores, as it is sent. */
export interface ScoreRow {
  /** The first row below a header, or the first of all, is 1. */
  readonly row: number;
  /** The score; of a row that cannot be read its text, which the engine puts aside. */
  readonly item: Json;
  /** Why it cannot be read; undefined when it can. */
  readonly fault: string | undefined;
}

/** Rows that are sent together, and how far the file was read for them. */
export interface ScoreBatch {
  readonly rows: readonly ScoreRow[];
  readonly bytesRead: number;
  readonly bytesTotal: number | undefined;
}

/** What is read. */
export interface ScoreFileOptions {
  readonly file: string;
  /** The bytes, when they do not come from the file; `file` is then their name in messages. */
  readonly input?: AsyncIterable<Buffer>;
  /** What rows that do not say it themselves have: the score's name, and the instant (RFC 3339) that it is for. */
  readonly defaults: { readonly score?: string | undefined; readonly at: string };
}

/** Rows and characters of a batch, at most: the API takes 5,000 scores and 4 MB. */
const MOST_ROWS = 2_000;
const MOST_CHARACTERS = 1_000_000;
const REMEDY = 'Write a line "score,customer,value,at", and one for each score below it: churn,userId:17850,0.82,2026-01-31T06:00:00Z';

/**
 * Reads a file of scores, batch by batch, in bounded memory: CSV with the columns `customer`, `value` and maybe `score`, `at` and `messageId`
 * (others are left alone), NDJSON or JSON with objects as the API takes them; plain, gzip or Zstandard.
 * @throws CuspError unreadable_file; invalid_usage for a CSV file without the columns, or for Parquet
 */
export async function* readScores({ file, input, defaults }: ScoreFileOptions): AsyncGenerator<ScoreBatch> {
  const opened = await openFile(file, input);
  const batchOf = (rows: readonly ScoreRow[]): ScoreBatch => ({ rows, bytesRead: opened.bytesRead(), bytesTotal: opened.bytesTotal });
  try {
    let rows: ScoreRow[] = [];
    let characters = 0;
    let row = 0;
    for await (const piece of piecesOf(file, opened, defaults.score !== undefined)) {
      for (const { read, length } of piece) {
        const broken = read instanceof BrokenRow;
        rows.push({
          row: ++row,
          item: broken ? read.text : withDefaults(read, defaults),
          fault: broken ? read.detail : undefined,
        });
        characters += length;
        if (rows.length < MOST_ROWS && characters < MOST_CHARACTERS) continue;
        yield batchOf(rows);
        rows = [];
        characters = 0;
      }
    }
    if (rows.length > 0) yield batchOf(rows);
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    await opened.close();
  }
}

interface ReadScore {
  readonly read: JsonObject | BrokenRow;
  /** How long its text is. */
  readonly length: number;
}

function piecesOf(file: string, opened: OpenFile, isNamed: boolean): AsyncGenerator<readonly ReadScore[]> {
  const format = formatOf(file, undefined, opened.head);
  if (format === 'parquet')
    throw new CuspError(ERRORS.invalidUsage, 'scores are not read from Parquet', { remedy: 'Write them as CSV or NDJSON.' });
  if (format === 'csv') return csvScores(file, opened, isNamed);
  return documentScores(
    format === 'json' ? jsonRows(textChunks(opened.content, undefined)) : ndjsonRows(textChunks(opened.content, undefined)),
  );
}

async function* documentScores(documents: ReturnType<typeof ndjsonRows>): AsyncGenerator<readonly ReadScore[]> {
  for await (const rows of documents) {
    yield rows.map((row) => ({ read: row instanceof BrokenRow ? row : row.document, length: row.text.length }));
  }
}

async function* csvScores(file: string, opened: OpenFile, isNamed: boolean): AsyncGenerator<readonly ReadScore[]> {
  let header: readonly string[] | undefined;
  for await (const { rows, suspect } of csvRows(textChunks(opened.content, undefined), {
    delimiter: delimiterOf(file),
    fields: undefined,
  })) {
    const isFirst = header === undefined;
    const names = (header ??= headerOf(rows[0], isNamed));
    yield (isFirst ? rows.slice(1) : rows).map((row) => {
      const sound = suspect && !(row instanceof BrokenRow) ? soundRow(row, names) : row;
      if (sound instanceof BrokenRow) return { read: sound, length: sound.text.length };
      return { read: scoreOf(names, sound), length: sound.reduce((length, text) => length + text.length, 0) };
    });
  }
  if (header === undefined) throw new CuspError(ERRORS.invalidUsage, 'the file is empty', { remedy: REMEDY });
}

function headerOf(row: readonly string[] | BrokenRow | undefined, isNamed: boolean): readonly string[] {
  const header = row === undefined || row instanceof BrokenRow ? [] : row.map((name) => name.trim());
  for (const name of isNamed ? ['customer', 'value'] : ['score', 'customer', 'value']) {
    if (!header.includes(name)) throw new CuspError(ERRORS.invalidUsage, `the file has no column '${name}'`, { remedy: REMEDY });
  }
  return header;
}

/** A row of CSV as a score; empty fields are none. */
function scoreOf(header: readonly string[], row: readonly string[]): JsonObject {
  const score: JsonObject = {};
  for (const key of ['score', 'customer', 'value', 'at', 'messageId']) {
    const text = (row[header.indexOf(key)] ?? '').trim();
    if (text !== '') score[key] = key === 'value' ? valueOf(text) : text;
  }
  return score;
}

/** What is written as a number, `true` or `false` is one; everything else is text. */
function valueOf(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}

function withDefaults(score: JsonObject, { score: name, at }: ScoreFileOptions['defaults']): JsonObject {
  return { ...(name !== undefined && { score: name }), at, ...score };
}
