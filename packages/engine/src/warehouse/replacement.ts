import type { Session } from './clickhouse.js';
import { REPLACEMENT_SUFFIX } from './erasure.js';
import { STORE_DATABASE } from './tables.js';

/** What replacing a table by a newly built one found. */
export interface Comparison {
  /** Rows that the new table holds. */
  readonly rows: number;
  /** Keys under which the old and the new table did not hold the same rows. */
  readonly differing: number;
}

/** A table to be built anew beside the one in use. */
export interface Replaceable {
  readonly table: string;
  readonly create: (name: string) => string;
  readonly key: string;
  /** All columns; those of JSON are compared as text. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Rows that count, where not all do. */
  readonly source?: (table: string) => string;
}

/** The name under which the new table is filled. */
export function replacementOf(table: string): string {
  return `${table}${REPLACEMENT_SUFFIX}`;
}

/** Makes the empty table to be filled. */
export async function beginReplacement(session: Session, { table, create }: Replaceable): Promise<void> {
  await session.command(`DROP TABLE IF EXISTS ${STORE_DATABASE}.${replacementOf(table)} SYNC`);
  await session.command(create(replacementOf(table)));
}

/** Compares the filled table with the one in use, lets it take its place by one rename, and drops the old one. */
export async function finishReplacement(session: Session, replaceable: Replaceable): Promise<Comparison> {
  const current = `${STORE_DATABASE}.${replaceable.table}`;
  const fresh = `${STORE_DATABASE}.${replacementOf(replaceable.table)}`;
  const [[rows, differing] = []] = await session.rows(comparison(replaceable, current, fresh));
  await session.command(`EXCHANGE TABLES ${current} AND ${fresh}`);
  await session.command(`DROP TABLE ${fresh} SYNC`);
  return { rows: Number(rows), differing: Number(differing) };
}

/**
 * Counts keys whose rows differ, by number or by any column. Rows are compared by a 128-bit hash, so that tables of any size can be;
 * hashes are summed, so that a row that is there twice differs from one that is there once.
 */
function comparison({ key, columns, source }: Replaceable, current: string, fresh: string): string {
  const hash = `sipHash128(${columns.map(({ name, type }) => (type.includes('JSON') ? `toJSONString(${name})` : name)).join(', ')})`;
  const side = (table: string, isNew: 0 | 1): string =>
    `SELECT ${key} AS key, reinterpretAsUInt128(${hash}) AS hash, ${isNew} AS new FROM ${source?.(table) ?? table}`;
  const perKey =
    'SELECT countIf(new = 0) AS rows_old, countIf(new = 1) AS rows_new, sumIf(hash, new = 0) AS hash_old, sumIf(hash, new = 1) AS hash_new ' +
    `FROM (${side(current, 0)} UNION ALL ${side(fresh, 1)}) GROUP BY key`;
  return (
    `SELECT sum(rows_new), countIf(rows_old != rows_new OR hash_old != hash_new) FROM (${perKey}) ` +
    'SETTINGS max_bytes_before_external_group_by = 1073741824'
  );
}
