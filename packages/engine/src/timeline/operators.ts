import { compareUtf8 } from '../vocabulary/customer.js';
import { parseInstant } from '../vocabulary/instant.js';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import { escapeKey } from './compilation.js';

/** Whether a present value (never null) satisfies an operator's operand. */
type Comparison = (value: Json, operand: Json) => boolean;

/** One operator: how its operand must look, what it means for a present value, and what a missing value gives. */
interface Operator {
  readonly operand: (operand: Json) => boolean;
  /** What the operand must be, in words. */
  readonly wants: string;
  readonly holds: Comparison;
  readonly whenMissing: (operand: Json) => boolean;
  readonly words: string;
}

const never = (): boolean => false;
const always = (): boolean => true;
const isScalar = (value: Json): boolean => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const isNumberOrText = (value: Json): boolean => typeof value === 'string' || typeof value === 'number';
const isText = (value: Json): boolean => typeof value === 'string';
const isList = (value: Json): boolean => Array.isArray(value) && value.every(isScalar);
const isTime = (value: Json): boolean => typeof value === 'string' && parseInstant(value) !== undefined;
const isPair = (value: Json): boolean =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === typeof value[1] && isNumberOrText(value[0] as Json);

/** −1, 0, 1, or undefined when the two are of different types or cannot be ordered. */
function order(left: Json, right: Json): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareUtf8(left, right);
  return undefined;
}

function ordered(test: (difference: number) => boolean): Comparison {
  return (value, operand) => {
    const difference = order(value, operand);
    return difference !== undefined && test(difference);
  };
}

function textual(test: (value: string, operand: string) => boolean): Comparison {
  return (value, operand) => typeof value === 'string' && typeof operand === 'string' && test(value, operand);
}

function timed(test: (value: number, operand: number) => boolean): Comparison {
  return textual((value, operand) => {
    const left = parseInstant(value);
    const right = parseInstant(operand);
    return left !== undefined && right !== undefined && test(left, right);
  });
}

const contains: Comparison = (value, operand) => {
  if (Array.isArray(value)) return value.includes(operand);
  return typeof value === 'string' && typeof operand === 'string' && value.includes(operand);
};
const isIn: Comparison = (value, operand) => Array.isArray(operand) && operand.includes(value);

/** The operators of the definition language. A missing value satisfies only `exists: false`, `isNot` and `notIn`. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  is: operator(isScalar, 'a text, number or boolean', (value, operand) => value === operand, never, 'is'),
  isNot: operator(isScalar, 'a text, number or boolean', (value, operand) => value !== operand, always, 'is not'),
  in: operator(isList, 'a list of texts, numbers or booleans', isIn, never, 'is one of'),
  notIn: operator(isList, 'a list of texts, numbers or booleans', (value, operand) => !isIn(value, operand), always, 'is none of'),
  exists: operator(
    (operand) => typeof operand === 'boolean',
    'true or false',
    (_, operand) => operand === true,
    (operand) => operand === false,
    'exists:',
  ),
  gt: operator(
    isNumberOrText,
    'a number or text',
    ordered((difference) => difference > 0),
    never,
    'is greater than',
  ),
  gte: operator(
    isNumberOrText,
    'a number or text',
    ordered((difference) => difference >= 0),
    never,
    'is at least',
  ),
  lt: operator(
    isNumberOrText,
    'a number or text',
    ordered((difference) => difference < 0),
    never,
    'is less than',
  ),
  lte: operator(
    isNumberOrText,
    'a number or text',
    ordered((difference) => difference <= 0),
    never,
    'is at most',
  ),
  between: operator(isPair, 'a list of two numbers or two texts', between, never, 'is between'),
  contains: operator(isScalar, 'a text, number or boolean', contains, never, 'contains'),
  startsWith: operator(
    isText,
    'a text',
    textual((value, operand) => value.startsWith(operand)),
    never,
    'starts with',
  ),
  endsWith: operator(
    isText,
    'a text',
    textual((value, operand) => value.endsWith(operand)),
    never,
    'ends with',
  ),
  before: operator(
    isTime,
    'a time such as 2026-01-31T12:00:00Z',
    timed((value, operand) => value < operand),
    never,
    'is before',
  ),
  after: operator(
    isTime,
    'a time such as 2026-01-31T12:00:00Z',
    timed((value, operand) => value > operand),
    never,
    'is after',
  ),
};

function operator(
  operand: Operator['operand'],
  wants: string,
  holds: Comparison,
  whenMissing: Operator['whenMissing'],
  words: string,
): Operator {
  return { operand, wants, holds, whenMissing, words };
}

function between(value: Json, operand: Json): boolean {
  const [low, high] = operand as [Json, Json];
  const fromLow = order(value, low);
  const toHigh = order(value, high);
  return fromLow !== undefined && toHigh !== undefined && fromLow >= 0 && toHigh <= 0;
}

/** A test of one value: every operator named must hold. */
export interface Test {
  readonly holds: (value: Json) => boolean;
  readonly words: string;
}

/** A mistake in a test, said at its place below the test. */
export interface TestMistake {
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Compiles a test as written: a bare value (meaning `is`) or `{operator: operand, …}`, all of which must hold.
 * `null` as the value stands for a missing one.
 */
export function compileTest(spec: Json): Test | TestMistake {
  if (isScalar(spec)) return compileTest({ is: spec });
  if (!isJsonObject(spec))
    return {
      pointer: '',
      message: 'expected a value or operators',
      remedy: `write a value, or {operator: value} with one of ${Object.keys(OPERATORS).join(', ')}`,
    };
  const parts = Object.entries(spec);
  if (parts.length === 0)
    return { pointer: '', message: 'an operator is missing', remedy: `add one of ${Object.keys(OPERATORS).join(', ')}` };
  const tests: ((value: Json) => boolean)[] = [];
  for (const [name, operand] of parts) {
    const found = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (found === undefined)
      return {
        pointer: `/${escapeKey(name)}`,
        message: `there is no operator "${name}"`,
        remedy: `use one of ${Object.keys(OPERATORS).join(', ')}`,
      };
    if (!found.operand(operand))
      return { pointer: `/${name}`, message: `${name} does not take ${JSON.stringify(operand)}`, remedy: `give it ${found.wants}` };
    tests.push((value) => (value === null ? found.whenMissing(operand) : found.holds(value, operand)));
  }
  const words = parts.map(([name, operand]) => `${(OPERATORS[name] as Operator).words} ${wordsOf(operand)}`).join(' and ');
  return { holds: (value) => tests.every((test) => test(value)), words };
}

function wordsOf(operand: Json): string {
  return Array.isArray(operand) ? operand.map(wordsOf).join(', ') : String(operand);
}
