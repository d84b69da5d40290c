import fc from 'fast-check';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { PurposeDefinition } from '../../vocabulary/purpose.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { Random } from '../random.js';
import { arbitraryHistory, EPOCH, ZONES } from '../twin/arbitrary.js';
import { type CalendarSpan, startOf } from '../twin/calendar.js';
import { twinDefinitions } from '../twin/ground.js';
import { drawnDefinitions, drawnMetrics, periodOf, type WorldDefinitions } from './drawn-definitions.js';
import { drawnRequests, type DrawnRequest, type RequestScene, sceneOf } from './drawn-requests.js';
import { type Edges, edgesOf, instantOnEdge, onEdges } from './edges.js';
import { CALENDAR_WORDS } from '../twin/window.js';
import { fitted, type Seen } from './fitted.js';
import { type Arrival, arrivalsOf, PEOPLE, PURPOSE, scoresOf } from './people.js';
import { stretched, stretchedInstant, type TimeScale } from './stretch.js';

/** What happens to the engine itself while a world lives. */
export type Happening =
  | { readonly kind: 'publication'; readonly at: Instant; readonly definitions: readonly object[] }
  /** The engine is off from `at` to `until`, and comes back from its journal alone or from a snapshot and the tail. */
  | { readonly kind: 'restart'; readonly at: Instant; readonly until: Instant; readonly snapshot: boolean };

/** A small world that is put to the engine and to its twin: who did what, when it came in, what is published at the start, and what is asked about it. */
export interface OracleWorld extends WorldDefinitions {
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
  /** Ascending: what people ask for about who is one customer. Nobody asks for anything when undefined. */
  readonly requests?: readonly DrawnRequest[];
  readonly end: Instant;
  /** From how many events on a timeline is long, and looked up in other ways than short ones are; the engine's own number when undefined. */
  readonly many?: number;
}

const SECOND: Milliseconds = 1_000;
const TEN_MINUTES: Milliseconds = 600_000;
const HOUR: Milliseconds = 3_600_000;
const DAY: Milliseconds = 86_400_000;

/** Instants around which days are longer or shorter, or begin late, in a zone; and the turns of weeks, months, quarters and years. */
const TURNS: readonly (readonly [string, string])[] = [
  ['2026-03-29T01:00:00Z', 'Europe/Berlin'],
  ['2026-10-25T01:00:00Z', 'Europe/Berlin'],
  ['2026-03-08T07:00:00Z', 'America/New_York'],
  ['2026-11-01T05:00:00Z', 'America/New_York'],
  ['2026-09-06T04:00:00Z', 'America/Santiago'],
  ['2026-04-05T03:00:00Z', 'America/Santiago'],
  ['2026-03-08T05:00:00Z', 'America/New_York'],
  ['2026-04-23T22:00:00Z', 'Africa/Cairo'],
  ['2026-10-29T21:00:00Z', 'Africa/Cairo'],
  ['2026-03-28T22:00:00Z', 'Asia/Beirut'],
  ['2026-10-03T15:30:00Z', 'Australia/Lord_Howe'],
  ['2026-04-04T15:00:00Z', 'Australia/Lord_Howe'],
  ['2026-09-26T14:00:00Z', 'Pacific/Auckland'],
  ['2026-01-01T00:00:00Z', 'UTC'],
  ['2026-12-31T23:00:00Z', 'Europe/Berlin'],
  ['2026-06-30T22:00:00Z', 'Europe/Berlin'],
  ['2026-07-31T10:00:00Z', 'Pacific/Kiritimati'],
  ['2026-06-30T18:30:00Z', 'Asia/Kolkata'],
  ['2025-12-31T23:00:00Z', 'Europe/Berlin'],
  ['2025-12-31T10:00:00Z', 'Pacific/Kiritimati'],
  ['2026-03-29T22:00:00Z', 'Europe/Berlin'],
  ['2026-11-02T05:00:00Z', 'America/New_York'],
  ['2026-04-05T12:00:00Z', 'Pacific/Auckland'],
];
/** What customers say of their zone; some of it is none. */
const SAID_ZONES: readonly Json[] = [...ZONES, ...ZONES, 'Nowhere/Land', '', 5, null];

/** The world of a seed: the same seed gives the same world. */
export function oracleWorld(seed: number): OracleWorld {
  const random = Random.of(seed);
  const { timeZone, zone, ...scale } = whenAndWhere(seed, random.fork('scale'));
  const { unit, base } = scale;
  const step = (least: number, most: number): Instant => base + random.integer(least, most) * unit;
  const end = step(20, 80);
  const metrics = drawnMetrics(seed, seed);
  const first = stretched(drawnDefinitions({ seed, turn: seed, zone }, metrics), scale);
  const other = stretched(drawnDefinitions({ seed: seed + 1_000_003, turn: seed + 7, zone }, metrics), scale);
  const edges = edgesOf([first], [timeZone]);
  const histories = peoplesHistories(seed, random, scale).map((history, person) =>
    onEdges(history, edges, [base, Math.min(base + 40 * unit, end)], random.fork(`edges ${person}`)),
  );
  const arrivals = histories.flatMap((history, person) =>
    arrivalsOf(history, person, random.fork(`person ${person}`), { unit, lengths: edges.lengths }).map(({ at, event }) =>
      arriving(event, Math.min(at, end)),
    ),
  );
  const looks = looksOf(histories, edges, step, random.fork('looks')).filter((look) => look < end);
  const fits = <D extends WorldDefinitions>(definitions: D, name: string): D =>
    fittedTo(definitions, { histories, nows: [...looks, end], timeZone }, random.fork(name));
  const published = fits(first, 'fitted');
  const happenings = happeningsOf(random.fork('happenings'), published, fits(other, 'other'), { step, end, scale });
  const off = happenings.filter((happening) => happening.kind === 'restart');
  const awake = (instant: Instant): Instant => off.find(({ at, until }) => at <= instant && instant < until)?.until ?? instant;
  const requests = requestsOf(arrivals, (drawn) => awake(Math.min(base + drawn.integer(5, 50) * unit, end)), random.fork('requests'));
  return {
    seed,
    start: base - 30 * unit,
    timeZone,
    arrivals: arrivals.map(({ at, event }) => arriving(event, awake(at))).sort((left, right) => left.at - right.at),
    looks: looks.map(awake).sort((left, right) => left - right),
    happenings,
    end,
    ...(random.chance(0.3) && { many: random.integer(1, 5) }),
    ...(requests.length > 0 && { requests }),
    ...published,
  };
}

