import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Session } from 'chdb';
import { answerParent } from './child.js';
import { eventJson, type Stream } from './load/events.js';
import type { RawLoad, RawLoadResult } from './raw-load.js';

type Column = { readonly name: string; readonly type: string };

/** How each column of the engine's or the contract's table follows from the event on the wire; other columns keep their defaults. */
const fromWire: Record<string, string> = {
  message_id: 'messageId',
  offset: 'rowNumberInAllBlocks()',
  home: "substring(SHA256(concat('person\\0userId\\0', userId)), 1, 12)",
  customer_id: 'userId',
  type: 'type',
  event: 'event',
  user_id: 'userId',
  timestamp: 'parseDateTime64BestEffort(timestamp, 3)',
  received_at: 'parseDateTime64BestEffort(timestamp, 3)',
  source: "'bench'",
  properties: 'properties',
  context: 'context',
};

answerParent(async ({ stream, history, folder, table }: RawLoad): Promise<RawLoadResult> => {
  const session = new Session(join(folder, 'chdb'));
  for (const statement of table.statements) session.query(statement);
  const columns = rowsOf<Column>(session.query(`DESCRIBE TABLE ${table.name}`, 'JSONEachRow'));
  const load = (loaded: Stream): number => {
    const file = join(folder, 'events.ndjson');
    writeNdjson(file, loaded);
    const started = performance.now();
    session.query(insertStatement(file, table.name, columns));
    return (performance.now() - started) / 1000;
  };
  if (history !== undefined) load(history);
  const seconds = load(stream);
  const [counted] = rowsOf<{ rows: number }>(session.query(`SELECT toUInt32(count()) AS rows FROM ${table.name}`, 'JSONEachRow'));
  const expected = stream.count + (history?.count ?? 0);
  if (counted?.rows !== expected) throw new Error(`${counted?.rows} rows instead of ${expected}`);
  session.close();
  return { events: stream.count, seconds, eventsPerSecond: stream.count / seconds };
});

function insertStatement(file: string, table: string, columns: readonly Column[]): string {
  const typeOf = (name: string) => columns.find((column) => column.name === name)?.type ?? 'String';
  const wire = ['messageId String', 'type String', 'event String', 'userId String', 'timestamp String'];
  const structure = [...wire, `properties ${typeOf('properties')}`, `context ${typeOf('context')}`].join(', ');
  const filled = columns.filter(({ name }) => fromWire[name] !== undefined);
  const names = filled.map(({ name }) => name).join(', ');
  const values = filled.map(({ name }) => fromWire[name]).join(', ');
  const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return `INSERT INTO ${table} (${names}) SELECT ${values} FROM file(${quoted(file)}, 'JSONEachRow', ${quoted(structure)}) SETTINGS input_format_json_read_objects_as_strings = 1`;
}

function rowsOf<Row>(ndjson: string): Row[] {
  return ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

function writeNdjson(path: string, stream: Stream): void {
  const file = openSync(path, 'w');
  for (let from = 0; from < stream.count; from += 1000) {
    const length = Math.min(1000, stream.count - from);
    writeSync(file, Array.from({ length }, (_, offset) => `${eventJson(stream, from + offset)}\n`).join(''));
  }
  closeSync(file);
}
