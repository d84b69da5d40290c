import fc from 'fast-check';
import type { MetricDefinition, MomentDefinition, SegmentDefinition } from '../../vocabulary/definition.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import {
  arbitraryAggregate,
  arbitraryCombination,
  arbitraryCondition,
  arbitraryMetric,
  arbitraryMoment,
  type MetricOptions,
} from '../twin/arbitrary.js';
import {
  arbitraryComparison,
  arbitraryGuarded,
  arbitraryPair,
  arbitraryPairSince,
  arbitraryPeriod,
  arbitraryProbe,
  PERIODS,
  PROBED_OPERATORS,
} from '../twin/arbitrary-probes.js';
import { arbitraryReferences, type Referable } from '../twin/arbitrary-references.js';
import { siblingTimes } from '../twin/lengths.js';
import { TWIN_COMBINATIONS } from '../twin/metric.js';
import { SPOKEN } from './landed.js';
import { PURPOSE, SCORE } from './people.js';

/** What a world publishes that is compared. */
export interface WorldDefinitions {
  readonly segments: readonly SegmentDefinition[];
  readonly moments: readonly MomentDefinition[];
  readonly metrics: readonly MetricDefinition[];
}

const LANGUAGE: MetricOptions = {
  aggregates: SPOKEN.aggregates,
  arrayOperators: SPOKEN.arrays,
  flattened: SPOKEN.arrays,
  calendar: SPOKEN.calendar,
  localTime: true,
  combinations: true,
};
/** Of these kinds one metric or another is made in every world, in turn. */
const TURNS_OF_METRICS = [...SPOKEN.aggregates, ...TWIN_COMBINATIONS.map((kind) => `${kind} of metrics`)];
/** Longer than most histories. */
const LONG = '30s';
const PAIRS = ['1s', '5s', '10s'];
/** So many operators are asked about in one segment: its explanation tells what each of them says. */
const OPERATORS_AT_ONCE = 6;

/**
 * Metrics of every kind: some drawn freely, and of each kind in its turn.
 * @param turn which kinds it is the turn of
 */
export function drawnMetrics(seed: number, turn: number): readonly MetricDefinition[] {
  const free = fc.sample(arbitraryMetric(LANGUAGE), { numRuns: 3, seed });
  const inTurn = Array.from({ length: 4 }, (_, index) => TURNS_OF_METRICS[(turn * 4 + index) % TURNS_OF_METRICS.length] as string);
  const drawn = inTurn.flatMap((kind, index) => fc.sample(metricOfKind(kind), { numRuns: 1, seed: seed + index }));
  return [...free, ...drawn].map((value, index): MetricDefinition => ({ kind: 'metric', name: `metric_${index}`, value }));
}

function metricOfKind(kind: string): fc.Arbitrary<JsonObject> {
  const combination = TWIN_COMBINATIONS.find((name) => kind === `${name} of metrics`);
  return combination === undefined ? arbitraryAggregate({ ...LANGUAGE, aggregates: [kind] }) : arbitraryCombination(combination, LANGUAGE);
}

/** Segments that rest on each other, on metrics and on moments, never on themselves; moments that ask conditions; and some that ask about one thing alone, each in its turn. */
export function drawnDefinitions(
  { seed, turn, zone }: { readonly seed: number; readonly turn: number; readonly zone: string },
  metrics: readonly MetricDefinition[],
): WorldDefinitions {
  const wheres: JsonObject[] = [];
  const segments = (): SegmentDefinition[] => wheres.map((where, index) => asSegment(where, index, seed));
  const moments: MomentDefinition[] = [];
  // Guards keep moments from happening: most segments ask about those that happen often.
  const asked = (): readonly MomentDefinition[] => (turn % 3 === 0 ? moments : moments.slice(0, 3));
  for (let index = 0; index < 5; index++) {
    const leaves = arbitraryReferences(SPOKEN.conditions, referable(metrics, asked(), segments()));
    // The first segment rests on no moment, so that moments may rest on it.
    if (index === 1) moments.push(...drawnMoments(seed, turn, referable(metrics, [], segments())));
    wheres.push(...fc.sample(arbitraryCondition({ ...LANGUAGE, leaves, depth: index % 3 }), { numRuns: 1, seed: seed + index }));
  }
  const to = referable(metrics, asked(), []);
  const probes = [
    fc.tuple(...operatorsInTurn(turn * 2)).map((any) => ({ any })),
    fc.tuple(...operatorsInTurn(turn * 2 + 1)).map((all) => ({ all })),
    arbitraryPeriod(periodOf(turn), zone, to.moments),
    fc.tuple(...PAIRS.map(arbitraryPair), arbitraryPairSince(periodOf(turn))).map((any) => ({ any })),
    ...arbitraryReferences(new Set(['moment']), to),
    ...arbitraryReferences(new Set(['metric']), { ...to, metrics: to.metrics.slice(-4) }).slice(0, 1),
  ];
  wheres.push(...probes.flatMap((probe) => fc.sample(probe, { numRuns: 1, seed })));
  return { segments: segments(), moments, metrics };
}

