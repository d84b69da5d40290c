import type { EffectThen, ExperimentResultsAnswer, ExperimentResultsRequest, GuardrailAnswer } from '../../experiment-answers.js';
import { type AnalysedEffect, Experiment, type ExperimentMetric } from '../../experiment/analyse.js';
import type { Pipeline } from '../../pipeline.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import { type ExperimentUnit, unitsOf } from './experiment-units.js';
import type { Measure } from './measures.js';
import { answerOf, publishedExperiment } from './published-experiment.js';

const USUAL_ALPHA = 0.05;
const USUAL_MARGIN = 0.02;
/** How many instants of a series are told. */
const POINTS = 30;
/** How many are counted between two looks at the time. */
const STRIDE = 1_024;

/**
 * What an experiment shows: of everybody who saw a variant, in the arm of the first one they saw, over the time from just after that. Those whose
 * time is not over wait, metric by metric.
 * @throws CuspError not_found; the signal's reason when it is given up
 */
export async function experimentResults(
  pipeline: Pipeline,
  { experiment: name, method = 'sequential', alpha = USUAL_ALPHA }: ExperimentResultsRequest,
  signal?: AbortSignal,
): Promise<ExperimentResultsAnswer> {
  const { published, measures } = publishedExperiment(pipeline, name);
  const { definition } = published;
  const asOf = pipeline.clock.now();
  const { units, crossed } = await unitsOf(pipeline, definition, measures, asOf, signal);
  const segments = (definition.by ?? []).map((segment) => ({ name: segment, inside: segment, outside: `not ${segment}` }));
  const shares = new Map(definition.variants.map((variant) => [variant.name, variant.weight ?? 1]));
  const asked = { control: definition.control, method, alpha, adjusts: false, shares };
  const whole = new Experiment({
    ...asked,
    metrics: measures.map(metricOf),
    halves: segments.map(({ inside, outside }) => [inside, outside] as const),
  });
  const turns = new Turns(signal);
  for (const [index, unit] of units.entries()) {
    const by = segments.map(({ inside, outside }, place) => (unit.segments[place] === true ? inside : outside));
    whole.add({ arm: unit.variant, by, measured: unit.measured });
    if (index % STRIDE === STRIDE - 1 && turns.isOver) await turns.next();
  }
  const analysis = whole.analysis();
  return {
    ...analysis,
    experiment: answerOf(published, measures),
    asOf,
    exposed: units.length,
    waiting: measures.map((measure, index) => ({
      metric: measure.name,
      customers: units.filter(({ measured }) => measured[index] === undefined).length,
    })),
    crossed,
    from: units[0]?.at ?? null,
    to: units.at(-1)?.at ?? null,
    segments,
    guardrails: guardrailsOf(definition, analysis.effects),
    series: measures.flatMap((measure, index) => seriesOf(measure, units, index, asked, asOf)),
  };
}

/** A proportion stays one; means are made surer by what came before. */
function metricOf({ name, kind, covariate }: Measure): ExperimentMetric {
  return { name, kind, adjusts: covariate !== null };
}

function guardrailsOf({ guardrails = [] }: ExperimentDefinition, effects: readonly AnalysedEffect[]): readonly GuardrailAnswer[] {
  return guardrails.flatMap(({ metric, worse, margin = USUAL_MARGIN }) =>
    effects
      .filter((effect) => effect.metric === metric && effect.by === undefined)
      .map((effect) => ({
        metric,
        arm: effect.arm,
        worse,
        margin,
        relative: effect.relative,
        relativeInterval: effect.relativeInterval,
        state: stateOf(effect, worse, margin),
      })),
  );
}

function stateOf({ decided, relativeInterval }: AnalysedEffect, worse: 'higher' | 'lower', margin: number): GuardrailAnswer['state'] {
  if (decided === 'mismatch' || decided === 'not enough data') return decided;
  if (relativeInterval === null) return 'open';
  const [low, high] = relativeInterval;
  const [leastHarm, mostHarm] = worse === 'higher' ? [low, high] : [-high, -low];
  if (mostHarm <= margin) return 'kept';
  return leastHarm > margin ? 'broken' : 'open';
}

/** The effects on a metric as they were known at evenly spread instants, by the customers whose time was over then. */
function seriesOf(
  measure: Measure,
  units: readonly ExperimentUnit[],
  index: number,
  asked: Omit<ConstructorParameters<typeof Experiment>[0], 'metrics'>,
  asOf: Instant,
): readonly EffectThen[] {
  const over = units.filter(({ measured }) => measured[index] !== undefined);
  const [first] = over;
  if (first === undefined) return [];
  const begin = first.at + measure.within;
  const experiment = new Experiment({ ...asked, metrics: [metricOf(measure)] });
  const series: EffectThen[] = [];
  let next = 0;
  for (let point = 1; point <= POINTS; point++) {
    const at = Math.round(begin + ((asOf - begin) * point) / POINTS);
    for (let unit = over[next]; unit !== undefined && unit.at + measure.within <= at; unit = over[++next])
      experiment.add({ arm: unit.variant, measured: [unit.measured[index]] });
    for (const { arm, metric, estimate, interval, relative, relativeInterval } of experiment.analysis().effects)
      series.push({ at, n: next, arm, metric, estimate, interval, relative, relativeInterval });
  }
  return series;
}
