/** Text in columns, and other things that people read. */
import { pc } from './colors.js';
import type { Json, JsonObject } from '../vocabulary/json.js';

/** A column of a table. */
export interface TableColumn<T> {
  readonly title: string;
  readonly value: (row: T) => string | number;
  /** Numbers stand to the right. */
  readonly right?: boolean;
}

/** Rows as aligned text with a heading; columns are as wide as their widest cell. */
export function table<T>(rows: readonly T[], columns: readonly TableColumn<T>[]): string {
  const cells = rows.map((row) => columns.map(({ value }) => cellText(value(row))));
  const widths = columns.map(({ title }, index) => cells.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), title.length));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => (columns[index]?.right === true ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  return [pc.dim(line(columns.map(({ title }) => title))), ...cells.map(line)].join('\n');
}

/** Names and values below each other. */
export function fields(entries: readonly (readonly [string, string])[]): string {
  const width = entries.reduce((widest, [name]) => Math.max(widest, name.length), 0);
  return entries.map(([name, value]) => `${pc.dim(name.padEnd(width))}  ${value}`).join('\n');
}

/** A JSON value as people read it in a cell. */
export function jsonText(value: Json | undefined): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An object's values as `a: 1, b: 2`. */
export function objectText(value: JsonObject): string {
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${jsonText(part)}`)
    .join(', ');
}

/** 12345.6 as `12,345.6`. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

/** Data may hold control characters; on a terminal they could do harm. */
function cellText(value: string | number): string {
  return typeof value === 'number' ? numberText(value) : visible(value);
}

/** Text from data with its control characters made visible. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => (character === '\n' || character === '\t' ? ' ' : '�'));
}
