/** What a group of lines says as a whole: sums, extremes, firsts and lasts. */
import type { Json } from '../../vocabulary/json.js';
import type { Columns } from '../mapping/columns.js';
import { numberOf, numberText } from '../mapping/convert.js';
import { DecimalSum } from '../mapping/decimal-sum.js';
import type { Total } from '../mapping/mapping.js';
import { rowValue } from '../mapping/values.js';

/** One total of one group, while its lines are read. @typeParam R what a line is */
export interface RunningTotal<R> {
  /** @throws RowProblem when the line's value is none. */
  add(row: R): void;
  /** Undefined when no line had a value. */
  value(): Json | undefined;
}

/** Compiles a total; each call of what it returns begins one anew. @throws CuspError invalid_mapping */
export function totalOf<R>(rule: Total, at: string, columns: Columns<R>): () => RunningTotal<R> {
  if ('count' in rule) return countOfLines;
  if ('first' in rule) return chosen(rowValue(rule.first, `${at}.first`, columns), (before) => before === undefined);
  if ('last' in rule) return chosen(rowValue(rule.last, `${at}.last`, columns), () => true);
  if ('min' in rule) return chosen(numberIn(rule.min, `${at}.min`, columns), (before, value) => before === undefined || value < before);
  if ('max' in rule) return chosen(numberIn(rule.max, `${at}.max`, columns), (before, value) => before === undefined || value > before);
  const factors = rule.times === undefined ? [rule.sum] : [rule.sum, rule.times];
  return sum(factors.map((column) => numberTextIn(column, at, columns)));
}

function countOfLines<R>(): RunningTotal<R> {
  let count = 0;
  return {
    add: () => {
      count += 1;
    },
    value: () => count,
  };
}

function chosen<R, V extends Json>(
  valueOf: (row: R) => V | undefined,
  better: (before: V | undefined, value: V) => boolean,
): () => RunningTotal<R> {
  return () => {
    let chosenValue: V | undefined;
    return {
      add: (row) => {
        const value = valueOf(row);
        if (value !== undefined && better(chosenValue, value)) chosenValue = value;
      },
      value: () => chosenValue,
    };
  };
}

function sum<R>(factors: readonly ((row: R) => string | undefined)[]): () => RunningTotal<R> {
  return () => {
    const running = new DecimalSum();
    let any = false;
    return {
      add: (row) => {
        const texts = factors.flatMap((factor) => factor(row) ?? []);
        // A product with a missing factor is missing itself.
        if (texts.length < factors.length) return;
        running.add(...texts);
        any = true;
      },
      value: () => (any ? running.value() : undefined),
    };
  };
}

function numberIn<R>(column: string, at: string, columns: Columns<R>): (row: R) => number | undefined {
  const value = rowValue(column, at, columns);
  return (row) => {
    const found = value(row);
    return found === undefined ? undefined : numberOf(found, column, columns.decimalComma === true);
  };
}

/** A number as it is written, which is exact. */
function numberTextIn<R>(column: string, at: string, columns: Columns<R>): (row: R) => string | undefined {
  const value = rowValue(column, at, columns);
  const decimalComma = columns.decimalComma === true;
  return (row) => {
    const found = value(row);
    if (found === undefined) return undefined;
    numberOf(found, column, decimalComma);
    return numberText(found, decimalComma);
  };
}
