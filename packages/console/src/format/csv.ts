import type { SqlResult } from '@cusp/engine/contract';

/**
 * An answer as CSV (RFC 4180, with a header) for a spreadsheet: a text that it would take for a formula has an apostrophe before it
 * (OWASP, "CSV Injection"). Nothing is an empty field, and an empty text is `""`.
 */
export function csvOf({ columns, rows }: SqlResult): string {
  const lines = [columns.map(({ name }) => field(name)), ...rows.map((row) => columns.map(({ name }) => field(row[name])))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function field(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text);
  const harmless = isFormula ? `'${text}` : text;
  return harmless === '' || /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
