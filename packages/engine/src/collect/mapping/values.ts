/** Compiles the rules of a mapping into functions of a row: names are looked up once, not once a row. */
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { type Columns, invalidMapping } from './columns.js';
import { converter, identifierOf, isRounded, textOf } from './convert.js';
import type { ColumnValue, RowCondition, ValueRule } from './mapping.js';
import { quoted, RowProblem } from './row-problem.js';

/** A value of a row, or undefined when it has none. @throws RowProblem */
export type RowValue<R> = (row: R) => Json | undefined;
/** Several values of a row, those that it has. @throws RowProblem */
export type RowValues<R> = (row: R) => JsonObject;
/** Whether a rule applies to a row. */
export type RowTest<R> = (row: R) => boolean;

/**
 * Compiles one rule. `at` is its path in the mapping (`properties.price`), for messages.
 * @throws CuspError invalid_mapping when it names a column that the file has not, or an unknown format or zone.
 */
export function rowValue<R>(rule: ValueRule, at: string, columns: Columns<R>): RowValue<R> {
  if (typeof rule === 'string') return columnValue({ column: rule }, at, columns);
  if ('column' in rule) return onlyWhen(rule.when, at, columns, columnValue(rule, at, columns));
  if ('template' in rule) return onlyWhen(rule.when, at, columns, templateText(rule.template, at, columns));
  const { constant } = rule;
  return onlyWhen(rule.when, at, columns, () => constant);
}

/** Compiles the rules of an object's values. @throws CuspError invalid_mapping */
export function rowValues<R>(rules: Readonly<Record<string, ValueRule>>, at: string, columns: Columns<R>): RowValues<R> {
  const compiled = Object.entries(rules).map(([name, rule]) => ({ name, value: rowValue(rule, `${at}.${name}`, columns) }));
  return (row) => {
    const values: JsonObject = {};
    for (const { name, value } of compiled) {
      const found = value(row);
      if (found !== undefined) values[name] = found;
    }
    return values;
  };
}

/** Compiles an identifier. @throws CuspError invalid_mapping when its type can hold none. */
export function rowIdentifier<R>(rule: ValueRule | undefined, at: string, columns: Columns<R>): (row: R) => string | undefined {
  if (rule === undefined) return () => undefined;
  const type = typeof rule === 'object' && 'column' in rule ? rule.type : undefined;
  if (type !== undefined && type !== 'text' && type !== 'integer') throw invalidMapping(at, `an id is text or integer, not ${type}`);
  const value = rowValue(rule, at, columns);
  const field = typeof rule === 'string' ? rule : 'column' in rule ? rule.column : at;
  return (row) => {
    const found = value(row);
    return found === undefined ? undefined : identifierOf(found, field);
  };
}

/** Compiles a `when`; without one it always holds. */
export function rowTest<R>(condition: RowCondition | undefined, at: string, columns: Columns<R>): RowTest<R> {
  if (condition === undefined) return () => true;
  const value = presentValue(condition.column, at, columns);
  const { missing, is, isNot, startsWith } = condition;
  const oneOf = condition.in === undefined ? undefined : new Set(condition.in);
  if (missing === undefined && is === undefined && isNot === undefined && startsWith === undefined && oneOf === undefined) {
    throw invalidMapping(at, 'the condition tests nothing; give missing, is, isNot, in or startsWith');
  }
  return (row) => {
    const given = value(row);
    if (missing !== undefined && (given === undefined) !== missing) return false;
    const text = given === undefined ? undefined : textOf(given);
    if (is !== undefined && text !== is) return false;
    if (isNot !== undefined && text === isNot) return false;
    if (oneOf !== undefined && (text === undefined || !oneOf.has(text))) return false;
    return startsWith === undefined || (text?.startsWith(startsWith) ?? false);
  };
}

function onlyWhen<R>(condition: RowCondition | undefined, at: string, columns: Columns<R>, value: RowValue<R>): RowValue<R> {
  if (condition === undefined) return value;
  const test = rowTest(condition, at, columns);
  return (row) => (test(row) ? value(row) : undefined);
}

/** A column's value, a text without white space around it; undefined when nothing is left, or when it is one of `missingValues`. */
function presentValue<R>(column: string, at: string, columns: Columns<R>): RowValue<R> {
  const cell = columns.cell(column, at);
  const { missingValues } = columns;
  const means = missingValues.size > 0;
  return (row) => {
    const found = cell(row);
    if (found === undefined || found === null) return undefined;
    if (typeof found !== 'string') return means && missingValues.has(textOf(found)) ? undefined : found;
    const text = found.trim();
    return text === '' || (means && missingValues.has(text)) ? undefined : text;
  };
}

function templateText<R>(template: string, at: string, columns: Columns<R>): RowValue<R> {
  const pieces = template.split(/\{([^{}]+)\}/);
  if (pieces.length === 1) throw invalidMapping(at, `the template '${template}' names no {Column}; write it as a constant`);
  const parts = pieces.map((piece, index): RowValue<R> => (index % 2 === 0 ? () => piece : presentValue(piece, at, columns)));
  return (row) => {
    let text = '';
    for (const part of parts) {
      const found = part(row);
      if (found === undefined) return undefined;
      if (isRounded(found)) throw new RowProblem(at, `${quoted(textOf(found))} is beyond 2^53, where numbers are rounded`);
      text += textOf(found);
    }
    return text;
  };
}

function columnValue<R>(rule: ColumnValue, at: string, columns: Columns<R>): RowValue<R> {
  const { column } = rule;
  const value = presentValue(column, at, columns);
  const asWritten = rule.trim === false ? columns.cell(column, at) : value;
  const meaning = meaningOf(rule, at);
  const convert = converter(rule, at, columns.decimalComma);
  return (row) => {
    if (value(row) !== undefined) return convert(meaning(asWritten(row) as Json));
    if (rule.required === true) throw new RowProblem(column, 'is empty, and the mapping requires it');
    return undefined;
  };
}

/** What a value stands for by the rule's `values`; itself without them. */
function meaningOf({ column, values, trim }: ColumnValue, at: string): (value: Json) => Json {
  if (values === undefined) return (value) => value;
  if (trim === false) throw invalidMapping(at, 'with values, texts are always trimmed');
  const meanings = new Map<string, Json>(Object.entries(values));
  return (value) => {
    const found = meanings.get(textOf(value));
    if (found === undefined) throw new RowProblem(column, `${quoted(textOf(value))} is not among the values of the mapping`);
    return found;
  };
}
