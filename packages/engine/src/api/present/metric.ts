import type * as answers from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Metric, MetricDistribution, MetricList } from '../contract.js';

export function presentMetric(answer: answers.MetricAnswer): MetricList['metrics'][number] {
  const { name, title, version, words, definition } = answer;
  return { name, title, version, words, unit: unitOf(answer), definition: { ...definition } };
}

export function presentMetricValues(answer: answers.MetricValues): Metric {
  return { ...presentMetric(answer), ...presentDistribution(answer.distribution), asOf: formatInstant(answer.asOf) };
}

export function presentDistribution({ customers, withValue, numbers, bins, top }: answers.MetricDistribution): MetricDistribution {
  return {
    customers,
    withValue,
    numbers: numbers === null ? null : { ...numbers },
    bins: bins === null ? null : bins.map((bin) => ({ ...bin })),
    top: top === null ? null : top.map(({ value, customers: many }) => ({ value, customers: many })),
  };
}

/** In what a metric's numbers are, as the API says it. */
export function unitOf({ unit }: Pick<answers.MetricAnswer, 'unit'>): Metric['unit'] {
  return unit === 'time' ? 'milliseconds' : 'value';
}
