import fc from 'fast-check';
import type { MetricDefinition, MomentDefinition, SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { Random } from '../random.js';
import { arbitraryCondition, arbitraryHistory, arbitraryMetric, arbitraryMoment, arbitraryProbe, EPOCH, ZONES } from '../twin/arbitrary.js';
import { arbitraryReferences, type Referable } from '../twin/arbitrary-references.js';
import { isLength } from '../twin/lengths.js';
import { type Arrival, arrivalsOf, PEOPLE, PURPOSE, SCORE, scoresOf } from './people.js';
import { SPOKEN } from './landed.js';
import { stretched, stretchedInstant, type TimeScale } from './stretch.js';

/** What happens to the engine itself while a world lives. */
export type Happening =
  | { readonly kind: 'publication'; readonly at: Instant; readonly definitions: readonly object[] }
  /** The engine is off from `at` to `until`, and comes back from its journal alone or from a snapshot and the tail. */
  | { readonly kind: 'restart'; readonly at: Instant; readonly until: Instant; readonly snapshot: boolean };

/** A small world that is put to the engine and to its twin: who did what, when it came in, and what is asked about it. */
export interface OracleWorld {
  readonly seed: number;
  readonly start: Instant;
  /** The workspace's. */
  readonly timeZone: string;
  /** In order of arrival; some come late, some are stamped later than they come, some come again. */
  readonly arrivals: readonly Arrival[];
  /** Instants, ascending, at which everything is compared while the world lives. */
  readonly looks: readonly Instant[];
  /** Ascending. Nothing arrives and nothing is asked while the engine is off. */
  readonly happenings: readonly Happening[];
  readonly end: Instant;
  /** What is published at the start. */
  readonly segments: readonly SegmentDefinition[];
  readonly moments: readonly MomentDefinition[];
  readonly metrics: readonly MetricDefinition[];
}

const SECOND: Milliseconds = 1_000;
const TEN_MINUTES: Milliseconds = 600_000;
const HOUR: Milliseconds = 3_600_000;
const DAY: Milliseconds = 86_400_000;

/** Instants around which days are longer or shorter, or begin late, somewhere; and the turns of months, quarters and years. */
const TURNS = [
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-03-08T07:00:00Z',
  '2026-11-01T05:00:00Z',
  '2026-09-06T04:00:00Z',
  '2026-04-05T03:00:00Z',
  '2026-03-08T05:00:00Z',
  '2026-04-23T22:00:00Z',
  '2026-10-29T21:00:00Z',
  '2026-03-28T22:00:00Z',
  '2026-10-03T15:30:00Z',
  '2026-04-04T15:00:00Z',
  '2026-09-26T14:00:00Z',
  '2026-01-01T00:00:00Z',
  '2026-12-31T23:00:00Z',
  '2026-06-30T22:00:00Z',
  '2026-07-31T10:00:00Z',
  '2026-06-30T22:00:00Z',
  '2025-12-31T23:00:00Z',
  '2025-12-31T10:00:00Z',
];
/** What customers say of their zone; some of it is none. */
const SAID_ZONES: readonly Json[] = [...ZONES, ...ZONES, 'Nowhere/Land', '', 5, null];

/** The world of a seed: the same seed gives the same world. */
export function oracleWorld(seed: number): OracleWorld {
  const random = Random.of(seed);
  const scale = scaleOf(random.fork('scale'));
  const { unit } = scale;
  const step = (least: number, most: number): Instant => scale.base + random.integer(least, most) * unit;
  const end = step(20, 80);
  const arrivals = people(seed, random, scale).map(({ at, event }) => arriving(event, Math.min(at, end)));
  const looks = Array.from({ length: 3 }, () => step(-2, 40) + random.integer(-1, 1)).filter((look) => look < end);
  const metrics = drawnMetrics(seed);
  const first = definitions(seed, scale, metrics);
  const other = definitions(seed + 1_000_003, scale, metrics);
  const happenings = happeningsOf(random.fork('happenings'), first, other, { step, end, scale });
  const off = happenings.filter((happening) => happening.kind === 'restart');
  const awake = (instant: Instant): Instant => off.find(({ at, until }) => at <= instant && instant < until)?.until ?? instant;
  return {
    seed,
    start: scale.base - 30 * unit,
    timeZone: 'UTC',
    arrivals: arrivals.map(({ at, event }) => arriving(event, awake(at))).sort((left, right) => left.at - right.at),
    looks: looks.map(awake).sort((left, right) => left - right),
    happenings,
    end,
    ...first,
  };
}

/** Everything that is published at a world's start. */
export function definitionsOf(world: Pick<OracleWorld, 'segments' | 'moments' | 'metrics'>): readonly object[] {
  return [...world.metrics, ...world.moments, ...world.segments, { kind: 'purpose', name: PURPOSE, consent: 'optIn' }];
}

/** Everything that is in force at a world's end. */
export function lastDefinitionsOf(world: OracleWorld): readonly object[] {
  return world.happenings.reduce(
    (inForce, happening) => (happening.kind === 'publication' ? published(inForce, happening.definitions) : inForce),
    definitionsOf(world),
  );
}

/** What is in force after a publication. */
export function published(inForce: readonly object[], changed: readonly object[]): readonly object[] {
  const names = new Set(changed.map(nameOf));
  return [...inForce.filter((definition) => !names.has(nameOf(definition))), ...changed];
}

function nameOf(definition: object): string {
  const { kind, name } = definition as { readonly kind: string; readonly name: string };
  return `${kind} ${name}`;
}

function arriving(event: CustomerEvent, at: Instant): Arrival {
  return { at, event: { ...event, receivedAt: at } };
}

function scaleOf(random: Random): TimeScale {
  if (!SPOKEN.calendar) return { base: EPOCH, unit: SECOND };
  const unit = random.pick([SECOND, TEN_MINUTES, HOUR, HOUR, DAY, DAY]);
  return { base: Date.parse(random.pick(TURNS)) - random.integer(0, 15) * unit, unit };
}

function people(seed: number, random: Random, scale: TimeScale): Arrival[] {
  const zones = SPOKEN.calendar ? SAID_ZONES : [];
  const histories = fc.sample(arbitraryHistory({ most: 13, zones }), { numRuns: PEOPLE, seed });
  return histories.flatMap((history, person) => {
    const moved = history.map((event) => ({ ...event, timestamp: stretchedInstant(event.timestamp, scale) }));
    const made = random.fork(`scores ${person}`);
    const instants = Array.from({ length: made.integer(0, 3) }, () => scale.base + made.integer(0, 20) * scale.unit);
    return arrivalsOf([...moved, ...scoresOf(instants, made)], person, random.fork(`person ${person}`), scale.unit);
  });
}

/** Segments that rest on each other, on metrics and on moments; never on themselves. */
function definitions(
  drawn: number,
  scale: TimeScale,
  metrics: readonly MetricDefinition[],
): Pick<OracleWorld, 'segments' | 'moments' | 'metrics'> {
  const options = { arrayOperators: SPOKEN.arrays, calendar: SPOKEN.calendar };
  const moments = fc
    .sample(arbitraryMoment(options), { numRuns: 3, seed: drawn })
    .map((moment, index) => ({ ...moment, name: `moment_${index}` }));
  const segments: SegmentDefinition[] = [];
  for (let index = 0; index < 5; index++) {
    const leaves = arbitraryReferences(SPOKEN.conditions, referable(metrics, moments, segments));
    const [where = {}] = fc.sample(arbitraryCondition({ ...options, leaves, depth: index % 3 }), { numRuns: 1, seed: drawn + index });
    segments.push(asSegment(where, index, drawn));
  }
  const [probe = {}, other = {}] = fc.sample(arbitraryProbe(options), { numRuns: 2, seed: drawn });
  segments.push(asSegment(probe, segments.length, drawn), asSegment(other, segments.length + 1, drawn));
  return stretched({ segments, moments, metrics }, scale);
}

function drawnMetrics(seed: number): readonly MetricDefinition[] {
  const options = { aggregates: SPOKEN.aggregates, arrayOperators: SPOKEN.arrays, flattened: SPOKEN.arrays, calendar: SPOKEN.calendar };
  return fc
    .sample(arbitraryMetric({ ...options, combinations: true }), { numRuns: 4, seed })
    .map((value, index): MetricDefinition => ({ kind: 'metric', name: `metric_${index}`, value }));
}

function referable(
  metrics: readonly MetricDefinition[],
  moments: readonly MomentDefinition[],
  segments: readonly SegmentDefinition[],
): Referable {
  const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
  return {
    metrics: metrics.filter(({ value }) => !isMovingMix(value)),
    moments: names(moments),
    segments: names(segments),
    scores: [SCORE],
    purposes: [PURPOSE],
    calendar: SPOKEN.calendar,
  };
}

/** Whether a metric moves with every millisecond, other than the time since one event, or two of them taken together, does. */
function isMovingMix(value: JsonObject): boolean {
  const recencies = JSON.stringify(value).split('"recency"').length - 1;
  return recencies > 0 && !(isLength(value) && recencies <= 2);
}

interface Span {
  readonly step: (least: number, most: number) => Instant;
  readonly end: Instant;
  readonly scale: TimeScale;
}

/** In some worlds definitions change, also such that others rest on; in some the engine is off for a while. */
function happeningsOf(
  random: Random,
  first: Pick<OracleWorld, 'metrics'>,
  other: Pick<OracleWorld, 'segments' | 'moments'>,
  { step, end, scale }: Span,
): readonly Happening[] {
  const happenings: Happening[] = [];
  const at = step(0, 15);
  if (random.chance(0.4)) {
    const changed = random.pick([
      // Another metric under a name that segments rest on may be of another kind: the same kind keeps their operators valid.
      first.metrics.slice(0, 2).map((metric) => ({ ...metric, value: narrowed(metric.value) })),
      other.moments.slice(0, 2),
      [{ ...other.segments[0], name: 'segment_0' }],
      [{ ...other.segments[0], name: 'segment_0' }, ...other.moments.slice(0, 1)],
    ]);
    happenings.push({ kind: 'publication', at, definitions: changed.map((definition) => ({ ...definition, title: 'changed' })) });
  }
  if (random.chance(0.4)) {
    const from = at + random.integer(0, 10) * scale.unit;
    happenings.push({
      kind: 'restart',
      at: from,
      until: Math.min(from + random.integer(0, 15) * scale.unit, end),
      snapshot: random.chance(0.5),
    });
  }
  return happenings.filter((happening) => happening.at < end);
}

/** The same metric over less. */
function narrowed(value: JsonObject): JsonObject {
  const inside = (part: Json): Json =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? narrowed(part as JsonObject) : part;
  const combination = Object.keys(value).find((key) => Array.isArray(value[key]));
  if (combination !== undefined) return { ...value, [combination]: (value[combination] as Json[]).map(inside) };
  return { ...value, where: { 'properties.category': { isNot: 'a' } } };
}

/** Sequences compare nothing with earlier steps: that is for moments. */
function asSegment(where: JsonObject, index: number, drawn: number): SegmentDefinition {
  return {
    kind: 'segment',
    name: `segment_${index}`,
    where: withoutComparisons(where) as JsonObject,
    ...((index + drawn) % 2 === 0 && { includeBots: true }),
  };
}

function withoutComparisons(spec: Json): Json {
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
