import { mkdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import chdb from 'chdb';
import chdbConnection from 'chdb/connection';
import {
  type ClickHouse,
  type ClientConnection,
  clientSession,
  insertStatement,
  type LinesInsert,
  literal,
  openClient,
  type WritingSession,
} from './clickhouse.js';

/**
 * ClickHouse in this process (chDB), keeping its data below `directory`. A process can have one such directory at a time.
 * Sessions share the data and run beside one another.
 */
export function embeddedClickHouse(directory: string): ClickHouse {
  const root = resolve(directory);
  // The path becomes an argument of file(), where these characters would be patterns.
  if (/[*?{}[\]]/.test(root)) throw new RangeError(`the data directory must not contain * ? { } [ ]: ${root}`);
  const data = join(root, 'clickhouse');
  const incoming = join(root, 'incoming');
  // What a killed process left behind is in the journal, and it is personal data: gone before anything else happens.
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  let writers = 0;
  const open = () => openClient({ connection: connectionTo(data) });
  return {
    sourceCredentials: '',
    openWriter: async () => writer(clientSession(open()), join(incoming, `${writers++}.ndjson`)),
    openReader: async (database, settings) => {
      const session = clientSession(open());
      for (const [name, value] of Object.entries(settings)) await session.command(`SET ${name} = ${value}`);
      await session.command(`USE ${database}`);
      // Last, because nothing can be set after it.
      await session.command('SET readonly = 1');
      return session;
    },
    close: () => chdb.drainPending(),
  };
}

/** chDB was built against another copy of the same interface, which the compiler cannot know to be the same. */
function connectionTo(path: string): ClientConnection {
  return chdbConnection.createChdbConnection({ path }) as unknown as ClientConnection;
}

/**
 * Lines go through a file that lives as long as the insert: `file()` reads it with all cores,
 * at two thirds of the CPU of the same lines inside the statement (docs/decisions/0003-warehouse-projection.md).
 */
function writer(session: ReturnType<typeof clientSession>, file: string): WritingSession {
  const insertLines = async (insert: LinesInsert): Promise<void> => {
    try {
      await writeFile(file, insert.lines, { mode: 0o600 });
      await session.command(insertStatement(insert, `file(${literal(file)}, JSONEachRow, ${literal(insert.line)})`));
    } finally {
      await rm(file, { force: true });
    }
  };
  return { ...session, insertLines };
}
