import type { Horizon } from './row-versions.js';
import { shortNumber } from './row-versions.js';
import type { PostgresSettings } from './settings.js';

/** A statement with its values apart from its text. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | readonly string[])[];
}

/** Under this name each row's `xmin` comes along; no column of a table may have the name of a system column. */
export const VERSION_COLUMN = 'xmin';
/** The name of the server-side cursor that pages are fetched from. */
const PAGES = 'cusp_pages';

/** A name in double quotes: whatever it holds, it stays a name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The table as `"schema"."table"`. */
export function quotedTable(table: string): string {
  return table.split('.').map(quoted).join('.');
}

function relation({ table, query }: PostgresSettings): string {
  return table === undefined ? `(\n${query ?? ''}\n) AS rows` : quotedTable(table);
}

/** Which rows are wanted. */
export interface Wanted {
  /** Rows come with their versions. */
  readonly versions: boolean;
  /** Only rows that are news since this look. */
  readonly since?: Horizon | undefined;
  /** Only rows whose cursor is not below this one. */
  readonly from?: CursorStart | undefined;
}

/** Where to begin by the cursor. */
export interface CursorStart {
  readonly column: string;
  /** As the database writes it. */
  readonly value: string;
  readonly type: string;
  /** What is taken off: a length of time or a number, as text; undefined for nothing. */
  readonly behind?: string | undefined;
  /** Whether rows without a cursor are wanted too. */
  readonly orNone: boolean;
}

/** Begins to read the rows that are wanted, in pages of {@link fetchPage}. */
export function declarePages(settings: PostgresSettings, wanted: Wanted): Statement {
  const values: (string | readonly string[])[] = [];
  const bind = (value: string | readonly string[]): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  const { since, from } = wanted;
  if (since !== undefined) {
    // age() counts backwards from the newest transaction, both times from the same one, and is negative beyond half a cycle.
    conditions.push(`age(xmin) BETWEEN 0 AND age(${bind(String(shortNumber(since.oldest)))}::text::xid)`);
    if (since.seen.length > 0) {
      conditions.push(`NOT (xmin = ANY (${bind(since.seen.map((transaction) => String(shortNumber(transaction))))}::text[]::xid[]))`);
    }
  }
  if (from !== undefined) conditions.push(cursorCondition(from, bind));
  const columns = settings.columns?.map(quoted).join(', ') ?? '*';
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const text = `DECLARE ${PAGES} NO SCROLL CURSOR FOR SELECT ${wanted.versions ? 'xmin::text, ' : ''}${columns} FROM ${relation(settings)}${where}`;
  return { text, values };
}

function cursorCondition({ column, value, type, behind, orNone }: CursorStart, bind: (value: string) => string): string {
  const name = quoted(column);
  const start = `${bind(value)}::text::${type}`;
  const less = behind === undefined ? '' : ` - ${bind(behind)}::text::${CURSOR_TYPES.get(type) ?? 'bigint'}`;
  const condition = `${name} >= ${start}${less}`;
  return orNone ? `(${condition} OR ${name} IS NULL)` : condition;
}

export function fetchPage(rows: number): string {
  return `FETCH FORWARD ${Math.trunc(rows)} FROM ${PAGES}`;
}

/** The types that a cursor may have, and what is taken off them for an overlap. */
export const CURSOR_TYPES: ReadonlyMap<string, 'interval' | 'bigint'> = new Map([
  ['timestamp with time zone', 'interval'],
  ['timestamp without time zone', 'interval'],
  ['date', 'interval'],
  ['bigint', 'bigint'],
  ['integer', 'bigint'],
  ['smallint', 'bigint'],
]);

/** What type a cursor has. */
export function cursorType(settings: PostgresSettings, column: string): string {
  return `SELECT pg_typeof(${quoted(column)})::text FROM (SELECT) AS none LEFT JOIN ${relation(settings)} ON false`;
}

/** The largest cursor there is; `infinity` is none. */
export function largestCursor(settings: PostgresSettings, column: string, type: string): string {
  const name = quoted(column);
  const finite = CURSOR_TYPES.get(type) === 'interval' ? ` WHERE isfinite(${name})` : '';
  return `SELECT max(${name})::text FROM ${relation(settings)}${finite}`;
}

/**
 * What a table is, and which partitions it has (one that is attached brings rows that are older than the last look); no row when
 * there is no table that may be seen.
 */
export function describeTable(table: string): Statement {
  const parts = "(SELECT string_agg(relid::text, ',' ORDER BY relid) FROM pg_partition_tree(pg_class.oid))";
  const text = `SELECT relkind::text, concat_ws(' ', oid::text, ${parts}) FROM pg_class WHERE oid = to_regclass($1)`;
  return { text, values: [quotedTable(table)] };
}

/**
 * Which cluster this is, on which timeline. A standby that takes over begins a new timeline, and may use numbers again of transactions
 * that were lost with the old one.
 */
export const DESCRIBE_CLUSTER = `SELECT
  (SELECT system_identifier::text FROM pg_control_system()),
  CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END`;

/** One view of the data for a whole pull, and values written in one way. */
export function beginPull(statementTimeout: number): readonly string[] {
  return [
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    `SET LOCAL statement_timeout = ${Math.trunc(statementTimeout)}`,
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
    "SET LOCAL bytea_output = 'hex'",
    'SET LOCAL extra_float_digits = 1',
  ];
}
