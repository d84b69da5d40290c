import { hash } from 'node:crypto';
import { Compilation, type CompilationInput, DEEPEST_CONDITION, depthOf } from '../../timeline/compilation.js';
import { type Column, EVERY_NAME } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { type NamedEvents, namedEvents } from '../../timeline/named-events.js';
import type { MetricReader, Reading } from '../../timeline/metric-reader.js';
import { isLasting, Matching } from '../../timeline/matching.js';
import type { Timeline } from '../../timeline/timeline.js';
import { parsePath, remedyOf } from '../../timeline/path.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import { compileWhere, EVERYTHING, type Where } from '../../timeline/where.js';
import { compileWindow, type Span, TIME_ZONE_KEY, type Window } from '../../timeline/window.js';
import type { DefinitionProblem, MetricDefinition } from '../../vocabulary/definition.js';
import { type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { AGGREGATES, type Aggregate } from './aggregates.js';
import { combined } from './combined.js';
import { COMBINATIONS } from './combinations.js';
import { courseOf } from './course.js';
import { Digest, type DigestOfEvents } from './digest.js';
import { LOCAL_TIME_PATHS, type LocalTime, localTime } from './local-time.js';
import { readOnce } from './read-once.js';

/** A compiled metric. What `read` promises of `until` stands at {@link MetricReader}. */
export interface Metric extends MetricReader {
  /** Its value at the timeline's now; null means that it has none. */
  valueFor(timeline: Timeline): Json;
}

/** A part of a metric: all but what only the whole has. */
export type MetricPart = Omit<MetricReader, 'meaning'>;

/** Compiles a metric. @returns the mistakes instead, when there are any. */
export function compileMetric(
  definition: MetricDefinition,
  ground: Omit<CompilationInput, 'kind' | 'name'>,
): Metric | readonly DefinitionProblem[] {
  const compilation = new Compilation({ ...ground, kind: 'metric', name: definition.name });
  const spec = compilation.object(definition.value as Json, '/value', 'value') ?? {};
  const part = compileValue(spec, '/value', compilation);
  if (compilation.problems.length > 0 || part === undefined) return compilation.problems;
  const read = readOnce(part);
  const meaning = hash('sha256', JSON.stringify([spec, ...compilation.meanings]), 'hex');
  return { ...part, read, meaning, valueFor: (timeline) => read(timeline).value };
}

function compileValue(spec: JsonObject, pointer: string, compilation: Compilation): MetricPart | undefined {
  if (depthOf(pointer) > DEEPEST_CONDITION)
    return compilation.problem(pointer, `metrics are nested more than ${DEEPEST_CONDITION} deep`, 'write it flatter');
  const known = [...new Set([...Object.keys(AGGREGATES), ...Object.keys(COMBINATIONS)])];
  const keys = Object.keys(spec).filter((key) => known.includes(key));
  const [key] = keys;
  if (key === undefined || keys.length > 1)
    return compilation.problem(pointer, 'a metric names exactly one way to compute it', `use one of ${known.join(', ')}`);
  if (Array.isArray(spec[key])) return compileCombination(key, spec, pointer, compilation);
  if (!Object.hasOwn(AGGREGATES, key))
    return compilation.problem(`${pointer}/${key}`, `${key} takes a list of metrics`, 'write the metrics as a list');
  return compileAggregate(key, AGGREGATES[key] as Aggregate, spec, pointer, compilation);
}

function compileCombination(key: string, spec: JsonObject, pointer: string, compilation: Compilation): MetricPart | undefined {
  const combination = Object.hasOwn(COMBINATIONS, key) ? COMBINATIONS[key] : undefined;
  if (combination === undefined)
    return compilation.problem(
      `${pointer}/${key}`,
      `${key} takes an event's name, no list`,
      `combine metrics with ${Object.keys(COMBINATIONS).join(', ')}`,
    );
  compilation.only(spec, pointer, [key]);
  const parts = (spec[key] as Json[]).flatMap((part, index) => {
    const at = `${pointer}/${key}/${index}`;
    const object = compilation.object(part, at, 'a metric');
    return (object && compileValue(object, at, compilation)) ?? [];
  });
  if (combination.parts !== undefined && parts.length !== combination.parts) {
    return compilation.problem(`${pointer}/${key}`, `${key} takes ${combination.parts} metrics`, 'give it exactly so many');
  }
  return combined(key, combination, parts);
}

function compileAggregate(
  key: string,
  aggregate: Aggregate,
  spec: JsonObject,
  pointer: string,
  compilation: Compilation,
): MetricPart | undefined {
  compilation.only(spec, pointer, [key, 'where', 'within', TIME_ZONE_KEY, ...(aggregate.takesPath ? ['of'] : [])]);
  const event = compilation.text(spec, pointer, key);
  if (event === undefined) return undefined;
  const events = namedEvents(event, compilation);
  const where = compileWhere(ownValue(spec, 'where'), `${pointer}/where`, [events.name], compilation);
  const window = compileWindow(spec, pointer, compilation);
  const path = aggregate.takesPath ? compilation.text(spec, pointer, 'of') : undefined;
  const local = path === undefined ? undefined : localTime(path, compilation);
  const column = path === undefined || parsePath(path) === undefined ? undefined : compilation.columns.need(path, [events.name]);
  if (path !== undefined && column === undefined && local === undefined) {
    const remedy = `${remedyOf(path)}; or take ${LOCAL_TIME_PATHS.join(' or ')}`;
    compilation.problem(`${pointer}/of`, `"${path}" is no path into an event`, remedy);
  }
  const filter = where.words === '' ? '' : ` where ${where.words}`;
  const words = `${aggregate.words} “${event}”${path === undefined ? '' : ` of ${path}`}${filter}${window.words}`;
  const valueOf = (cell: number): Json => compilation.columns.values.valueOf(cell);
  const mayDigest = aggregate.digest !== undefined && local === undefined && isLasting(events, where);
  const digest = mayDigest ? new Digest(aggregate.digest, where, column, compilation.columns.values) : undefined;
  const asked = { events, where: events.among(where), window, column, valueOf, local, digest, matching: new Matching(events, where) };
  const movers = [...window.names, ...(local === undefined ? [] : [local.name])];
  const isCounted = (name: number): boolean => name === events.name || events.name === EVERY_NAME;
  return {
    words,
    unit: aggregate.isTime === true ? 'time' : 'value',
    course: courseOf(key),
    names: [events.name, ...movers],
    filtersOf: (name) => [...(isCounted(name) ? [asked.where] : []), ...(movers.includes(name) ? [EVERYTHING] : [])],
    timed: window.timed || aggregate.movesWithTime === true || local !== undefined,
    overNothing: aggregate.of({ values: [], count: 0, sinceNewest: undefined, spanned: undefined }),
    read: (timeline) => readAggregate(timeline, aggregate, asked),
    rowsFor: (timeline, most) => matchingRows(timeline, asked, most),
  };
}

/** What an aggregate is asked of, and where it takes its values from: a column of the events, or their local time. */
interface Asked {
  readonly events: NamedEvents;
  readonly where: Where;
  readonly window: Window;
  readonly column: Column | undefined;
  readonly valueOf: (cell: number) => Json;
  readonly local: LocalTime | undefined;
  /** For long timelines; undefined when every value is wanted, or what an event says of its session may become another. */
  readonly digest: Digest | undefined;
  readonly matching: Matching;
}

/** Sums up the events in the window. Until the oldest of them leaves it the value stays; time since the newest grows with time. */
function readAggregate(timeline: Timeline, aggregate: Aggregate, asked: Asked): Reading {
  const span = asked.window.at(timeline);
  const tree = asked.digest && timeline.treeOf(asked.events.name);
  const found = tree === undefined ? gather(timeline, asked, span) : asked.digest?.of(timeline, tree, span, asked.matching);
  const { values = [], count = 0, newest, oldest, numbers } = found ?? {};
  if (oldest !== undefined) timeline.changesAt(asked.window.leavesAt(span, oldest));
  const spanned = newest === undefined || oldest === undefined ? undefined : newest - oldest;
  const at = (now: number): Json => {
    const sinceNewest = newest === undefined ? undefined : now - newest;
    return aggregate.of({ values, count, sinceNewest, spanned, ...(numbers !== undefined && { numbers }) });
  };
  const { now } = timeline;
  return { value: at(now), later: aggregate.movesWithTime === true && newest !== undefined ? (by) => at(now + by) : undefined };
}

/** All values, newest first. */
function gather(
  timeline: Timeline,
  { events, where, column, valueOf, local }: Asked,
  span: Span,
): Omit<DigestOfEvents, 'numbers'> & { readonly numbers?: number } {
  const readLocal = local?.reader(timeline);
  const values: Json[] = [];
  let count = 0;
  let newest: number | undefined;
  let oldest: number | undefined;
  for (let row = events.newest(timeline); row !== NO_ROW; row = events.older(timeline, row)) {
    const timestamp = timeline.rows.timestamp(row);
    if (timestamp <= span.after) break;
    if (!where.holds(row)) continue;
    if (timestamp > span.upTo) {
      timeline.changesAt(span.jumpsAt);
      continue;
    }
    count++;
    newest ??= timestamp;
    oldest = timestamp;
    if (readLocal !== undefined) values.push(readLocal(timestamp));
    const cell = column?.at(row) ?? ABSENT;
    if (cell !== ABSENT && cell !== NULL) addValues(values, valueOf(cell), column);
  }
  return { values, count, newest, oldest };
}

/** Adds what a cell holds, newest first as all values are: of several in one event, the last is the newest. */
function addValues(values: Json[], value: Json, column: Column | undefined): void {
  if (column?.path.leadsTo === 'each' && Array.isArray(value)) values.push(...value.toReversed());
  else values.push(value);
}

function matchingRows(timeline: Timeline, { events, where, window }: Asked, most: number): readonly number[] {
  const { rows } = timeline;
  const found: number[] = [];
  const { after, upTo } = window.at(timeline);
  for (let row = events.newest(timeline); row !== NO_ROW && rows.timestamp(row) > after; row = events.older(timeline, row)) {
    if (found.length === most) break;
    if (rows.timestamp(row) <= upTo && where.holds(row)) found.push(row);
  }
  return found;
}
