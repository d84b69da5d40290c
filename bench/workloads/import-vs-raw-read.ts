import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { runProcess } from '../child.js';
import type { Context, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import type { RawRead, RawReadResult } from '../raw-read.process.js';
import { startServer } from '../server.js';

const main = join('packages', 'engine', 'dist', 'cli', 'main.js');
const mapping = join('examples', 'online-retail', 'mapping.yaml');
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** `cusp import` of invoice lines into a running engine, as a share of what ClickHouse alone reads of the same file. */
export const importVsRawRead: Workload = {
  name: 'import_vs_raw_read',
  async run(context) {
    const { sizes, folder, say } = context;
    const { file, origin } = await invoiceLines(folder('import-file'), sizes.events);
    const imported: number[] = [];
    const raw: number[] = [];
    const mapped: number[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`import and raw read, round ${round} of ${sizes.rounds}`);
      imported.push(await importRows(context, file, sizes.events));
      mapped.push(sizes.events / (await cusp(file, ['--dry-run'], {})).seconds);
      const read = await runProcess<RawRead, RawReadResult>('raw-read.process', { file, folder: folder('raw-read') }, 180);
      if (read.rows !== sizes.events) throw new Error(`ClickHouse read ${read.rows} rows instead of ${sizes.events}`);
      raw.push(read.rows / read.seconds);
    }
    const rounds = imported.map((value, round) => Number((value / (raw[round] ?? Number.NaN)).toPrecision(3)));
    return [
      {
        name: 'import_vs_raw_read',
        value: median(rounds),
        unit: 'ratio',
        detail: {
          load: `cusp import of ${sizes.events} invoice lines (${origin}) into a running engine, until the command says that all are on disk and processed; divided by SELECT count(), sum(), uniqExact() FROM file() in bare chDB`,
          leavesOut: 'definitions; filling the warehouse after the command has ended; the command and the server share the machine',
          rounds,
          importRowsPerSecond: rounded(median(imported)),
          dryRunRowsPerSecond: rounded(median(mapped)),
          rawReadRowsPerSecond: rounded(median(raw)),
        },
      },
    ];
  },
};

async function importRows({ folder }: Context, file: string, rows: number): Promise<number> {
  const server = await startServer(folder('import'));
  try {
    const token = (server.adminHeaders.Authorization ?? '').replace('Bearer ', '');
    const { seconds, result } = await cusp(file, ['--from-start'], { CUSP_URL: server.url, CUSP_TOKEN: token });
    if (result.accepted !== rows) throw new Error(`${result.accepted} rows were accepted instead of ${rows}`);
    return rows / seconds;
  } finally {
    await server.stop();
  }
}

interface FileResult {
  readonly accepted: number;
}

/** Runs the command as a user would; its start is part of the time. */
async function cusp(file: string, flags: readonly string[], env: Record<string, string>): Promise<{ seconds: number; result: FileResult }> {
  const started = performance.now();
  const argv = [main, 'import', file, '--mapping', mapping, '--json', ...flags];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env: { ...process.env, ...env }, timeout: 600_000 });
  const seconds = (performance.now() - started) / 1000;
  const { files } = JSON.parse(stdout) as { files: FileResult[] };
  const [result] = files;
  if (result === undefined) throw new Error('the import said nothing');
  return { seconds, result };
}

/** The first rows of the UCI file, when it is on this machine; else rows of the same shape. */
async function invoiceLines(folder: string, rows: number): Promise<{ file: string; origin: string }> {
  const file = join(folder, 'lines.csv');
  const real = ['shared', join('..', 'shared'), join('..', '..', 'shared')]
    .map((place) => join(place, 'data', 'online-retail', 'online_retail.csv.gz'))
    .find((path) => existsSync(path));
  const out = createWriteStream(file);
  out.write(`${header}\n`);
  let written = 0;
  if (real !== undefined) {
    const lines = createInterface({ input: createReadStream(real).pipe(createGunzip()) });
    let first = true;
    for await (const line of lines) {
      if (!first && written < rows) {
        out.write(`${line}\n`);
        written += 1;
      }
      first = false;
      if (written >= rows) break;
    }
    lines.close();
  }
  const origin =
    written === rows
      ? 'UCI Online Retail'
      : written === 0
        ? 'generated, of the shape of UCI Online Retail'
        : 'UCI Online Retail, and generated ones';
  for (; written < rows; written++) out.write(generated(written));
  out.end();
  await finished(out);
  return { file, origin };
}

function generated(index: number): string {
  const invoice = Math.floor(index / 21);
  const minute = String(invoice % 60).padStart(2, '0');
  const hour = String(Math.floor(invoice / 60) % 24).padStart(2, '0');
  const customer = invoice % 4 === 0 ? '' : String(12_000 + ((invoice * 7) % 4_372));
  return `${536_365 + invoice},${20_000 + (index % 4_070)},"LANTERN, WHITE NO. ${index % 4_070}",${1 + (index % 12)},2011-01-05 ${hour}:${minute}:00,${(index % 900) / 100},${customer},United Kingdom\n`;
}
