import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How to make an events table in a bare chDB, and whose table it is. */
export interface EventsTable {
  readonly statements: readonly string[];
  /** Its full name. */
  readonly name: string;
  readonly origin: 'engine' | 'contract';
}

const table = 'raw_events';

/** The part of the engine's `warehouse/tables.ts` that is used here. */
interface WarehouseTables {
  readonly STORE_DATABASE: string;
  readonly STORED_TABLES: readonly { readonly name: string }[];
  createStoredTable(table: { readonly name: string }, name: string): string;
}
const builtTables = resolve('packages/engine/dist/warehouse/tables.js');

/** The engine's own events table under another name; the contract's, where nothing is built. */
export async function engineEventsTable(): Promise<EventsTable> {
  if (!existsSync(builtTables)) return contractEventsTable();
  const tables = (await import(pathToFileURL(builtTables).href)) as WarehouseTables;
  const events = tables.STORED_TABLES.find(({ name }) => name === 'events');
  if (events === undefined) throw new Error(`${builtTables} has no events table`);
  const statements = [`CREATE DATABASE IF NOT EXISTS ${tables.STORE_DATABASE}`, tables.createStoredTable(events, table)];
  return { statements, name: `${tables.STORE_DATABASE}.${table}`, origin: 'engine' };
}

function contractEventsTable(): EventsTable {
  const statement = `CREATE TABLE ${table} (
    message_id String, customer_id String, type LowCardinality(String), event LowCardinality(String),
    user_id Nullable(String), anonymous_id Nullable(String), timestamp DateTime64(3, 'UTC'), received_at DateTime64(3, 'UTC'),
    source LowCardinality(String), properties JSON, context JSON, traits JSON
  ) ENGINE = MergeTree ORDER BY (customer_id, timestamp, message_id)`;
  return { statements: [statement], name: table, origin: 'contract' };
}
