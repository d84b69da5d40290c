import { text } from 'node:stream/consumers';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { JsonObject } from '../vocabulary/json.js';

/** Values of `{name:Type}` placeholders. They travel beside the text, never inside it. */
export type QueryParams = Readonly<Record<string, unknown>>;

/** One insert: lines of JSON (one object each, ending in a newline) that become rows by a SELECT over them. */
export interface LinesInsert {
  /** `database.table`. */
  readonly into: string;
  readonly columns: readonly string[];
  /** What a line holds, as a ClickHouse structure (`offset Int64, event String`). */
  readonly line: string;
  /** The field that holds a list, when each of its elements becomes a row: then `each` is the element and `number` its place, from 1. */
  readonly list?: string | undefined;
  /** One expression over the fields of the line for each column. */
  readonly select: readonly string[];
  readonly lines: Uint8Array;
}

/**
 * One session with ClickHouse. A session runs one statement at a time, so whoever must not wait for others has their own.
 * Errors of the engine come through as `ClickHouseError`; a server that cannot be reached is `warehouse_unavailable`.
 */
export interface Session {
  command(statement: string, params?: QueryParams): Promise<void>;
  /** The rows of a SELECT (without a FORMAT clause), one array of values each. */
  rows(select: string, params?: QueryParams): Promise<readonly (readonly unknown[])[]>;
  /** The rows of a SELECT with their columns' names and types. */
  table(select: string, params?: QueryParams): Promise<QueryTable>;
  /** What EXPLAIN AST says of a statement: a FORMAT clause would be taken for the statement's own. */
  syntaxTree(select: string, params?: QueryParams): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A session that can also write lines. */
export interface WritingSession extends Session {
  /** Inserts all lines as one block, so that they become one part: all of them are there, or none. */
  insertLines(insert: LinesInsert): Promise<void>;
}

export interface QueryTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly JsonObject[];
}

/** Where ClickHouse is, and how sessions with it are opened. */
export interface ClickHouse {
  openWriter(): Promise<WritingSession>;
  /** A session on which every statement runs under these settings, which its statements cannot change. */
  openReader(database: string, settings: Readonly<Record<string, number>>): Promise<Session>;
  /** Who may read the warehouse's own tables for it (a dictionary's source clause), empty in-process. */
  readonly sourceCredentials: string;
  /** Releases what the sessions left behind, so that the directory can be opened again. */
  close(): Promise<void>;
}

/**
 * How JSON becomes columns, so that what is read back is what was sent: keys with dots stay keys, text that looks like a date stays text.
 * Reading needs the first of them too.
 */
export const JSON_READ_SETTINGS = { json_type_escape_dots_in_keys: 1 } as const;
/** How lines are read into JSON columns. */
export const JSON_WRITE_SETTINGS = {
  ...JSON_READ_SETTINGS,
  type_json_skip_duplicated_paths: 1,
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
} as const;

/**
 * Keeps an insert in one block: rows are collected up to a million, of whatever size, and written by one thread.
 * A block of an unpartitioned table is one part, and a part appears by one rename.
 * A batch of the feeder (33 MiB at most) has fewer rows than that, also where an entry gives several: changes at once take more than 80 bytes.
 */
const ONE_BLOCK_SETTINGS = { min_insert_block_size_rows: 1_048_576, min_insert_block_size_bytes: 0, max_insert_threads: 1 } as const;

/** The settings of every insert of lines. */
export const INSERT_SETTINGS: Readonly<Record<string, number>> = { ...JSON_WRITE_SETTINGS, ...ONE_BLOCK_SETTINGS };

/** Text as a literal of ClickHouse. Only for our own words and paths; what others chose is bound. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** `INSERT INTO … SELECT … FROM <source>` for lines that `source` reads. */
export function insertStatement(insert: LinesInsert, source: string): string {
  const settings = Object.entries(INSERT_SETTINGS).map(([name, value]) => `${name} = ${value}`);
  const joined = insert.list === undefined ? '' : ` ARRAY JOIN ${insert.list} AS each, arrayEnumerate(${insert.list}) AS number`;
  return `INSERT INTO ${insert.into} (${insert.columns.join(', ')}) SELECT ${insert.select.join(', ')} FROM ${source}${joined} SETTINGS ${settings.join(', ')}`;
}

/** A session over a client of `@clickhouse/client`, whichever its connection is. */
export function clientSession(client: ClickHouseClient, settings: Readonly<Record<string, number | string>> = {}): Session {
  const options = (query: string, params: QueryParams | undefined) => ({
    query,
    clickhouse_settings: { ...settings },
    ...(params === undefined ? {} : { query_params: { ...params } }),
  });
  return {
    command: async (statement, params) => {
      await reachable(client.command(options(statement, params)));
    },
    rows: async (select, params) => {
      const result = await reachable(client.query({ ...options(select, params), format: 'JSONCompact' }));
      return ((await result.json()) as { data: unknown[][] }).data;
    },
    table: async (select, params) => {
      const result = await reachable(client.query({ ...options(select, params), format: 'JSON' }));
      const { meta, data } = (await result.json()) as { meta: { name: string; type: string }[]; data: JsonObject[] };
      return { columns: meta, rows: data };
    },
    syntaxTree: async (select, params) => {
      const { query, clickhouse_settings, ...bound } = options(`${EXPLAIN_AST}${select}`, params);
      const result = await reachable(
        client.exec({ query, ...bound, clickhouse_settings: { ...clickhouse_settings, default_format: 'TabSeparatedRaw' } }),
      );
      return (await text(result.stream)).split('\n');
    },
    close: () => client.close(),
  };
}

/** What goes before a statement to see its syntax tree. */
export const EXPLAIN_AST = 'EXPLAIN AST ';

/** What carries a client's statements to ClickHouse. */
export type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** Opens a client; a missing connection means a server at `url`. */
export function openClient(config: Parameters<typeof createClient>[0]): ClickHouseClient {
  // What it would say on its own holds statements, and goes past the engine's log.
  return createClient({ ...config, log: { level: ClickHouseLogLevel.OFF } });
}

/** Awaits an answer. Errors without ClickHouse's own type never reached it (refused connections, time-outs, cut streams): they become `warehouse_unavailable`. */
export async function reachable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isEngineError(error)) throw error;
    throw new CuspError(ERRORS.warehouseUnavailable, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** True for an error that ClickHouse itself reported, with its number and name (`241`, `MEMORY_LIMIT_EXCEEDED`). */
export function isEngineError(error: unknown): error is Error & { readonly code: string; readonly type: string | undefined } {
  return error instanceof Error && error.name !== 'CuspError' && 'code' in error && /^\d+$/.test(String(error.code));
}

/** ClickHouse's own words, in full: the client keeps only the beginning of some. */
export function engineMessage(error: Error): string {
  const words = error.cause instanceof Error ? error.cause.message : error.message;
  return words.replace(/^Code: \d+\. DB::Exception: /, '').slice(0, MESSAGE_LENGTH);
}

/** A message may quote a whole query. */
const MESSAGE_LENGTH = 600;
