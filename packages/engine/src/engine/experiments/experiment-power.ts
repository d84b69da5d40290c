import type { ExperimentPowerAnswer, ExperimentPowerRequest } from '../../experiment-answers.js';
import { adjustedMeansOf, meanOf, proportionOf, ratioOf, type Sums, Tally } from '../../experiment/estimate.js';
import { type Expected, expectedShares, sizing } from '../../experiment/power.js';
import type { Pipeline } from '../../pipeline.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { Timeline } from '../../timeline/timeline.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import { type Instant, type Milliseconds } from '../../vocabulary/instant.js';
import { fillColumns, forEachCustomer } from '../history.js';
import { type Measure, measuredOf } from './measures.js';
import { publishedExperiment } from './published-experiment.js';

const DAY: Milliseconds = 86_400_000;
/** How long is looked back for who comes. */
const DAYS = 28;
/** How many of the last of these days say how many come anew later on. */
const LAST_DAYS = 7;

/**
 * How many customers it takes to find an effect, and how many days, by what the audience did lately: as if they had been exposed by the first thing
 * that they did in 28 days, of which the last is so long ago that the metric's time is over. How many come is read off the last 28 days.
 * @throws CuspError not_found; the signal's reason when it is given up
 */
export async function experimentPower(
  pipeline: Pipeline,
  request: ExperimentPowerRequest,
  signal?: AbortSignal,
): Promise<ExperimentPowerAnswer> {
  const { experiment: name, effect, power = 0.8, alpha = 0.05, method = 'sequential' } = request;
  const { published, measures } = publishedExperiment(pipeline, name);
  const { definition } = published;
  const asOf = pipeline.clock.now();
  await fillColumns(pipeline, signal);
  const { tallies, coming } = await lately(pipeline, definition, measures, asOf, signal);
  const [arm, control, others] = weightsOf(definition);
  const share = definition.share ?? 1;
  const metrics = measures.map((measure, index) => {
    const { value, deviation } = figureOf(measure, (tallies[index] as Tally).sums);
    const needed = sizing(expectedOf(measure, value, deviation, effect, [arm, control]), others, power, { method, alpha });
    const days = needed.units === null ? null : daysFor(needed.units / share, coming);
    return {
      ...needed,
      metric: measure.name,
      kind: measure.kind,
      baseline: Number.isFinite(value) ? value : null,
      deviation: Number.isFinite(deviation) ? deviation : null,
      days: days === null ? null : days + Math.ceil(measure.within / DAY),
    };
  });
  const audience = { days: DAYS, customers: coming.byDay.reduce((sum, count) => sum + count, 0), newPerDay: coming.later };
  return { experiment: name, effect, method, alpha, power, asOf, audience, metrics };
}

/** The smallest arm beside the control, the control, and all others together. */
function weightsOf({ variants, control }: ExperimentDefinition): readonly [arm: number, control: number, others: number] {
  const weight = (one: { readonly weight?: number }): number => one.weight ?? 1;
  const arms = variants.filter(({ name }) => name !== control).map(weight);
  const smallest = Math.min(...arms);
  const ofControl = weight(variants.find(({ name }) => name === control) ?? {});
  return [smallest, ofControl, arms.reduce((sum, one) => sum + one, 0) - smallest];
}

interface Coming {
  /** Customers by the day of the last ones on which they first came. */
  readonly byDay: readonly number[];
  /** How many come anew each day after that. */
  readonly later: number;
}

async function lately(
  pipeline: Pipeline,
  { audience }: ExperimentDefinition,
  measures: readonly Measure[],
  asOf: Instant,
  signal: AbortSignal | undefined,
): Promise<{ readonly tallies: readonly Tally[]; readonly coming: Coming }> {
  const timeline = new Timeline(pipeline.timelines);
  const condition = audience === undefined ? undefined : pipeline.conditionOf(audience);
  const tallies = measures.map(() => new Tally());
  const byDay = new Array<number>(DAYS).fill(0);
  const isIn = (customer: number, at: Instant): boolean => condition?.holds(timeline.at(customer, at)) ?? true;
  const visit = (customer: number): void => {
    if (pipeline.timelines.earliestMarked(customer) !== NO_ROW) return;
    const first = firstSince(pipeline, customer, asOf - DAYS * DAY, asOf);
    if (first !== undefined && isIn(customer, asOf)) {
      const day = Math.min(DAYS - 1, Math.floor((first - (asOf - DAYS * DAY)) / DAY));
      byDay[day] = (byDay[day] as number) + 1;
    }
    for (const [index, measure] of measures.entries()) {
      const end = asOf - measure.within;
      const start = firstSince(pipeline, customer, end - DAYS * DAY, end);
      if (start === undefined || !isIn(customer, start)) continue;
      const { y, x } = measuredOf(measure, timeline, customer, start);
      (tallies[index] as Tally).add(y, x);
    }
  };
  await forEachCustomer(pipeline, visit, signal);
  const later = byDay.slice(-LAST_DAYS).reduce((sum, count) => sum + count, 0) / LAST_DAYS;
  return { tallies, coming: { byDay, later } };
}

/** When a customer first did anything after an instant and up to another. */
function firstSince({ timelines }: Pipeline, customer: number, after: Instant, upTo: Instant): Instant | undefined {
  const { rows } = timelines;
  let found: Instant | undefined;
  for (let row = timelines.newest(customer); row !== NO_ROW && rows.timestamp(row) > after; row = rows.previous(row))
    if (rows.timestamp(row) <= upTo) found = rows.timestamp(row);
  return found;
}

/** The figure of today, and the standard deviation of what a unit adds to it. */
function figureOf({ kind, covariate }: Measure, sums: Sums): { readonly value: number; readonly deviation: number } {
  const { n, meanY } = sums;
  const [estimate] =
    kind === 'ratio'
      ? [ratioOf(sums)]
      : kind === 'proportion'
        ? [proportionOf(Math.round(meanY * n), n)]
        : covariate === null
          ? [meanOf(sums)]
          : adjustedMeansOf([sums]);
  const { value, variance } = estimate ?? { value: Number.NaN, variance: Number.NaN };
  return { value, deviation: Math.sqrt(variance * n) };
}

function expectedOf({ kind }: Measure, value: number, deviation: number, effect: number, weights: Expected['weights']): Expected {
  const other = value * (1 + effect);
  if (kind === 'proportion') return expectedShares(value, Math.min(1, Math.max(0, other)), weights);
  return { difference: other - value, variances: [deviation ** 2, deviation ** 2], weights };
}

/** Days until so many customers have come. */
function daysFor(units: number, { byDay, later }: Coming): number | null {
  let left = units;
  for (const [day, count] of byDay.entries()) {
    left -= count;
    if (left <= 0) return day + 1;
  }
  return later > 0 ? byDay.length + Math.ceil(left / later) : null;
}
