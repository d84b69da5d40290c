import fc from 'fast-check';
import type { MetricDefinition } from '../../vocabulary/definition.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { arbitraryExpectation, arbitraryTimes, arbitraryWindow, ITEM_OPERATORS } from './arbitrary.js';
import { isLength } from './lengths.js';

/** What the conditions of a world may rest on. */
export interface Referable {
  readonly metrics: readonly MetricDefinition[];
  /** Names of segments, moments, scores and purposes. */
  readonly segments: readonly string[];
  readonly moments: readonly string[];
  readonly scores: readonly string[];
  readonly purposes: readonly string[];
  readonly calendar: boolean;
}

/** Conditions of these kinds; none for a kind of which there is nothing to rest on. */
export function arbitraryReferences(kinds: ReadonlySet<string>, to: Referable): readonly fc.Arbitrary<JsonObject>[] {
  const { metrics, segments, moments, scores, purposes } = to;
  return [
    ...(kinds.has('metric') && metrics.length > 0 ? [metric(metrics), metric(metrics)] : []),
    ...(kinds.has('segment') && segments.length > 0 ? [fc.constantFrom(...segments).map((segment): JsonObject => ({ segment }))] : []),
    ...(kinds.has('moment') && moments.length > 0 ? [moment(to)] : []),
    ...(kinds.has('score') && scores.length > 0 ? [score(scores)] : []),
    ...(kinds.has('silent') ? [fc.constantFrom('1s', '5s', '30s').map((silent): JsonObject => ({ silent }))] : []),
    ...(kinds.has('localTime') ? [localTime()] : []),
    ...(kinds.has('consent') && purposes.length > 0 ? [consent(purposes)] : []),
    ...(kinds.has('permits') && purposes.length > 0 ? [fc.constantFrom(...purposes).map((permits): JsonObject => ({ permits }))] : []),
  ];
}

function metric(metrics: readonly MetricDefinition[]): fc.Arbitrary<JsonObject> {
  return fc
    .constantFrom(...metrics)
    .chain(({ name, value }) => operatorsFor(value).map((operators): JsonObject => ({ metric: name, ...operators })));
}

/** Operators that a metric's value often meets, and as often does not. */
function operatorsFor(value: JsonObject): fc.Arbitrary<JsonObject> {
  if (isLength(value)) return comparing(LENGTHS, ['gt', 'gte', 'lt', 'lte', 'between', 'is', 'isNot', 'in', 'notIn']);
  if (Object.hasOwn(value, 'shares')) return arbitraryShare();
  const holdsValues = ['first', 'last', 'top'].some((kind) => Object.hasOwn(value, kind));
  return holdsValues
    ? arbitraryExpectation().map(asOperators)
    : comparing(FIGURES, ['is', 'isNot', 'in', 'notIn', 'gt', 'gte', 'lt', 'lte', 'between']);
}

/** Asks into a list of values with their shares. */
function arbitraryShare(): fc.Arbitrary<JsonObject> {
  const share = comparing(SHARES, ['is', 'gt', 'gte', 'lt', 'lte', 'between']);
  const fields = { value: arbitraryExpectation(), share };
  const asked = fc.tuple(fc.constantFrom(...ITEM_OPERATORS), fc.record(fields, { requiredKeys: ['share'] }));
  return fc.oneof(
    { weight: 4, arbitrary: asked.map(([operator, where]): JsonObject => ({ [operator]: { ...where } as JsonObject })) },
    { weight: 1, arbitrary: fc.boolean().map((exists): JsonObject => ({ exists })) },
  );
}

const FIGURES: readonly Json[] = [0, 1, 1, 2, 0.5, 10, 12, -1];
const LENGTHS: readonly Json[] = ['1s', '5s', '10s', '30s'];
const SHARES: readonly Json[] = [0, 0.2, 0.5, 1];

function comparing(operands: readonly Json[], kinds: readonly string[]): fc.Arbitrary<JsonObject> {
  const one = fc.constantFrom(...operands);
  const operator = fc.constantFrom(...kinds, 'exists').chain((kind): fc.Arbitrary<JsonObject> => {
    if (kind === 'exists') return fc.boolean().map((operand) => ({ [kind]: operand }));
    if (kind === 'in' || kind === 'notIn') return fc.array(one, { minLength: 1, maxLength: 3 }).map((operand) => ({ [kind]: operand }));
    if (kind !== 'between') return one.map((operand) => ({ [kind]: operand }));
    return fc
      .tuple(fc.nat(operands.length - 1), fc.nat(operands.length - 1))
      .map(([low, high]) => ({ [kind]: inOrder(operands[low] as Json, operands[high] as Json) }));
  });
  return fc.oneof(
    { weight: 3, arbitrary: operator },
    { weight: 1, arbitrary: fc.tuple(operator, operator).map(([left, right]) => ({ ...left, ...right })) },
  );
}

/** Numbers, or durations in seconds. */
function inOrder(left: Json, right: Json): [Json, Json] {
  const size = (operand: Json): number => (typeof operand === 'number' ? operand : Number.parseInt(String(operand), 10));
  return size(left) <= size(right) ? [left, right] : [right, left];
}

function asOperators(expectation: Json): JsonObject {
  return typeof expectation === 'object' && expectation !== null && !Array.isArray(expectation)
    ? (expectation as JsonObject)
    : { is: expectation };
}

function moment({ moments, calendar }: Referable): fc.Arbitrary<JsonObject> {
  const fields = {
    moment: fc.constantFrom(...moments),
    times: fc.option(arbitraryTimes(), { nil: undefined, freq: 2 }),
    window: fc.option(arbitraryWindow({ calendar }), { nil: undefined, freq: 2 }),
  };
  return fc.record(fields).map(({ moment: name, times, window }) => ({ moment: name, ...(times !== undefined && { times }), ...window }));
}

function score(scores: readonly string[]): fc.Arbitrary<JsonObject> {
  const operators = comparing(SHARES, ['is', 'isNot', 'in', 'notIn', 'gt', 'gte', 'lt', 'lte', 'between']);
  return fc.tuple(fc.constantFrom(...scores), operators).map(([name, test]) => ({ score: name, ...test }));
}

function consent(purposes: readonly string[]): fc.Arbitrary<JsonObject> {
  return fc.record({ consent: fc.constantFrom(...purposes), is: fc.constantFrom('granted', 'denied', 'unknown') });
}

/** Asks for a time of day, some by a clock of its own. */
function localTime(): fc.Arbitrary<JsonObject> {
  const times = fc.constantFrom({ from: '00:00', until: '06:00' }, { from: '09:00', until: '18:30' }, { from: '22:00', until: '02:00' });
  return fc
    .record({ times, timeZone: fc.constantFrom(undefined, 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata') })
    .map(({ times: localTimes, timeZone }): JsonObject => ({ localTime: localTimes, ...(timeZone !== undefined && { timeZone }) }));
}