/** In two of five worlds people decide who is one customer, and change their minds. */
function requestsOf(arrivals: readonly Arrival[], instant: RequestScene['instant'], random: Random): readonly DrawnRequest[] {
  if (arrivals.length === 0 || !random.chance(0.4)) return [];
  const drawn = drawnRequests(random.integer(1, 12), sceneOf(arrivals, instant), random);
  return drawn.toSorted((left, right) => left.at - right.at);
}

/** Everything that is published at a world's start. */
export function definitionsOf(world: WorldDefinitions & Pick<OracleWorld, 'seed' | 'timeZone'>): readonly object[] {
  const workspace = world.timeZone === 'UTC' ? [] : [workspaceIn(world.timeZone)];
  return [...workspace, ...world.metrics, ...world.moments, ...world.segments, purposeIn(world.seed)];
}

/** What silence means, in worlds in turn: by itself, or by where customers are. */
const SILENCES: readonly PurposeDefinition['consent'][] = [
  'optIn',
  'optOut',
  { default: 'optOut', regions: { DE: 'optIn' } },
  { default: 'optIn', regions: { US: 'optOut', FR: 'optOut' } },
];

/** After so much of a world's time. */
const ANEW_AFTER: Milliseconds = 2 * 86_400_000;

function purposeIn(turn: number): PurposeDefinition {
  const consent = SILENCES[turn % SILENCES.length] as PurposeDefinition['consent'];
  // In every third world consents last for three days, in the next they are asked for anew at an instant.
  const asksAnew = { texts: [{ version: '2', language: 'en', text: 'Anew.', asksAnewFrom: new Date(EPOCH + ANEW_AFTER).toISOString() }] };
  const lasting = [{ expires: '3d' }, asksAnew, {}][turn % 3];
  return { kind: 'purpose', name: PURPOSE, consent, ...lasting };
}

/** There is none where the zone is UTC from the start. */
function workspaceIn(timeZone: string): object {
  return { kind: 'workspace', name: 'shop', timeZone };
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

/** When a world is lived, in which zone days change then, and the workspace's zone, which often is that one. */
function whenAndWhere(turn: number, random: Random): TimeScale & { readonly zone: string; readonly timeZone: string } {
  const unit = random.pick([SECOND, TEN_MINUTES, HOUR, HOUR, DAY, DAY]);
  const [span] = CALENDAR_WORDS[periodOf(turn)] as readonly [CalendarSpan, string];
  const turns = TURNS.filter(([at, zone]) => startOf(span, Date.parse(at), zone) === Date.parse(at));
  const [at, zone] = random.pick(random.chance(0.8) ? turns : TURNS);
  const timeZone = random.chance(0.5) ? zone : random.chance(0.5) ? 'UTC' : random.pick(ZONES);
  return { base: Date.parse(at) - random.integer(0, 15) * unit, unit, zone, timeZone };
}

/** What everybody did, and the scores that were made of them, before anything comes in. */
function peoplesHistories(seed: number, random: Random, scale: TimeScale): readonly (readonly CustomerEvent[])[] {
  const histories = fc.sample(arbitraryHistory({ most: 13, zones: SAID_ZONES }), { numRuns: PEOPLE, seed });
  return histories.map((history, person) => {
    const moved = history.map((event) => ({ ...event, timestamp: stretchedInstant(event.timestamp, scale) }));
    const made = random.fork(`scores ${person}`);
    const instants = Array.from({ length: made.integer(0, 3) }, () => scale.base + made.integer(0, 20) * scale.unit);
    return [...moved, ...scoresOf(instants, made)];
  });
}

/** Some at any instant, some where a window ends. */
function looksOf(histories: readonly (readonly CustomerEvent[])[], edges: Edges, step: Span['step'], random: Random): readonly Instant[] {
  const onEdge = Array.from({ length: 2 }, () => instantOnEdge(random.pick(histories), edges, random));
  return [step(-2, 40) + random.integer(-1, 1), ...onEdge.map((edge) => edge ?? step(-2, 40))];
}

function fittedTo<D extends WorldDefinitions>(
  definitions: D,
  { histories, nows, timeZone }: Pick<Seen, 'histories' | 'nows'> & { readonly timeZone: string },
  random: Random,
): D {
  const all = twinDefinitions([workspaceIn(timeZone), ...definitions.metrics]);
  return fitted(definitions, { histories, nows, definitions: all }, random);
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
      [purposeIn(random.integer(0, SILENCES.length - 1))],
      [{ ...other.segments[0], name: 'segment_0' }, ...other.moments.slice(0, 1)],
      [workspaceIn(random.pick(ZONES))],
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
