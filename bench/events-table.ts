import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A CREATE TABLE statement, and whose it is. */
export interface EventsTable {
  readonly statement: string;
  readonly origin: 'engine' | 'contract';
}

/** Where the engine's build says what its events table looks like: a module exporting `eventsTableStatement(table: string): string`. */
const engineSchema = resolve('packages/engine/dist/warehouse/schema.js');

/** The engine's own events table under another name; the contract's where the build does not tell. */
export async function engineEventsTable(table: string): Promise<EventsTable> {
  const module: unknown = existsSync(engineSchema) ? await import(pathToFileURL(engineSchema).href) : undefined;
  if (hasStatement(module)) return { statement: module.eventsTableStatement(table), origin: 'engine' };
  return { statement: contractEventsTable(table), origin: 'contract' };
}

function hasStatement(module: unknown): module is { eventsTableStatement(table: string): string } {
  return (
    typeof module === 'object' && module !== null && 'eventsTableStatement' in module && typeof module.eventsTableStatement === 'function'
  );
}

function contractEventsTable(table: string): string {
  return `CREATE TABLE ${table} (
    message_id String, customer_id String, type LowCardinality(String), event LowCardinality(String),
    user_id Nullable(String), anonymous_id Nullable(String), timestamp DateTime64(3, 'UTC'), received_at DateTime64(3, 'UTC'),
    source LowCardinality(String), properties JSON, context JSON, traits JSON
  ) ENGINE = MergeTree ORDER BY (customer_id, timestamp, message_id)`;
}
