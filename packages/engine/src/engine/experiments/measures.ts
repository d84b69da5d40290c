import { compileMetric, type Metric } from '../../profile/metrics/metric.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { DefinitionProblem } from '../../vocabulary/definition.js';
import type { ExperimentDefinition, ExperimentMeasure } from '../../vocabulary/experiment.js';
import { type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Measured } from '../../experiment/analyse.js';
import type { MetricKind } from '../../experiment/effect.js';

/** A metric of an experiment, ready to be read off a timeline. */
export interface Measure {
  readonly name: string;
  readonly kind: MetricKind;
  readonly within: Milliseconds;
  /** How long the covariate of CUPED looks back; null where there is none. */
  readonly before: Milliseconds | null;
  readonly cap: number | null;
  /** In words, without the time. */
  readonly words: string;
  /** Read at the end of the time: then it holds exactly what came after the exposure. The denominator of a ratio comes second. */
  readonly parts: readonly [Metric, ...Metric[]];
  /** The same over the time before, read at the exposure. */
  readonly covariate: Metric | null;
}

type Ground = Parameters<typeof compileMetric>[1];

/** Compiles the metrics of an experiment. @returns the mistakes instead, when there are any */
export function compileMeasures(definition: ExperimentDefinition, ground: Ground): readonly Measure[] | readonly DefinitionProblem[] {
  const measures: Measure[] = [];
  const problems: DefinitionProblem[] = [];
  for (const [index, spec] of (definition.metrics ?? []).entries()) {
    const found = compileMeasure(definition.name, spec, `/metrics/${index}`, ground);
    if (Array.isArray(found)) problems.push(...(found as readonly DefinitionProblem[]));
    else measures.push(found as Measure);
  }
  return problems.length > 0 ? problems : measures;
}

/** Whether compiling gave measures, and no mistakes. */
export function areMeasures(found: readonly Measure[] | readonly DefinitionProblem[]): found is readonly Measure[] {
  return found.every((one) => 'parts' in one);
}

function compileMeasure(
  experiment: string,
  spec: ExperimentMeasure,
  pointer: string,
  ground: Ground,
): Measure | readonly DefinitionProblem[] {
  const refuse = (at: string, message: string, remedy: string): readonly DefinitionProblem[] => [
    { code: 'invalid_definition', kind: 'experiment', name: experiment, pointer: `${pointer}${at}`, message, remedy },
  ];
  const values = valuesOf(spec);
  if (values === undefined) return refuse('', 'a metric is either `performed` or a `value`', 'give it exactly one of the two');
  if (spec.cap !== undefined && values.kind !== 'mean')
    return refuse('/cap', 'only a figure can be capped', 'leave it out, or give a `value`');
  const windowed = values.of.findIndex(({ spec: part }) => Object.hasOwn(part, 'within'));
  if (windowed >= 0)
    return refuse(`${values.of[windowed]?.at}/within`, 'the time is that of the whole metric', 'write `within` beside `name`');
  const within = parseDuration(spec.within) as Milliseconds;
  const compiled = values.of.map(({ spec: part, at }) => compile(experiment, { ...part, within: spec.within }, pointer + at, ground));
  const mistakes = compiled.flatMap((one) => (Array.isArray(one) ? (one as readonly DefinitionProblem[]) : []));
  if (mistakes.length > 0) return mistakes;
  const parts = compiled as unknown as [Metric, ...Metric[]];
  const before = values.kind !== 'mean' || spec.before === false ? null : (spec.before ?? spec.within);
  const covariate = before === null ? null : compile(experiment, { ...values.of[0].spec, within: before }, pointer, ground);
  return {
    name: spec.name,
    kind: values.kind,
    within,
    before: before === null ? null : (parseDuration(before) as Milliseconds),
    cap: spec.cap ?? null,
    words: parts.map(({ words }) => words).join(' ÷ '),
    parts,
    covariate: covariate as Metric | null,
  };
}

interface Values {
  readonly kind: MetricKind;
  readonly of: readonly [Value, ...Value[]];
}
interface Value {
  readonly spec: JsonObject;
  /** Where it stands in the metric. */
  readonly at: string;
}

function valuesOf({ performed, where, value }: ExperimentMeasure): Values | undefined {
  if ((performed === undefined) === (value === undefined)) return undefined;
  if (performed !== undefined)
    return { kind: 'proportion', of: [{ spec: { count: performed, ...(where !== undefined && { where }) }, at: '' }] };
  if (value === undefined || where !== undefined) return undefined;
  if (!Array.isArray(value.ratio)) return { kind: 'mean', of: [{ spec: value, at: '/value' }] };
  const [over, under] = value.ratio as readonly JsonObject[];
  if (over === undefined || under === undefined) return undefined;
  return {
    kind: 'ratio',
    of: [
      { spec: over, at: '/value/ratio/0' },
      { spec: under, at: '/value/ratio/1' },
    ],
  };
}

function compile(experiment: string, value: JsonObject, pointer: string, ground: Ground): Metric | readonly DefinitionProblem[] {
  const found = compileMetric({ kind: 'metric', name: experiment, value }, ground);
  if (!Array.isArray(found)) return found as Metric;
  return (found as readonly DefinitionProblem[]).map((one) => ({
    ...one,
    kind: 'experiment',
    pointer: pointer + one.pointer.replace(/^\/value/, ''),
  }));
}

/** What a customer shows of a measure, by the events of the time after an instant; a figure that has no value counts as 0. */
export function measuredOf({ kind, within, cap, parts, covariate }: Measure, timeline: Timeline, customer: number, at: number): Measured {
  timeline.at(customer, at + within);
  const [over, under] = parts.map((part) => numberOf(part.valueFor(timeline)));
  const y = over ?? 0;
  if (kind === 'proportion') return { y: y > 0 ? 1 : 0, x: 0 };
  if (kind === 'ratio') return { y, x: under ?? 0 };
  const x = covariate === null ? 0 : numberOf(covariate.valueFor(timeline.at(customer, at)));
  return { y: Math.min(y, cap ?? y), x: Math.min(x, cap ?? x) };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
