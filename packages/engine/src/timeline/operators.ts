import { compareUtf8 } from '../vocabulary/customer.js';
import { didYouMean } from '../vocabulary/did-you-mean.js';
import { parseInstant } from '../vocabulary/instant.js';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import { escapeKey } from './compilation.js';
import { compileItemWhere, type ItemQuestion, placeOf } from './items.js';

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

/** An operator on arrays: looks for an item, and says what it means to have found one. */
interface ItemOperator {
  /** Whether it looks for an item that meets its `where`, or for one that does not. */
  readonly meets: boolean;
  /** What it says of the array when such an item is there; of none, of an empty array and of what is no array it says the opposite. */
  readonly whenFound: boolean;
  readonly words: (where: string) => string;
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

/** Compares one value. A missing one satisfies only `exists: false`, `isNot` and `notIn`. */
const COMPARISONS: Readonly<Record<string, Operator>> = {
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

/** Asks about the items of an array, each for itself: their operand is a `where` over paths inside one item. */
const ITEM_OPERATORS: Readonly<Record<string, ItemOperator>> = {
  anyItem: { meets: true, whenFound: true, words: (where) => `has an item${where}` },
  everyItem: { meets: false, whenFound: false, words: (where) => `has only items${where}` },
  noItem: { meets: true, whenFound: false, words: (where) => `has no item${where}` },
};

/** The names of the operators of the definition language. */
export const OPERATORS: readonly string[] = [...Object.keys(COMPARISONS), ...Object.keys(ITEM_OPERATORS)];

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
  /** The operators that compare the value as a whole; undefined when there are none. */
  readonly whole: ((value: Json) => boolean) | undefined;
  /** The operators that ask about the items of an array. */
  readonly items: readonly ItemTest[];
}

/** A test of an array by what is looked for among its items. */
export interface ItemTest {
  readonly question: ItemQuestion;
  readonly whenFound: boolean;
}

/** A mistake in a test, said at its place below the test. */
export interface TestMistake {
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
}

/** One operator with its operand. */
type Part = { readonly words: string } & ({ readonly holds: (value: Json) => boolean } | ItemTest);

/**
 * Compiles a test as written: a bare value (meaning `is`) or `{operator: operand, …}`, all of which must hold.
 * `null` as the value stands for a missing one.
 * @param depth in how many items' `where`s the test stands
 */
export function compileTest(spec: Json, depth = 0): Test | TestMistake {
  if (isScalar(spec)) return compileTest({ is: spec }, depth);
  if (!isJsonObject(spec)) {
    const remedy = `write a value, or {operator: value} with one of ${OPERATORS.join(', ')}`;
    return { pointer: '', message: 'expected a value or operators', remedy };
  }
  const given = Object.entries(spec);
  if (given.length === 0) return { pointer: '', message: 'an operator is missing', remedy: `add one of ${OPERATORS.join(', ')}` };
  const parts: Part[] = [];
  for (const [name, operand] of given) {
    const part = compilePart(name, operand, depth);
    if ('message' in part) return { ...part, pointer: `/${escapeKey(name)}${part.pointer}` };
    parts.push(part);
  }
  return joined(parts);
}

function compilePart(name: string, operand: Json, depth: number): Part | TestMistake {
  if (Object.hasOwn(COMPARISONS, name)) return compileComparison(name, COMPARISONS[name] as Operator, operand);
  if (Object.hasOwn(ITEM_OPERATORS, name)) return compileItems(name, ITEM_OPERATORS[name] as ItemOperator, operand, depth);
  const near = didYouMean(name, OPERATORS);
  const meant = near === undefined ? '' : `; did you mean '${near}'?`;
  return { pointer: '', message: `there is no operator '${name}'${meant}`, remedy: `use one of ${OPERATORS.join(', ')}` };
}

function compileComparison(
  name: string,
  { operand: takes, wants, whenMissing, holds, words }: Operator,
  operand: Json,
): Part | TestMistake {
  if (!takes(operand)) return { pointer: '', message: `${name} does not take ${JSON.stringify(operand)}`, remedy: `give it ${wants}` };
  return {
    holds: (value) => (value === null ? whenMissing(operand) : holds(value, operand)),
    words: `${words} ${wordsOf(operand)}`,
  };
}

function compileItems(name: string, { meets, whenFound, words }: ItemOperator, operand: Json, depth: number): Part | TestMistake {
  if (!isJsonObject(operand)) {
    const remedy = 'give it paths inside one item with what each must be, for instance { category: shoes, price: { gt: 50 } }';
    return { pointer: '', message: `${name} does not take ${JSON.stringify(operand)}`, remedy };
  }
  const where = compileItemWhere(operand, depth, compileTest);
  if ('message' in where) return where;
  return { question: { where, spec: operand, meets }, whenFound, words: words(where.words === '' ? '' : ` (${where.words})`) };
}

function joined(parts: readonly Part[]): Test {
  const comparisons = parts.flatMap((part) => ('holds' in part ? [part.holds] : []));
  const items: readonly ItemTest[] = parts.filter((part) => 'question' in part);
  const whole = comparisons.length === 0 ? undefined : (value: Json): boolean => comparisons.every((holds) => holds(value));
  return {
    holds: (value) => whole?.(value) !== false && items.every((test) => holdsOfItems(test, value)),
    words: parts.map(({ words }) => words).join(' and '),
    whole,
    items,
  };
}

function holdsOfItems({ question, whenFound }: ItemTest, value: Json): boolean {
  return (placeOf(question, value) !== undefined) === whenFound;
}

function wordsOf(operand: Json): string {
  return Array.isArray(operand) ? operand.map(wordsOf).join(', ') : String(operand);
}
