/** Rows of CSV out of pieces of text: RFC 4180, and a way on past what is broken. */
import type { TextRow } from '../mapping/columns.js';
import { BrokenRow, LONGEST_KEPT, LONGEST_ROW, TOO_LONG } from './broken-row.js';
import type { TextChunk } from './text-chunks.js';

/** How a CSV file is written. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Fields of a row, when the mapping names them; else as many as the header has. */
  readonly fields: number | undefined;
}

const QUOTE = '"';
const UNCLOSED = 'a quotation mark opens a field and none closes it';

/**
 * The rows of a CSV file, those of a chunk together, the header (if it has one) first; empty lines are none.
 *
 * A quoted field may hold line ends. When its quotation mark is never closed, when something else follows it, or when a row over several
 * lines has the wrong number of fields, only the line that it begins in is taken as broken: the rows after it are read as if it were
 * not there. So one slip never swallows its neighbours.
 */
export async function* csvRows(chunks: AsyncIterable<TextChunk>, dialect: CsvDialect): AsyncGenerator<CsvPiece> {
  const reader = new CsvReader(dialect);
  let suspect = false;
  for await (const chunk of chunks) {
    suspect = chunk.suspect;
    const rows = reader.write(chunk.text);
    if (rows.length > 0) yield { rows, suspect };
  }
  const rows = reader.end();
  if (rows.length > 0) yield { rows, suspect };
}

/** Some rows that follow each other. */
export interface CsvPiece {
  readonly rows: readonly (TextRow | BrokenRow)[];
  /** Whether a field may hold NUL or bytes that are no text. */
  readonly suspect: boolean;
}

/** A row that was read, and where the next begins. */
interface Parsed {
  readonly row: TextRow | BrokenRow;
  readonly next: number;
}

class CsvReader {
  readonly #delimiter: string;
  #fields: number | undefined;
  /** `\n` (with or without `\r` before it), or `\r` alone; undefined until the first line end is seen. */
  #lineEnd: string | undefined;
  #text = '';
  /** In a line that is too long: it is let go of up to its end. */
  #skipping = false;
  #ended = false;

  constructor({ delimiter, fields }: CsvDialect) {
    this.#delimiter = delimiter;
    this.#fields = fields;
  }

  write(text: string): (TextRow | BrokenRow)[] {
    this.#text += text;
    this.#lineEnd ??= lineEndOf(this.#text);
    return this.#lineEnd === undefined && this.#text.length <= LONGEST_ROW ? [] : this.#read();
  }

  end(): (TextRow | BrokenRow)[] {
    this.#ended = true;
    this.#lineEnd ??= this.#text.endsWith('\r') ? '\r' : '\n';
    return this.#read();
  }

  #read(): (TextRow | BrokenRow)[] {
    const rows: (TextRow | BrokenRow)[] = [];
    let at = this.#skipping ? this.#skipLine(0) : 0;
    let quote = this.#text.indexOf(QUOTE, at);
    while (at < this.#text.length) {
      if (quote >= 0 && quote < at) quote = this.#text.indexOf(QUOTE, at);
      const parsed = this.#rowAt(at, quote);
      if (parsed === undefined) break;
      at = parsed.next;
      if (!isEmpty(parsed.row)) rows.push(this.#counted(parsed.row));
    }
    this.#text = this.#text.slice(at);
    return rows;
  }

