import { createReadStream } from 'node:fs';
import { csvRows } from '../collect/files/csv-rows.js';
import { BrokenRow } from '../collect/files/broken-row.js';
import { textChunks } from '../collect/files/text-chunks.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { formatInstant, parseInstant } from '../vocabulary/instant.js';
import { parseIdentifier } from '../vocabulary/identifier.js';

/** A customer at an instant, in the form that the API takes. */
export interface LabelRow {
  readonly customer: string;
  readonly at: string;
}

/** What one request may ask about. */
const MOST_LABELS = 200_000;

/**
 * Reads the columns `customer` (`type:id`) and `at` (RFC 3339) of a CSV file; others are left alone.
 * @throws CuspError invalid_usage naming the first line that is no label
 */
export async function readLabels(path: string): Promise<readonly LabelRow[]> {
  const labels: LabelRow[] = [];
  let header: readonly string[] | undefined;
  for await (const { rows } of csvRows(textChunks(createReadStream(path), undefined), { delimiter: ',', fields: undefined })) {
    for (const row of rows) {
      if (row instanceof BrokenRow) throw noLabel(labels.length + 1, row.detail);
      if (header === undefined) header = headerOf(row);
      else labels.push(labelOf(header, row, labels.length + 1));
      if (labels.length > MOST_LABELS) {
        const remedy = `Split the file into parts of at most ${MOST_LABELS} rows, and write one table for each.`;
        throw new CuspError(ERRORS.invalidUsage, `--rows has more than ${MOST_LABELS} rows`, { remedy });
      }
    }
  }
  if (labels.length === 0) throw new CuspError(ERRORS.invalidUsage, '--rows has no rows', { remedy: REMEDY });
  return labels;
}

const REMEDY = 'Write a line "customer,at", and one for each row below it: userId:17850,2011-12-09T13:00:00Z';

function headerOf(row: readonly string[]): readonly string[] {
  const header = row.map((name) => name.trim());
  for (const name of ['customer', 'at'])
    if (!header.includes(name)) throw new CuspError(ERRORS.invalidUsage, `--rows has no column '${name}'`, { remedy: REMEDY });
  return header;
}

function labelOf(header: readonly string[], row: readonly string[], number: number): LabelRow {
  const customer = row[header.indexOf('customer')] ?? '';
  const at = row[header.indexOf('at')] ?? '';
  if (parseIdentifier(customer) === undefined) throw noLabel(number, `'${customer.slice(0, 80)}' is no type:id`);
  const instant = parseInstant(at);
  if (instant === undefined) throw noLabel(number, `'${at.slice(0, 80)}' is no time`);
  return { customer, at: formatInstant(instant) };
}

function noLabel(number: number, why: string): CuspError {
  return new CuspError(ERRORS.invalidUsage, `row ${number} of --rows: ${why}`, { remedy: REMEDY });
}
