import type { MetricAnswer, MetricDistribution, MetricValues } from '../answers.js';
import type { Pipeline } from '../pipeline.js';
import { exactSum } from '../profile/exact-sum.js';
import type { Metric } from '../profile/metrics/metric.js';
import { Timeline } from '../timeline/timeline.js';
import { sameness } from '../timeline/values.js';
import type { Instant } from '../vocabulary/instant.js';
import { binsOf } from './metric-bins.js';
import type { Json } from '../vocabulary/json.js';
import { permissionFor } from './permission.js';
import { forEachCustomer } from './history.js';

/** How many of the most frequent values are told. */
const MOST_TOLD = 10;
/** With more different values than this none is frequent, and which are most is not told. */
const MOST_DIFFERENT = 100_000;

/** The published metrics, without their values. */
export function metricsOf({ definitions, metrics }: Pipeline): readonly MetricAnswer[] {
  return definitions.of('metric').flatMap(({ definition, version }) => {
    const metric = metrics.get(definition.name);
    if (metric === undefined) return [];
    return [{ name: definition.name, title: definition.title ?? null, version, words: metric.words, unit: metric.unit, definition }];
  });
}

/** A metric with its values over the customers who exist at an instant, by the events up to then; undefined when there is none of that name. */
export async function metricOf(pipeline: Pipeline, name: string, at?: Instant, signal?: AbortSignal): Promise<MetricValues | undefined> {
  const answer = metricsOf(pipeline).find((metric) => metric.name === name);
  const metric = pipeline.metrics.get(name);
  if (answer === undefined || metric === undefined) return undefined;
  const asOf = at ?? pipeline.clock.now();
  return { ...answer, distribution: await distributionOf(pipeline, metric, asOf, signal, answer.definition.purpose), asOf };
}

/**
 * How a compiled metric's values are spread over the customers who exist at an instant and permit its purpose today.
 * @param signal gives it up
 * @throws the signal's reason
 */
export async function distributionOf(
  pipeline: Pipeline,
  metric: Metric,
  asOf: Instant,
  signal?: AbortSignal,
  purpose?: string,
): Promise<MetricDistribution> {
  const permits = permissionFor(pipeline, purpose);
  const timeline = new Timeline(pipeline.timelines);
  const numbers: number[] = [];
  const frequent = new Frequent();
  let customers = 0;
  let withValue = 0;
  const visit = (customer: number): void => {
    if (!permits(customer, pipeline.clock.now()) || !timeline.at(customer, asOf).exists()) return;
    customers++;
    const value = metric.valueFor(timeline);
    if (value === null) return;
    withValue++;
    if (typeof value === 'number') numbers.push(value);
    frequent.add(value);
  };
  await forEachCustomer(pipeline, visit, signal);
  const sorted = Float64Array.from(numbers).sort();
  const isNone = sorted.length === 0;
  return { customers, withValue, numbers: isNone ? null : figuresOf(sorted), bins: isNone ? null : binsOf(sorted), top: frequent.top() };
}

function figuresOf(sorted: Float64Array): NonNullable<MetricDistribution['numbers']> {
  const at = (index: number): number => sorted[index] as number;
  const { length } = sorted;
  const half = length / 2;
  return {
    min: at(0),
    mean: exactSum(sorted) / length,
    median: length % 2 === 1 ? at(Math.floor(half)) : (at(half - 1) + at(half)) / 2,
    max: at(length - 1),
  };
}

/** Counts how often each value comes. */
class Frequent {
  readonly #counts = new Map<string | number, { readonly value: Json; customers: number }>();

  add(value: Json): void {
    if (this.#counts.size > MOST_DIFFERENT) return;
    const key = sameness(value);
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { value, customers: 1 });
    else known.customers++;
  }

  /** The most frequent values; null when there are too many different ones. */
  top(): MetricDistribution['top'] {
    if (this.#counts.size > MOST_DIFFERENT) return null;
    return [...this.#counts.values()].sort((left, right) => right.customers - left.customers).slice(0, MOST_TOLD);
  }
}
