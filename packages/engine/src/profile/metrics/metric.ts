import { Compilation, type CompilationInput, DEEPEST_CONDITION, depthOf } from '../../timeline/compilation.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { type NamedEvents, namedEvents } from '../../timeline/named-events.js';
import type { Timeline } from '../../timeline/timeline.js';
import { parsePath, remedyOf } from '../../timeline/path.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import { compileWhere, type Where } from '../../timeline/where.js';
import { compileWindow, TIME_ZONE_KEY, type Window } from '../../timeline/window.js';
import type { DefinitionProblem, MetricDefinition } from '../../vocabulary/definition.js';
import { type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { AGGREGATES, type Aggregate } from './aggregates.js';
import { COMBINATIONS } from './combinations.js';

/** A compiled metric: a pure function of a timeline at an instant; null means that it has no value. */
export interface Metric {
  readonly words: string;
  valueFor(timeline: Timeline): Json;
}

/** Compiles a metric. @returns the mistakes instead, when there are any. */
export function compileMetric(
  definition: MetricDefinition,
  ground: Pick<CompilationInput, 'names' | 'columns'>,
): Metric | readonly DefinitionProblem[] {
  const compilation = new Compilation({ ...ground, kind: 'metric', name: definition.name });
  const spec = compilation.object(definition.value as Json, '/value', 'value') ?? {};
  const metric = compileValue(spec, '/value', compilation);
  return compilation.problems.length > 0 || metric === undefined ? compilation.problems : metric;
}

function compileValue(spec: JsonObject, pointer: string, compilation: Compilation): Metric | undefined {
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

function compileCombination(key: string, spec: JsonObject, pointer: string, compilation: Compilation): Metric | undefined {
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
  const words = `${key} of ${parts.map((part) => part.words).join(' and ')}`;
  return { words, valueFor: (timeline) => combination.of(parts.map((part) => part.valueFor(timeline))) };
}

function compileAggregate(
  key: string,
  aggregate: Aggregate,
  spec: JsonObject,
  pointer: string,
  compilation: Compilation,
): Metric | undefined {
  compilation.only(spec, pointer, [key, 'where', 'within', TIME_ZONE_KEY, ...(aggregate.takesPath ? ['of'] : [])]);
  const event = compilation.text(spec, pointer, key);
  if (event === undefined) return undefined;
  const events = namedEvents(event, compilation);
  const where = compileWhere(ownValue(spec, 'where'), `${pointer}/where`, [events.name], compilation);
  const window = compileWindow(spec, pointer, compilation);
  const path = aggregate.takesPath ? compilation.text(spec, pointer, 'of') : undefined;
  const column = path === undefined || parsePath(path) === undefined ? undefined : compilation.columns.need(path, [events.name]);
  if (path !== undefined && column === undefined)
    compilation.problem(`${pointer}/of`, `"${path}" is no path into an event`, remedyOf(path));
  const filter = where.words === '' ? '' : ` where ${where.words}`;
  const words = `${aggregate.words} “${event}”${path === undefined ? '' : ` of ${path}`}${filter}${window.words}`;
  const valueOf = (cell: number): Json => compilation.columns.values.valueOf(cell);
  return { words, valueFor: (timeline) => aggregate.of(match(timeline, events, where, window, column, valueOf)) };
}

function match(
  timeline: Timeline,
  events: NamedEvents,
  where: Where,
  window: Window,
  column: Column | undefined,
  valueOf: (cell: number) => Json,
) {
  const span = window.at(timeline);
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
    const cell = column?.at(row) ?? ABSENT;
    if (cell !== ABSENT && cell !== NULL) addValues(values, valueOf(cell), column);
  }
  if (oldest !== undefined) timeline.changesAt(window.leavesAt(span, oldest));
  return { values, count, sinceNewest: newest === undefined ? undefined : timeline.now - newest };
}

/** Adds what a cell holds, newest first as all values are: of several in one event, the last is the newest. */
function addValues(values: Json[], value: Json, column: Column | undefined): void {
  if (column?.path.leadsTo === 'each' && Array.isArray(value)) values.push(...value.toReversed());
  else values.push(value);
}
