import type { FeatureCell, FeatureTable } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';

/**
 * A table as CSV (RFC 4180, UTF-8, with a header), some rows at a time. A missing value is an empty field, an empty text is `""`.
 * @param isForSpreadsheets a text that a spreadsheet would take for a formula has an apostrophe before it (OWASP, "CSV Injection"); a file
 * that programs read keeps its texts as they are
 */
export async function* csvLines({ columns, rows }: FeatureTable, { isForSpreadsheets = false } = {}): AsyncGenerator<string> {
  const text = isForSpreadsheets ? (value: string) => textField(harmless(value)) : textField;
  yield `${columns.map(({ name }) => text(name)).join(',')}\r\n`;
  for await (const batch of rows()) {
    yield batch.map((row) => `${columns.map(({ type }, index) => field(row[index] ?? null, type, text)).join(',')}\r\n`).join('');
  }
}

/** Numbers, also negative ones, stay what they are. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}

function field(cell: FeatureCell, type: FeatureTable['columns'][number]['type'], text: (value: string) => string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return text(cell);
  return type === 'time' && typeof cell === 'number' ? formatInstant(cell) : String(cell);
}

function textField(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
