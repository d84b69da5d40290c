import type { Offset } from '../journal/journal.js';
import { customerIdOf } from '../vocabulary/customer.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { JSON_WRITE_SETTINGS, literal, type QueryParams, type Session } from './clickhouse.js';
import { beginReplacement, qualified, replacementOf, takePlace } from './replacement.js';
import { CUSTOMERS, IDENTITIES, type KeptTable, keptTable, STORE_DATABASE, STORED_TABLES, type StoredTable } from './tables.js';

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
    const named = `offset IN (${SELECT_OFFSETS})`;
    const rows = `concat('c_', lower(hex(home))) IN (${SELECT_IDS}) OR ${named}`;
    for (const table of STORED_TABLES) await eraseFrom(session, keptTable(table), hasCustomers(table) ? rows : named);
    await eraseFrom(session, CUSTOMERS, `customer_id IN (${SELECT_IDS})`);
    await eraseFrom(session, IDENTITIES, `default_id IN (${SELECT_IDS})`);
  });
}

/** Whether rows are of single customers. */
function hasCustomers({ columns }: StoredTable): boolean {
  return columns.some(({ name }) => name === 'home');
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

async function eraseFrom(session: Session, table: KeptTable, erased: string): Promise<void> {
  const [[matching] = []] = await session.rows(`SELECT count() FROM ${qualified(table.name)} WHERE ${erased}`);
  if (Number(matching) > 0) {
    if (await hadKeysOfTheirOwn(session, table, erased)) return rewriteWithout(session, table, erased);
    await session.command(`ALTER TABLE ${qualified(table.name)} DELETE WHERE ${erased} SETTINGS mutations_sync = 2`);
  }
  if (await hasOldParts(session, table)) await shedOldParts(session, table);
}

/** Columns of JSON, as opposed to columns that hold some. */
function jsonColumns({ columns }: KeptTable): KeptTable['columns'] {
  return columns.filter(({ type }) => type.startsWith('JSON'));
}

/**
 * A part names all keys of its JSON columns, and still does when a mutation has taken out the only rows that had them.
 * True when the erased rows have keys that no other row has: then these keys are theirs, and must go too.
 */
async function hadKeysOfTheirOwn(session: Session, table: KeptTable, erased: string): Promise<boolean> {
  const from = qualified(table.name);
  for (const { name } of jsonColumns(table)) {
    const own = await values(session, `SELECT arrayJoin(distinctJSONPaths(${name})) FROM ${from} WHERE ${erased}`);
    const shared = await values(session, `SELECT arrayJoin(distinctJSONPaths(${name})) FROM ${from} WHERE NOT (${erased})`);
    if (!isSubset(own, shared)) return true;
    // Paths do not reach into arrays. Text does, and costs as much as writing a row: it is made for few rows, and for columns that hold arrays.
    const keys = await values(session, `SELECT DISTINCT ${keysOf(name)} FROM ${from} WHERE ${erased}`);
    const others = new Set([...shared].flatMap((path) => path.split('.')));
    if (isSubset(keys, others)) continue;
    for (const key of await keysInArrays(session, name, `${from} WHERE NOT (${erased})`)) others.add(key);
    if (!isSubset(keys, others)) return true;
  }
  return false;
}

/** Keys of objects in arrays. */
async function keysInArrays(session: Session, column: string, from: string): Promise<ReadonlySet<string>> {
  const types = `arrayJoin(distinctJSONPathsAndTypes(${column})) AS typed`;
  const paths = await values(
    session,
    `SELECT typed.1 FROM (SELECT ${types} FROM ${from}) WHERE arrayExists(type -> type LIKE '%JSON%', typed.2)`,
  );
  const keys = new Set<string>();
  for (const path of paths) {
    const found = await values(session, `SELECT DISTINCT ${keysOf(`getSubcolumn(${column}, {path:String})`)} FROM ${from}`, { path });
    for (const key of found) keys.add(key);
  }
  return keys;
}

/** Expression for each key in a JSON column, at whatever depth. Inside of text it may find more, which errs on the side of rewriting. */
function keysOf(column: string): string {
  return `arrayJoin(extractAll(toJSONString(${column}), ${literal(JSON_KEY)}))`;
}
/** What stands before a colon in JSON text. */
const JSON_KEY = '"((?:[^"\\\\]|\\\\.)*)" *:';

async function values(session: Session, select: string, params?: QueryParams): Promise<ReadonlySet<string>> {
  return new Set((await session.rows(select, params)).map(([value]) => String(value)));
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((one) => all.has(one));
}

/** Writes all other rows anew, reading their JSON from text, so that nothing knows of keys that they do not have. */
async function rewriteWithout(session: Session, table: KeptTable, erased: string): Promise<void> {
  const json = new Set(jsonColumns(table).map(({ name }) => name));
  const columns = table.columns.map(({ name, type }) => (json.has(name) ? `CAST(toJSONString(${name}), ${literal(type)})` : name));
  const settings = Object.entries(JSON_WRITE_SETTINGS).map(([name, value]) => `${name} = ${value}`);
  await beginReplacement(session, table);
  await session.command(
    `INSERT INTO ${qualified(replacementOf(table.name))} SELECT ${columns.join(', ')} FROM ${qualified(table.name)} WHERE NOT (${erased}) ` +
      `SETTINGS ${settings.join(', ')}`,
  );
  await takePlace(session, table);
}

async function hasOldParts(session: Session, { name }: KeptTable): Promise<boolean> {
  const [[old] = []] = await session.rows(
    'SELECT count() FROM system.parts WHERE database = {database:String} AND table = {table:String} AND NOT active',
    { database: STORE_DATABASE, table: name },
  );
  return Number(old) > 0;
}

async function shedOldParts(session: Session, table: KeptTable): Promise<void> {
  await beginReplacement(session, table);
  await session.command(`ALTER TABLE ${qualified(replacementOf(table.name))} ATTACH PARTITION ${WHOLE} FROM ${qualified(table.name)}`);
  await takePlace(session, table);
}
