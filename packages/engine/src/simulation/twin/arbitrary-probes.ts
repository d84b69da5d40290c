import fc from 'fast-check';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { arbitraryItemTest, ITEM_OPERATORS, OPERANDS, spec, ZONES } from './arbitrary.js';
import { CALENDAR_WORDS } from './window.js';

/**
 * Conditions and patterns that ask about one thing alone: what they ask decides how they are answered, so that nothing else hides
 * a mistake in it.
 */

const PATHS = [
  'properties.category',
  'properties.category',
  'properties.price',
  'properties.price',
  'properties.tags',
  'properties.seen',
  'properties.nested.deep',
];
/** For operators that ask something of few values only. */
const PATHS_OF: Readonly<Record<string, readonly string[]>> = {
  before: ['properties.seen'],
  after: ['properties.seen'],
  contains: ['properties.tags', 'properties.tags', 'properties.category'],
  startsWith: ['properties.category'],
  endsWith: ['properties.category'],
};
const TRAITS = ['plan', 'country', 'age'];
const COMPARED = [
  'properties.category',
  'properties.category',
  'properties.category',
  'properties.price',
  'properties.price',
  'properties.tags',
];
const VIEWED = 'Product Viewed';
const EVENTS = [VIEWED, VIEWED, 'Product Added', 'Session Started'];

/** The operators that {@link arbitraryProbe} can ask. */
export const PROBED_OPERATORS: readonly string[] = [...Object.keys(OPERANDS), ...ITEM_OPERATORS];

/** A condition that asks one operator of one value: it holds about as often as the operator does. */
export function arbitraryProbe(operator: string): fc.Arbitrary<JsonObject> {
  const ofItems = ITEM_OPERATORS.find((one) => one === operator);
  if (ofItems !== undefined)
    return arbitraryItemTest(ofItems).map((test) => ({ performed: VIEWED, where: { 'properties.products': test } }));
  const test = (OPERANDS[operator] as fc.Arbitrary<Json>).map((operand): JsonObject => ({ [operator]: operand }));
  const paths = PATHS_OF[operator] ?? PATHS;
  const ofValue = fc
    .tuple(fc.constantFrom(...paths), test)
    .map(([path, one]): JsonObject => ({ performed: VIEWED, where: { [path]: one } }));
  const ofTrait = fc.tuple(fc.constantFrom(...TRAITS), test).map(([name, one]): JsonObject => ({ trait: name, ...one }));
  return fc.oneof({ weight: 2, arbitrary: ofValue }, { weight: 1, arbitrary: ofTrait });
}

/**
 * Conditions that ask how often an event, or a moment, happened in one of the calendar's periods, in somebody's zone or in a fixed one.
 * @param zone a zone that is asked of more than others
 */
export function arbitraryPeriod(word: string, zone: string, moments: readonly string[]): fc.Arbitrary<JsonObject> {
  const happened = {
    times: fc.option(
      fc.integer({ min: 1, max: 2 }).map((atLeast): Json => ({ atLeast })),
      { nil: undefined, freq: 1 },
    ),
    timeZone: fc.option(fc.oneof(fc.constant(zone), fc.constantFrom(...ZONES)), { nil: undefined, freq: 1 }),
  };
  const events = fc.record({ performed: fc.constantFrom(...EVENTS), ...happened });
  const patterns = fc.record({ moment: fc.constantFrom(...moments), ...happened });
  return fc.tuple(events, patterns).map((asked): JsonObject => ({ any: asked.map((one) => spec({ ...one, within: word })) }));
}

/** The words that {@link arbitraryPeriod} can ask. */
export const PERIODS: readonly string[] = Object.keys(CALENDAR_WORDS);

/** A pattern of two steps, the second of which is told apart by a value of the first. */
export function arbitraryComparison(operator: 'sameAs' | 'differsFrom'): fc.Arbitrary<readonly JsonObject[]> {
  const event = fc.constantFrom(VIEWED, VIEWED, VIEWED, 'Product Added');
  return fc.tuple(event, event, fc.constantFrom(...COMPARED)).map(([first, second, path]) => [
    { performed: first, as: 'first' },
    { performed: second, where: { [path]: { [operator]: `first.${path}` } } },
  ]);
}

/** A pattern of one event that is told apart by whether another happened before it: what that event says is all that decides. */
export function arbitraryGuarded(): fc.Arbitrary<readonly JsonObject[]> {
  const times = fc.constantFrom<JsonObject>({ atLeast: 1 }, { atLeast: 2 }, { exactly: 1 }, { atMost: 1 });
  const within = fc.constantFrom(undefined, '1s', '5s', '10s');
  const asked = fc.constantFrom('Product Added', 'Order Completed', 'Page Viewed', 'Product Added');
  return fc.record({ performed: asked, times, within }).map((guard) => [{ performed: VIEWED, if: spec(guard) }]);
}

/** A sequence of two events of seldom names, so near to each other: few other pairs stand in for one that is a millisecond too far. */
export function arbitraryPair(within: string): fc.Arbitrary<JsonObject> {
  const seldom = fc.constantFrom('Product Added', 'Order Completed', 'Page Viewed');
  return fc.tuple(seldom, seldom).map(([first, second]) => ({ sequence: [{ performed: first }, { performed: second }], within }));
}

/** A sequence of two events, the last of them in one of the calendar's periods. */
export function arbitraryPairSince(since: string): fc.Arbitrary<JsonObject> {
  const often = fc.constantFrom(VIEWED, VIEWED, 'Product Added');
  return fc.tuple(often, often).map(([first, second]) => ({ sequence: [{ performed: first }, { performed: second }], since }));
}
