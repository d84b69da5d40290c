import { compareUtf8 } from '../../vocabulary/customer.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { parseInstant } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { valueAt } from './reading.js';
import { sessionOf } from './sessions.js';

/** The events that earlier steps of a pattern took, by the name that `as` gave them. */
export type NamedEvents = Readonly<Record<string, CustomerEvent>>;

/** The operators that the twin knows; the last two compare with an earlier step of a pattern. */
export const TWIN_OPERATORS: readonly string[] = [
  ...['is', 'isNot', 'in', 'notIn', 'exists', 'gt', 'gte', 'lt', 'lte', 'between', 'contains', 'startsWith', 'endsWith', 'before', 'after'],
  ...['anyItem', 'everyItem', 'noItem', 'sameAs', 'differsFrom'],
];

/** Whether an event meets every path of a `where`. */
export function meetsWhere(event: CustomerEvent, where: JsonObject, named: NamedEvents = {}): boolean {
  return Object.entries(where).every(([path, expected]) => satisfies(valueOfPath(event, path), expected, named));
}

/** The value at `properties.…`, `context.…`, `traits.…` or `session.…` of an event; undefined when missing. */
export function valueOfPath(event: CustomerEvent, path: string): Json | undefined {
  const { properties, context, traits } = event;
  return valueAt({ properties, context, traits, session: sessionOf(event) }, path.split('.'));
}

/** Whether a value (undefined: missing) satisfies what is expected of it: a bare value, or operators that must all hold. */
export function satisfies(value: Json | undefined, expected: Json, named: NamedEvents = {}): boolean {
  if (!isJsonObject(expected)) return holds('is', value, expected, named);
  return Object.entries(expected).every(([operator, operand]) => holds(operator, value, operand, named));
}

function holds(operator: string, value: Json | undefined, operand: Json, named: NamedEvents): boolean {
  switch (operator) {
    case 'isNot':
      return !holds('is', value, operand, named);
    case 'notIn':
      return !holds('in', value, operand, named);
    case 'exists':
      return (value !== undefined) === operand;
    case 'anyItem':
      return itemsOf(value).some((item) => meetsItem(item, operand));
    case 'everyItem':
      return itemsOf(value).every((item) => meetsItem(item, operand));
    case 'noItem':
      return !itemsOf(value).some((item) => meetsItem(item, operand));
    default:
      return value !== undefined && holdsOfPresent(operator, value, operand, named);
  }
}

function holdsOfPresent(operator: string, value: Json, operand: Json, named: NamedEvents): boolean {
  switch (operator) {
    case 'is':
      return same(value, operand);
    case 'in':
      return Array.isArray(operand) && operand.some((one) => same(value, one));
    case 'gt':
      return compares(value, operand, (order) => order > 0);
    case 'gte':
      return compares(value, operand, (order) => order >= 0);
    case 'lt':
      return compares(value, operand, (order) => order < 0);
    case 'lte':
      return compares(value, operand, (order) => order <= 0);
    case 'between':
      return (
        Array.isArray(operand) &&
        holdsOfPresent('gte', value, operand[0] ?? null, named) &&
        holdsOfPresent('lte', value, operand[1] ?? null, named)
      );
    case 'contains':
      if (Array.isArray(value)) return value.some((item) => same(item, operand));
      return typeof value === 'string' && typeof operand === 'string' && value.includes(operand);
    case 'startsWith':
      return typeof value === 'string' && typeof operand === 'string' && value.startsWith(operand);
    case 'endsWith':
      return typeof value === 'string' && typeof operand === 'string' && value.endsWith(operand);
    case 'before':
      return comparesInstants(value, operand, (difference) => difference < 0);
    case 'after':
      return comparesInstants(value, operand, (difference) => difference > 0);
    case 'sameAs':
      return comparesToStep(value, operand, named, (equal) => equal);
    case 'differsFrom':
      return comparesToStep(value, operand, named, (equal) => !equal);
    default:
      throw new TypeError(`unknown operator ${operator}`);
  }
}

/** Equal values of one type; a number never equals a numeric text. */
export function same(left: Json, right: Json): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index] ?? null));
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && same(left[key] ?? null, right[key] ?? null))
    );
  }
  return left === right;
}

/** Numbers with numbers, text with text by UTF-8 bytes; anything else does not compare. */
function compares(left: Json, right: Json, test: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return test(left < right ? -1 : left > right ? 1 : 0);
  return typeof left === 'string' && typeof right === 'string' && test(compareUtf8(left, right));
}

function comparesInstants(left: Json, right: Json, test: (difference: number) => boolean): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const [one, other] = [parseInstant(left), parseInstant(right)];
  return one !== undefined && other !== undefined && test(one - other);
}

/** Compares with `step.path` of an earlier step's event; both values need to be present. */
function comparesToStep(value: Json, operand: Json, named: NamedEvents, test: (equal: boolean) => boolean): boolean {
  if (typeof operand !== 'string') throw new TypeError('a step is referred to by text');
  const [step = '', ...path] = operand.split('.');
  const event = Object.hasOwn(named, step) ? named[step] : undefined;
  if (event === undefined) throw new TypeError(`no earlier step is named ${step}`);
  const other = valueOfPath(event, path.join('.'));
  return other !== undefined && test(same(value, other));
}

/** The items of an array; a value that is missing or no array has none. */
function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Whether an item meets a `where` over the paths inside it. */
function meetsItem(item: Json, where: Json): boolean {
  if (!isJsonObject(where)) throw new TypeError('items need a where');
  return Object.entries(where).every(([path, expected]) => satisfies(valueAt(item, path.split('.')), expected));
}
