/** An import that is killed in the middle and started again: all rows once, and little of it twice. Runs the built command line. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ImportServer, importServer } from '../import-server.js';

const MAIN = fileURLToPath(new URL('../../dist/bin/cusp.js', import.meta.url));
const ROWS = 80_000;
const MAPPING = `kind: mapping
name: NAME
timestamp: at
userId: customer
event: Seen
properties: { n: { column: n, type: integer } }
GROUP`;
const GROUP = 'group: { by: [customer, n], window: 10, totals: { lines: { count: lines } } }\n';

interface Result {
  readonly rows: number;
  readonly passedOver: number;
  readonly accepted: number;
  readonly duplicate: number;
}

let server: ImportServer;
beforeAll(async () => {
  server = await importServer();
  const rows = Array.from({ length: ROWS }, (_, index) => `c${index % 977},2026-01-02T03:04:05Z,${index}`);
  writeFileSync(join(server.directory, 'rows.csv'), `customer,at,n\n${rows.join('\n')}\n`);
});
afterAll(() => server.close());

/** How far the import says that it came; undefined while it has said nothing. */
function reachedRow(): number | undefined {
  const folder = join(server.env.XDG_STATE_HOME ?? '', 'cusp', 'imports');
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return file === undefined ? undefined : (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { row: number }).row;
}

/** Starts the import and kills it as soon as it has come past a row. */
async function killedImport(mapping: string, past: number): Promise<void> {
  const child = spawn(process.execPath, [MAIN, 'import', 'rows.csv', '--mapping', mapping], {
    cwd: server.directory,
    env: { ...process.env, ...server.env },
    stdio: 'ignore',
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  while (child.exitCode === null && (reachedRow() ?? 0) <= past) await sleep(5);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
}

describe.each([
  ['rows', ''],
  ['groups', GROUP],
])('an import of %s that is killed in the middle', (name, group) => {
  test('goes on when it is started again, and every row is in once', { timeout: 180_000 }, async () => {
    const mapping = `${name}.yaml`;
    writeFileSync(join(server.directory, mapping), MAPPING.replace('NAME', name).replace('GROUP', group));
    await killedImport(mapping, 0);
    const first = reachedRow() ?? 0;
    expect(first).toBeGreaterThan(0);
    await killedImport(mapping, first);
    const reached = reachedRow() ?? 0;
    expect(reached).toBeLessThan(ROWS);

    const { files } = await server.json<{ files: Result[] }>('import', 'rows.csv', '--mapping', mapping);
    const result = files[0] as Result;
    expect(result.rows).toBe(ROWS);
    expect(result.passedOver).toBeGreaterThan(0);
    expect(result.accepted).toBeLessThan(ROWS - first + 1);
    expect(result.passedOver + result.accepted + result.duplicate).toBeGreaterThanOrEqual(ROWS - 10);
    expect(reachedRow()).toBeUndefined();

    const [counted] = await server.sql(
      `SELECT toUInt32(count()) AS n, toUInt32(uniqExact(toInt64(properties.n))) AS numbers, toUInt32(sum(ifNull(toInt64(properties.lines), 0))) AS lines FROM events WHERE source = '${name}'`,
    );
    expect(counted).toMatchObject(group === '' ? { n: ROWS, numbers: ROWS } : { n: ROWS, lines: ROWS });

    const again = await server.json<{ files: Result[] }>('import', 'rows.csv', '--mapping', mapping, '--from-start');
    expect(again.files[0]).toMatchObject({ passedOver: 0, accepted: 0, duplicate: ROWS });
  });
});
