/**
 * ClickHouse over raw files, in a process of its own: it shares neither code nor tables with the engine that it is compared with.
 * Reads `{setup: string[], queries: string[]}` from standard input; writes the rows of each query as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Session } from 'chdb';

const { setup, queries } = JSON.parse(await text(process.stdin));
const folder = mkdtempSync(join(tmpdir(), 'cusp-raw-sql-'));
try {
  const session = new Session(folder);
  for (const statement of setup) session.query(statement);
  process.stdout.write(JSON.stringify(queries.map((query) => JSON.parse(session.query(query, 'JSON')).data)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
