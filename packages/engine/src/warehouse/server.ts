import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  type ClickHouse,
  clientSession,
  INSERT_SETTINGS,
  insertStatement,
  JSON_READ_SETTINGS,
  type LinesInsert,
  literal,
  openClient,
  reachable,
  type WritingSession,
} from './clickhouse.js';

/** A server's log of queries would keep what they say of people. */
const UNLOGGED = { log_queries: 0 } as const;

/** A ClickHouse server or cluster by its HTTP address; user and password are part of the address (`http://user:password@host:8123`). */
export function serverClickHouse(url: string): ClickHouse {
  return {
    sourceCredentials: credentials(new URL(url)),
    openWriter: async () => writer(url),
    openReader: async (database, settings) => clientSession(openClient({ url, database }), { ...settings, ...UNLOGGED, readonly: '1' }),
    close: async () => {},
  };
}

function credentials({ username, password }: URL): string {
  if (username === '') return '';
  return ` USER ${literal(decodeURIComponent(username))} PASSWORD ${literal(decodeURIComponent(password))}`;
}

function writer(url: string): WritingSession {
  const client = openClient({ url });
  const session = clientSession(client, { ...JSON_READ_SETTINGS, ...UNLOGGED });
  const insertLines = async (insert: LinesInsert): Promise<void> => {
    const query = `${insertStatement(insert, `input(${literal(insert.line)})`)} FORMAT JSONEachRow`;
    const values = Readable.from([insert.lines]);
    const result = await reachable(client.exec({ query, values, clickhouse_settings: { ...INSERT_SETTINGS, ...UNLOGGED } }));
    await reachable(text(result.stream));
  };
  return { ...session, insertLines };
}
