import type { FeatureCell, FeatureTable } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';

/** A table as CSV (RFC 4180, UTF-8, with a header), some rows at a time. A missing value is an empty field, an empty text is `""`. */
export async function* csvLines({ columns, rows }: FeatureTable): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => textField(name)).join(',')}\r\n`;
  for await (const batch of rows()) {
    yield batch.map((row) => `${columns.map(({ type }, index) => field(row[index] ?? null, type)).join(',')}\r\n`).join('');
  }
}

function field(cell: FeatureCell, type: FeatureTable['columns'][number]['type']): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return textField(cell);
  return type === 'time' && typeof cell === 'number' ? formatInstant(cell) : String(cell);
}

function textField(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