/** Patterns of every kind, and behind them some with guards: none of these rests on one that is drawn after it. */
function drawnMoments(seed: number, turn: number, to: Referable): readonly MomentDefinition[] {
  const plain = drawnPatterns(seed, turn);
  const [probe] = fc.sample(arbitraryGuarded(), { numRuns: 1, seed }) as [readonly JsonObject[]];
  const [free] = fc.sample(arbitraryMoment(LANGUAGE), { numRuns: 1, seed: seed + 3 }) as [MomentDefinition];
  const drawn = withGuard(free, seed, { ...to, moments: plain.map(({ name }) => name) });
  const moments = [...plain, { ...free, pattern: probe, name: 'moment_3' }, { ...drawn, name: 'moment_4' }];
  return moments.map((moment, index) => (index !== 2 && (index + seed) % 4 === 2 ? { ...moment, purpose: PURPOSE } : moment));
}

/** A moment one of whose steps, taken or forbidden, asks a condition. */
function withGuard(moment: MomentDefinition, seed: number, to: Referable): MomentDefinition {
  const leaves = arbitraryReferences(SPOKEN.conditions, to);
  const condition = arbitraryCondition({ ...LANGUAGE, leaves, depth: seed % 2 });
  const drawn = fc.sample(fc.tuple(fc.oneof(condition, ...leaves), fc.nat(moment.pattern.length - 1)), { numRuns: 1, seed });
  const [[guard, place]] = drawn as [[JsonObject, number]];
  const pattern = moment.pattern.map((step, index) => (index === place ? { ...step, if: withoutComparisons(guard) } : step));
  return { ...moment, pattern };
}

function drawnPatterns(seed: number, turn: number): readonly MomentDefinition[] {
  const free = fc.sample(arbitraryMoment(LANGUAGE), { numRuns: 3, seed });
  const [pattern = []] = fc.sample(arbitraryComparison(turn % 2 === 0 ? 'sameAs' : 'differsFrom'), { numRuns: 1, seed });
  const [one, other, compared] = free as [MomentDefinition, MomentDefinition, MomentDefinition];
  return [one, { ...other, within: inTurn(PAIRS, turn) }, { ...compared, pattern, within: LONG }].map((moment, index) => ({
    ...moment,
    name: `moment_${index}`,
  }));
}

function operatorsInTurn(turn: number): readonly fc.Arbitrary<JsonObject>[] {
  return Array.from({ length: OPERATORS_AT_ONCE }, (_, index) =>
    arbitraryProbe(inTurn(PROBED_OPERATORS, turn * OPERATORS_AT_ONCE + index)),
  );
}

/** The calendar word that is asked about in a turn. */
export function periodOf(turn: number): string {
  return inTurn(PERIODS, turn);
}

function inTurn<T>(items: readonly T[], turn: number): T {
  return items[turn % items.length] as T;
}

function referable(
  metrics: readonly MetricDefinition[],
  moments: readonly MomentDefinition[],
  segments: readonly SegmentDefinition[],
): Referable {
  const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
  return {
    metrics: metrics.filter(({ value }) => siblingTimes(value)),
    moments: names(moments),
    segments: names(segments),
    scores: [SCORE],
    purposes: [PURPOSE],
    calendar: SPOKEN.calendar,
  };
}

/** Sequences compare nothing with earlier steps: that is for moments. */
function asSegment(where: JsonObject, index: number, seed: number): SegmentDefinition {
  return {
    kind: 'segment',
    name: `segment_${index}`,
    where: withoutComparisons(where) as JsonObject,
    ...((index + seed) % 2 === 0 && { includeBots: true }),
    ...((index + seed) % 4 === 1 && { purpose: PURPOSE }),
  };
}

export function withoutComparisons(spec: Json): Json {
  if (Array.isArray(spec)) return spec.map(withoutComparisons);
  if (typeof spec !== 'object' || spec === null) return spec;
  const { as: label, ...rest } = spec;
  const kept = typeof label === 'string' && Object.hasOwn(rest, 'performed') ? rest : spec;
  return Object.fromEntries(
    Object.entries(kept).flatMap(([key, value]) => (isComparison(value) ? [] : [[key, withoutComparisons(value)]])),
  );
}

function isComparison(value: Json): boolean {
  return typeof value === 'object' && value !== null && (Object.hasOwn(value, 'sameAs') || Object.hasOwn(value, 'differsFrom'));
}