  /** The first row says how many fields the others should have. */
  #counted(row: TextRow | BrokenRow): TextRow | BrokenRow {
    if (!(row instanceof BrokenRow)) this.#fields ??= row.length;
    return row;
  }

  /** The row that begins at a place; undefined when its end is yet to come. `quote` is the first quotation mark from there on. */
  #rowAt(at: number, quote: number): Parsed | undefined {
    const end = this.#lineFrom(at);
    if (quote < 0 || (end !== undefined && quote >= end)) return this.#plainRow(at, end);
    return this.#quotedRow(at, end);
  }

  #plainRow(at: number, end: number | undefined): Parsed | undefined {
    if (end === undefined) return this.#text.length - at > LONGEST_ROW ? this.#tooLong(at) : undefined;
    if (end - at > LONGEST_ROW) return this.#tooLong(at);
    return { row: this.#line(at, end).split(this.#delimiter), next: end + 1 };
  }

  #quotedRow(at: number, lineEnd: number | undefined): Parsed | undefined {
    const fields: string[] = [];
    let position = at;
    for (;;) {
      const field = this.#fieldAt(position);
      if (field === 'unfinished') return this.#isFinal(at) ? this.#brokenLine(at, lineEnd, UNCLOSED) : undefined;
      if (typeof field === 'object' && 'fault' in field) return this.#brokenLine(at, lineEnd, field.fault);
      fields.push(field.text);
      position = field.next;
      if (field.last) break;
    }
    if (position - at > LONGEST_ROW + 1) return this.#brokenLine(at, lineEnd, UNCLOSED);
    const overLines = lineEnd !== undefined && position > lineEnd + 1;
    if (overLines && this.#fields !== undefined && fields.length !== this.#fields) return this.#brokenLine(at, lineEnd, UNCLOSED);
    return { row: fields, next: position };
  }

  /** Whether all that a row could still be is here. */
  #isFinal(at: number): boolean {
    return this.#ended || this.#text.length - at > LONGEST_ROW;
  }

  #fieldAt(at: number): { text: string; next: number; last: boolean } | { fault: string } | 'unfinished' {
    if (this.#text.startsWith(QUOTE, at)) return this.#quotedFieldAt(at);
    const end = this.#lineFrom(at);
    const delimiter = this.#text.indexOf(this.#delimiter, at);
    if (delimiter >= 0 && (end === undefined || delimiter < end)) {
      return { text: this.#text.slice(at, delimiter), next: delimiter + this.#delimiter.length, last: false };
    }
    return end === undefined ? 'unfinished' : { text: this.#line(at, end), next: end + 1, last: true };
  }

  #quotedFieldAt(at: number): { text: string; next: number; last: boolean } | { fault: string } | 'unfinished' {
    let doubled = false;
    let close = this.#text.indexOf(QUOTE, at + 1);
    while (close >= 0 && this.#text.startsWith(QUOTE, close + 1)) {
      doubled = true;
      close = this.#text.indexOf(QUOTE, close + 2);
    }
    if (close < 0) return 'unfinished';
    const inside = this.#text.slice(at + 1, close);
    const text = doubled ? inside.replaceAll('""', QUOTE) : inside;
    let after = close + 1;
    while (this.#text[after] === ' ' && !this.#text.startsWith(this.#delimiter, after)) after += 1;
    if (this.#text.startsWith(this.#delimiter, after)) return { text, next: after + this.#delimiter.length, last: false };
    const end = this.#lineFrom(after);
    if (end !== undefined && this.#line(after, end) === '') return { text, next: end + 1, last: true };
    if (end === undefined && this.#text.length - after < Math.max(2, this.#delimiter.length)) return 'unfinished';
    return { fault: `${UNCLOSED} where a field ends` };
  }

  /** The place of the next line end; the end of the text when nothing more comes. */
  #lineFrom(at: number): number | undefined {
    const found = this.#text.indexOf(this.#lineEnd ?? '\n', at);
    if (found >= 0) return found;
    return this.#ended ? this.#text.length : undefined;
  }

  /** The text up to a line end, without the `\r` of `\r\n`. */
  #line(at: number, end: number): string {
    const cut = this.#lineEnd === '\n' && end > at && this.#text[end - 1] === '\r' ? end - 1 : end;
    return this.#text.slice(at, cut);
  }

  /** Gives up the line that begins at a place, and no more; undefined when its end is yet to come. */
  #brokenLine(at: number, end: number | undefined, why: string): Parsed | undefined {
    if (end === undefined && this.#text.length - at <= LONGEST_ROW) return undefined;
    if (end === undefined || end - at > LONGEST_ROW) return this.#tooLong(at);
    return { row: new BrokenRow('row', why, this.#line(at, end)), next: end + 1 };
  }

  #tooLong(at: number): Parsed {
    const row = new BrokenRow('row', TOO_LONG, this.#text.slice(at, at + LONGEST_KEPT));
    return { row, next: this.#skipLine(at) };
  }

  #skipLine(at: number): number {
    const end = this.#text.indexOf(this.#lineEnd ?? '\n', at);
    this.#skipping = end < 0;
    return end < 0 ? this.#text.length : end + 1;
  }
}

/** By the first line end: the same wherever the text is cut. Undefined while what follows a `\r` is unknown. */
function lineEndOf(text: string): string | undefined {
  const found = /[\r\n]/.exec(text);
  if (found === null) return undefined;
  if (found[0] === '\n') return '\n';
  const next = text[found.index + 1];
  return next === undefined ? undefined : next === '\n' ? '\n' : '\r';
}

function isEmpty(row: TextRow | BrokenRow): boolean {
  return !(row instanceof BrokenRow) && row.length === 1 && row[0] === '';
}
