import type { Session } from './clickhouse.js';
import { type KeptTable, STORE_DATABASE } from './tables.js';

/** What replacing a table by a newly built one found. */
export interface Comparison {
  /** Rows that the new table holds. */
  readonly rows: number;
  /** Keys under which the old and the new table did not hold the same rows. */
  readonly differing: number;
}

/** Marks a table that is about to take another's place, or has just lost it: of no use after a crash. */
const REPLACEMENT_SUFFIX = '_replacement';

/** Drops what an interrupted erasure or rebuild left: it may hold what was to be erased. */
export async function dropReplacements(session: Session): Promise<void> {
  const left = await session.rows('SELECT name FROM system.tables WHERE database = {database:String} AND endsWith(name, {suffix:String})', {
    database: STORE_DATABASE,
    suffix: REPLACEMENT_SUFFIX,
  });
  for (const [name] of left) await session.command(`DROP TABLE ${STORE_DATABASE}.${String(name)} SYNC`);
  await endDropping(session);
}

/**
 * Drops to the end what a crash cut short in the middle of it: ClickHouse has forgotten such a table's name, and would keep its files for
 * minutes more. It is taken back, and dropped while somebody waits.
 */
async function endDropping(session: Session): Promise<void> {
  const half = await session.rows(
    'SELECT table, toString(uuid) FROM system.dropped_tables WHERE database = {database:String} AND endsWith(table, {suffix:String})',
    { database: STORE_DATABASE, suffix: REPLACEMENT_SUFFIX },
  );
  for (const [name, uuid] of half) {
    await session.command(`UNDROP TABLE ${STORE_DATABASE}.${String(name)} UUID '${String(uuid)}'`);
    await session.command(`DROP TABLE ${STORE_DATABASE}.${String(name)} SYNC`);
  }
}

/** The name under which the new table is filled. */
export function replacementOf(table: string): string {
  return `${table}${REPLACEMENT_SUFFIX}`;
}

/** Makes the empty table to be filled. */
export async function beginReplacement(session: Session, { name, create }: KeptTable): Promise<void> {
  await session.command(`DROP TABLE IF EXISTS ${qualified(replacementOf(name))} SYNC`);
  await session.command(create(replacementOf(name)));
}

/** Compares the filled table with the one in use, lets it take its place by one rename, and drops the old one. */
export async function finishReplacement(session: Session, kept: KeptTable): Promise<Comparison> {
  const [[rows, differing] = []] = await session.rows(comparison(kept, qualified(kept.name), qualified(replacementOf(kept.name))));
  await takePlace(session, kept);
  return { rows: Number(rows), differing: Number(differing) };
}

/** Lets the filled table take the place of the one in use, and drops that with all that is in it. */
export async function takePlace(session: Session, { name }: KeptTable): Promise<void> {
  await session.command(`EXCHANGE TABLES ${qualified(name)} AND ${qualified(replacementOf(name))}`);
  await session.command(`DROP TABLE ${qualified(replacementOf(name))} SYNC`);
}

/** A stored table's name with its database. */
export function qualified(name: string): string {
  return `${STORE_DATABASE}.${name}`;
}

/**
 * Counts keys whose rows differ, by number or by any column. Rows are compared by a 128-bit hash, so that tables of any size can be;
 * hashes are summed, so that a row that is there twice differs from one that is there once.
 */
function comparison({ key, columns, counted }: KeptTable, current: string, fresh: string): string {
  const hash = `sipHash128(${columns.map(hashed).join(', ')})`;
  const side = (table: string, isNew: 0 | 1): string =>
    `SELECT ${key} AS key, reinterpretAsUInt128(${hash}) AS hash, ${isNew} AS new FROM ${counted?.(table) ?? table}`;
  const perKey =
    'SELECT countIf(new = 0) AS rows_old, countIf(new = 1) AS rows_new, sumIf(hash, new = 0) AS hash_old, sumIf(hash, new = 1) AS hash_new ' +
    `FROM (${side(current, 0)} UNION ALL ${side(fresh, 1)}) GROUP BY key`;
  return (
    `SELECT sum(rows_new), countIf(rows_old != rows_new OR hash_old != hash_new) FROM (${perKey}) ` +
    'SETTINGS max_bytes_before_external_group_by = 1073741824'
  );
}

/** A column as arguments of a hash: of a missing value the hash would be missing, whatever else the row holds. */
function hashed({ name, type }: KeptTable['columns'][number]): string {
  if (type.includes('JSON')) return `toJSONString(${name})`;
  return type.includes('Nullable(') ? `isNull(${name}), ifNull(toString(${name}), '')` : name;
}
