/** Compiles the rules of a mapping into functions of a row: columns become positions once, not once a row. */
import type { Json } from '../../vocabulary/json.js';
import type { Columns } from './columns.js';
import { zoneOffset } from './local-time.js';
import type { ColumnValue, RowCondition, ValueRule } from './mapping.js';
import { timeReader } from './time-format.js';
import { formatInstant } from '../../vocabulary/instant.js';

/** A row's fields, by position; a column that the row does not have is an empty text. */
export type Row = readonly string[];

/** Why a row cannot be mapped: the column, and what is wrong with its text. */
export class RowProblem extends Error {
  readonly field: string;

  constructor(field: string, detail: string) {
    super(detail);
    this.field = field;
  }
}

/** A value of a row, or undefined when it has none. @throws RowProblem */
export type RowValue = (row: Row) => Json | undefined;
type RowText = (row: Row) => string | undefined;
export type RowTest = (row: Row) => boolean;

/** Longest piece of a row's text that a message quotes. */
const QUOTED = 60;

/**
 * Compiles one rule. `at` is its path in the mapping (`properties.price`), for messages.
 * @throws CuspError invalid_mapping when it names a column that the file has not, or an unknown format or zone.
 */
export function rowValue(rule: ValueRule, at: string, columns: Columns): RowValue {
  if (typeof rule === 'string') return columnValue({ column: rule }, at, columns);
  if ('column' in rule) return onlyWhen(rule.when, at, columns, columnValue(rule, at, columns));
  if ('template' in rule) return onlyWhen(rule.when, at, columns, templateText(rule.template, at, columns));
  const { constant } = rule;
  return onlyWhen(rule.when, at, columns, () => constant);
}

/** Compiles a `when`; without one it always holds. */
export function rowTest(condition: RowCondition | undefined, at: string, columns: Columns): RowTest {
  if (condition === undefined) return () => true;
  const text = columnText(condition.column, at, columns);
  const { missing, is, isNot, startsWith } = condition;
  const oneOf = condition.in === undefined ? undefined : new Set(condition.in);
  if (missing === undefined && is === undefined && isNot === undefined && startsWith === undefined && oneOf === undefined) {
    throw columns.invalid(at, 'the condition tests nothing; give missing, is, isNot, in or startsWith');
  }
  return (row) => {
    const found = text(row);
    if (missing !== undefined && (found === undefined) !== missing) return false;
    if (is !== undefined && found !== is) return false;
    if (isNot !== undefined && found === isNot) return false;
    if (oneOf !== undefined && (found === undefined || !oneOf.has(found))) return false;
    return startsWith === undefined || (found?.startsWith(startsWith) ?? false);
  };
}

function onlyWhen(condition: RowCondition | undefined, at: string, columns: Columns, value: RowValue): RowValue {
  if (condition === undefined) return value;
  const test = rowTest(condition, at, columns);
  return (row) => (test(row) ? value(row) : undefined);
}

/** A column's text without white space around it; undefined when nothing is left, or when it is one of `missingValues`. */
function columnText(column: string, at: string, columns: Columns): RowText {
  const index = columns.indexOf(column, at);
  const { missingValues } = columns;
  return (row) => {
    const text = row[index]?.trim() ?? '';
    return text === '' || missingValues.has(text) ? undefined : text;
  };
}

function templateText(template: string, at: string, columns: Columns): RowValue {
  const pieces = template.split(/\{([^{}]+)\}/);
  if (pieces.length === 1) throw columns.invalid(at, `the template '${template}' names no {Column}; write it as a constant`);
  const parts = pieces.map((piece, index): RowText => (index % 2 === 0 ? () => piece : columnText(piece, at, columns)));
  return (row) => {
    let text = '';
    for (const part of parts) {
      const found = part(row);
      if (found === undefined) return undefined;
      text += found;
    }
    return text;
  };
}

function columnValue(rule: ColumnValue, at: string, columns: Columns): RowValue {
  const text = columnText(rule.column, at, columns);
  const convert = converter(rule, at, columns);
  return (row) => {
    const found = text(row);
    if (found === undefined) {
      if (rule.required === true) throw new RowProblem(rule.column, 'is empty, and the mapping requires it');
      return undefined;
    }
    return convert(found, row);
  };
}

type Convert = (text: string, row: Row) => Json;

function converter(rule: ColumnValue, at: string, columns: Columns): Convert {
  if (rule.type !== 'time' && (rule.format !== undefined || rule.timeZone !== undefined)) {
    throw columns.invalid(at, "format and timeZone belong to a value of type 'time'");
  }
  switch (rule.type ?? 'text') {
    case 'integer':
      return (text) => integerOf(text, rule.column);
    case 'number':
      return (text) => numberOf(text, rule.column);
    case 'boolean':
      return (text) => booleanOf(text, rule.column);
    case 'json':
      return (text) => jsonOf(text, rule.column);
    case 'time': {
      const read = rowInstant(rule, at, columns);
      return (text) => formatInstant(read(text));
    }
    case 'text':
      return rule.trim === false ? untrimmed(columns.indexOf(rule.column, at)) : (text) => text;
  }
}

function untrimmed(index: number): Convert {
  return (text, row) => row[index] ?? text;
}

/** Compiles the reading of a time column's text. @throws CuspError invalid_mapping; the reader throws RowProblem. */
export function rowInstant(rule: ColumnValue, at: string, columns: Columns): (text: string) => number {
  const zone = rule.timeZone ?? 'UTC';
  const offset = zoneOffset(zone);
  if (offset === undefined) throw columns.invalid(at, `there is no time zone '${zone}'; write an IANA name such as Europe/London`);
  const format = rule.format ?? 'iso';
  const read = timeReader(format, offset);
  if (read === undefined) {
    throw columns.invalid(at, `'${format}' is no time format; use iso, unix, unixMs, or yyyy, MM and dd with HH, mm, ss, SSS`);
  }
  return (text) => {
    const instant = read(text);
    if (instant === undefined) throw new RowProblem(rule.column, `${quoted(text)} is no time of the format ${format}`);
    return instant;
  };
}

function integerOf(text: string, column: string): number {
  const value = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new RowProblem(column, `${quoted(text)} is no whole number`);
  return value === 0 ? 0 : value;
}

function numberOf(text: string, column: string): number {
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new RowProblem(column, `${quoted(text)} is no number`);
  return value === 0 ? 0 : value;
}

const TRUE = new Set(['true', 'yes', 'y', 't', '1']);
const FALSE = new Set(['false', 'no', 'n', 'f', '0']);

function booleanOf(text: string, column: string): boolean {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new RowProblem(column, `${quoted(text)} is neither true nor false`);
}

function jsonOf(text: string, column: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RowProblem(column, `${quoted(text)} is no JSON`);
  }
}

function quoted(text: string): string {
  return `'${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}'`;
}
