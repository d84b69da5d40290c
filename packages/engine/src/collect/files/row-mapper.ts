import { hash } from 'node:crypto';
import type { Columns } from '../mapping/columns.js';
import { LONGEST_RAW, type MappedRow, type UnmappableRow } from '../mapping/import-item.js';
import type { BrokenRow } from './broken-row.js';

/** Maps the rows of one file, in their order. @typeParam R what a row is */
export interface RowMapper<R> {
  /** What becomes of a row now; a line of a group waits for the end of its group. `number` is 1 for the first row after the header. */
  map(row: R | BrokenRow, number: number): readonly MappedRow[];
  /** What still waits when the file ends. */
  end(): readonly MappedRow[];
  /** Whether what becomes of a row depends on those before it: then none can be passed over. */
  readonly remembers: boolean;
}

/** What a mapper must know of rows of one kind. */
export interface RowKind<R> {
  readonly columns: Columns<R>;
  /** What tells the row apart from others. */
  text(row: R): string;
  /** The row as quarantine keeps it. */
  raw(row: R): string;
  /** What is wrong with the row as a whole; undefined when nothing is. */
  fault(row: R): BrokenRow | undefined;
}

/**
 * The stable id of a row: equal rows at different places of a file are different events, the same row imported again is the same one.
 * It begins with the row's number, so that events of the same instant keep the order of the file (they are ordered by messageId).
 * The file's name is no part of it, so that a file that was moved is still the same file; give files with equal rows different sources.
 */
export function rowMessageId(source: string, number: number, text: string): string {
  const digest = hash('sha256', `${source}\n${number}\n${text}`, 'hex').slice(0, 32);
  return `import-${String(number).padStart(10, '0')}-${digest}`;
}

/** The row that a {@link rowMessageId} is of; undefined for any other id. */
export function rowOfMessageId(messageId: string): number | undefined {
  const [, digits] = /^import-(\d{10,16})-/.exec(messageId) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** A row that cannot be read, as an unmappable one. */
export function brokenRow(source: string, { field, detail, text }: BrokenRow, number: number): UnmappableRow {
  const messageId = rowMessageId(source, number, text);
  return { messageId, row: number, field, detail: `row ${number}: ${detail}`, raw: keptText(text) };
}

/** Text as quarantine keeps it: no longer than it may be, with a sign in place of each character that no store could hold. */
export function keptText(text: string): string {
  return text.slice(0, LONGEST_RAW).replaceAll(/[\0\p{Cs}]/gu, '\ufffd');
}
