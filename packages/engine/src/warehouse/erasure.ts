import type { Offset } from '../journal/journal.js';
import { customerIdOf } from '../vocabulary/customer.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Session } from './clickhouse.js';
import { createCustomersTable, createIdentitiesTable, createStoredTable, STORE_DATABASE, STORED_TABLES } from './tables.js';

/** Whom to erase: everything of these identifiers, and the rows of these entries, whosever they are. */
export interface ErasedSubject {
  readonly identifiers: readonly Identifier[];
  readonly offsets: readonly Offset[];
}

/** The one partition of an unpartitioned table. */
const WHOLE = 'tuple()';

/**
 * Removes every row of a subject, and every byte of those rows from the disk.
 * A mutation writes parts without the rows, but leaves the old parts lying for a while, and its own text for longer. So the parts that
 * hold good move (as hard links) into a fresh table that takes the old one's place by one rename, and the old one is dropped with all that it had.
 * Statements name the subject by bound values and tables in memory alone: nothing of it is written down on the way.
 * May be repeated after it was interrupted. Nothing else may write to these tables meanwhile.
 */
export async function eraseRows(session: Session, subject: ErasedSubject): Promise<void> {
  await withErasingTables(session, subject, async () => {
    for (const table of STORED_TABLES) {
      const where = `concat('c_', lower(hex(home))) IN (${SELECT_IDS}) OR offset IN (${SELECT_OFFSETS})`;
      await eraseFrom(session, table.name, where, (name) => createStoredTable(table, name));
    }
    await eraseFrom(session, 'customers', `customer_id IN (${SELECT_IDS})`, createCustomersTable);
    await eraseFrom(session, 'identities', `default_id IN (${SELECT_IDS})`, createIdentitiesTable);
  });
}

const ERASING_IDS = `${STORE_DATABASE}.erasing_ids`;
const ERASING_OFFSETS = `${STORE_DATABASE}.erasing_offsets`;
const SELECT_IDS = `SELECT id FROM ${ERASING_IDS}`;
const SELECT_OFFSETS = `SELECT offset FROM ${ERASING_OFFSETS}`;

async function withErasingTables(session: Session, subject: ErasedSubject, work: () => Promise<void>): Promise<void> {
  await dropErasingTables(session);
  try {
    await session.command(`CREATE TABLE ${ERASING_IDS} (id String) ENGINE = Memory`);
    await session.command(`CREATE TABLE ${ERASING_OFFSETS} (offset Int64) ENGINE = Memory`);
    const ids = subject.identifiers.map((identifier) => customerIdOf([identifier]));
    ids.push(...(await customersOf(session, subject.identifiers)));
    await fill(session, ERASING_IDS, 'String', ids);
    await fill(session, ERASING_OFFSETS, 'Int64', subject.offsets);
    await work();
  } finally {
    await dropErasingTables(session);
  }
}

async function dropErasingTables(session: Session): Promise<void> {
  await session.command(`DROP TABLE IF EXISTS ${ERASING_IDS} SYNC`);
  await session.command(`DROP TABLE IF EXISTS ${ERASING_OFFSETS} SYNC`);
}

/** Ids under which customers with any of these identifiers are, or ever were, listed. */
async function customersOf(session: Session, identifiers: readonly Identifier[]): Promise<readonly string[]> {
  const found = await session.rows(
    `SELECT DISTINCT customer_id FROM ${STORE_DATABASE}.customers WHERE hasAny(identifiers, {identifiers:Array(String)})`,
    { identifiers: identifiers.map(formatIdentifier) },
  );
  return found.map(([customerId]) => String(customerId));
}

/** Bound values have a limit in size, so they go in by portions. */
async function fill(session: Session, table: string, type: string, values: readonly (string | number)[]): Promise<void> {
  const portion = 5_000;
  for (let from = 0; from < values.length; from += portion) {
    await session.command(`INSERT INTO ${table} SELECT arrayJoin({values:Array(${type})})`, { values: values.slice(from, from + portion) });
  }
}

async function eraseFrom(session: Session, table: string, where: string, create: (name: string) => string): Promise<void> {
  const [[matching] = []] = await session.rows(`SELECT count() FROM ${STORE_DATABASE}.${table} WHERE ${where}`);
  if (Number(matching) > 0) await session.command(`ALTER TABLE ${STORE_DATABASE}.${table} DELETE WHERE ${where} SETTINGS mutations_sync = 2`);
  if (await hasOldParts(session, table)) await shedOldParts(session, table, create);
}

async function hasOldParts(session: Session, table: string): Promise<boolean> {
  const [[old] = []] = await session.rows(
    'SELECT count() FROM system.parts WHERE database = {database:String} AND table = {table:String} AND NOT active',
    { database: STORE_DATABASE, table },
  );
  return Number(old) > 0;
}

async function shedOldParts(session: Session, table: string, create: (name: string) => string): Promise<void> {
  const current = `${STORE_DATABASE}.${table}`;
  const fresh = `${current}${REPLACEMENT_SUFFIX}`;
  await session.command(`DROP TABLE IF EXISTS ${fresh} SYNC`);
  await session.command(create(`${table}${REPLACEMENT_SUFFIX}`));
  await session.command(`ALTER TABLE ${fresh} ATTACH PARTITION ${WHOLE} FROM ${current}`);
  await session.command(`EXCHANGE TABLES ${current} AND ${fresh}`);
  await session.command(`DROP TABLE ${fresh} SYNC`);
}

/** Marks a table that is about to take another's place, or has just lost it: of no use after a crash. */
export const REPLACEMENT_SUFFIX = '_replacement';

/** Drops what an interrupted erasure or rebuild left: it may hold what was to be erased. */
export async function dropReplacements(session: Session): Promise<void> {
  const left = await session.rows('SELECT name FROM system.tables WHERE database = {database:String} AND endsWith(name, {suffix:String})', {
    database: STORE_DATABASE,
    suffix: REPLACEMENT_SUFFIX,
  });
  for (const [name] of left) await session.command(`DROP TABLE ${STORE_DATABASE}.${String(name)} SYNC`);
}
