import { join } from 'node:path';
import { Session } from 'chdb';
import { answerParent } from './child.js';

/** A file of invoice lines for ClickHouse to read, and an empty folder. */
export interface RawRead {
  readonly file: string;
  readonly folder: string;
}

/** How long reading it took; opening ClickHouse is not part of the time. */
export interface RawReadResult {
  readonly rows: number;
  readonly seconds: number;
}

answerParent(async ({ file, folder }: RawRead): Promise<RawReadResult> => {
  const session = new Session(join(folder, 'chdb'));
  session.query('SELECT 1');
  const quoted = file.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const started = performance.now();
  const answer = session.query(
    `SELECT toUInt32(count()) AS rows, sum(Quantity * UnitPrice) AS total, uniqExact(CustomerID) AS customers, uniqExact(InvoiceNo) AS invoices
    FROM file('${quoted}', 'CSVWithNames', 'InvoiceNo String, StockCode String, Description String, Quantity Int64, InvoiceDate DateTime, UnitPrice Float64, CustomerID String, Country String')`,
    'JSONEachRow',
  );
  const seconds = (performance.now() - started) / 1000;
  session.close();
  return { rows: (JSON.parse(answer) as { rows: number }).rows, seconds };
});
