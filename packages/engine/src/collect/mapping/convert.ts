/** The types of a mapping: how a value that is there becomes one of the type asked for. */
import { formatInstant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { invalidMapping } from './columns.js';
import { zoneOffset } from './local-time.js';
import type { ColumnValue } from './mapping.js';
import { quoted, RowProblem } from './row-problem.js';
import { timeReader } from './time-format.js';

/** Converts a value that is not missing. @throws RowProblem */
export type Convert = (value: Json) => Json;

/** Compiles the type of a column. @throws CuspError invalid_mapping for an unknown format or zone. */
export function converter(rule: ColumnValue, at: string, decimalComma = false): Convert {
  const { column, type } = rule;
  if (type !== 'time' && (rule.format !== undefined || rule.timeZone !== undefined || rule.since !== undefined)) {
    throw invalidMapping(at, "format, since and timeZone belong to a value of type 'time'");
  }
  switch (type) {
    case 'integer':
      return (value) => integerOf(value, column);
    case 'number':
      return (value) => numberOf(value, column, decimalComma);
    case 'boolean':
      return (value) => booleanOf(value, column);
    case 'json':
      return (value) => jsonOf(value, column);
    case 'time': {
      const read = instantReader(rule, at);
      return (value) => formatInstant(read(value));
    }
    case 'text':
      return textOf;
    default:
      return (value) => asItIs(value, column);
  }
}

/** Compiles the reading of a time. @throws CuspError invalid_mapping; the reader throws RowProblem. */
export function instantReader(rule: ColumnValue, at: string): (value: Json) => number {
  const zone = rule.timeZone ?? 'UTC';
  const offset = zoneOffset(zone);
  if (offset === undefined) throw invalidMapping(at, `there is no time zone '${zone}'; write an IANA name such as Europe/London`);
  const format = rule.format ?? 'iso';
  const read = timeReader(format, offset, rule.since);
  if (read === undefined) {
    throw invalidMapping(
      at,
      rule.since !== undefined || format === 'days' || format === 'weeks'
        ? `'${format}' since '${rule.since ?? ''}' is no time format; days and weeks, and only they, have a since such as 1899-12-30`
        : `'${format}' is no time format; use iso, unix, unixMs, days, weeks, or yyyy, MM and dd with HH, mm, ss, SSS`,
    );
  }
  return (value) => {
    const text = textOf(value);
    const instant = read(text);
    if (instant !== undefined) return instant;
    // Read as if in a zone whose clocks skip nothing.
    const skipped = timeReader(format, () => 0, rule.since)?.(text) !== undefined;
    const why = skipped ? `is skipped by the clocks of ${zone}: is that the time zone of the file?` : `is no time of the format ${format}`;
    throw new RowProblem(rule.column, `${quoted(text)} ${why}`);
  };
}

/** A value as text: texts and numbers as they are, anything else as JSON. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** True for a whole number that JSON could write but a number cannot hold: it came rounded. */
export function isRounded(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** An identifier's value as text. @throws RowProblem when it is none, or a number that came rounded. */
export function identifierOf(value: Json, field: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') throw new RowProblem(field, `${quoted(textOf(value))} is no identifier; one is text or a whole number`);
  if (isRounded(value)) {
    throw new RowProblem(field, `${quoted(String(value))} is beyond 2^53, where numbers are rounded: write the identifier as text`);
  }
  return String(value);
}

/** A value that keeps its type. @throws RowProblem for a number such as 1e999, which JSON would say again as null. */
export function asItIs(value: Json, column: string): Json {
  if (typeof value === 'string' || isFinite(value)) return value;
  throw new RowProblem(column, 'holds a number beyond the largest one, about 1.8e308');
}

function isFinite(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isFinite);
}

function integerOf(given: Json, column: string): number {
  const text = textOf(given);
  const value = /^[+-]?\d{1,400}$/.test(text) || typeof given === 'number' ? Number(text) : Number.NaN;
  if (!Number.isInteger(value)) throw new RowProblem(column, `${quoted(text)} is no whole number${separatorsHint(text)}`);
  if (!Number.isSafeInteger(value)) {
    throw new RowProblem(column, `${quoted(text)} is beyond 2^53, where numbers are rounded: map it as text`);
  }
  return value === 0 ? 0 : value;
}

/** A number out of a number or its text. @throws RowProblem */
export function numberOf(given: Json, column: string, decimalComma: boolean): number {
  const text = numberText(given, decimalComma);
  const looksLikeOne = typeof given === 'number' || /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?$/.test(text);
  const value = looksLikeOne ? Number(text) : Number.NaN;
  if (Number.isNaN(value))
    throw new RowProblem(column, `${quoted(textOf(given))} is no number${separatorsHint(textOf(given), decimalComma)}`);
  if (!Number.isFinite(value)) throw new RowProblem(column, `${quoted(text)} is beyond the largest number, about 1.8e308`);
  return value === 0 ? 0 : value;
}

/** A number's text with a decimal point. */
export function numberText(given: Json, decimalComma: boolean): string {
  const text = textOf(given);
  // A point in such a file parts thousands: it must not become one before decimals.
  return decimalComma && typeof given === 'string' ? text.replaceAll('.', '_').replace(',', '.') : text;
}

/** Says what is most often wrong with a number that people can read. */
function separatorsHint(text: string, decimalComma = false): string {
  if (!/^[+-]?[\d.,' ]*\d[\d.,' ]*$/.test(text) || !/[.,' ]/.test(text)) return '';
  return `: write a decimal ${decimalComma ? 'comma' : 'point'}, and nothing between thousands`;
}

const TRUE = new Set(['true', 'yes', 'y', 't', '1']);
const FALSE = new Set(['false', 'no', 'n', 'f', '0']);

function booleanOf(value: Json, column: string): boolean {
  const word = textOf(value).toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new RowProblem(column, `${quoted(word)} is neither true nor false`);
}

function jsonOf(value: Json, column: string): Json {
  if (typeof value !== 'string') return asItIs(value, column);
  try {
    return asItIs(JSON.parse(value) as Json, column);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RowProblem(column, `${quoted(value)} is no JSON`);
  }
}
