import type { MetricAnswer, MetricValues } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Metric, MetricList } from '../contract.js';

export function presentMetric(answer: MetricAnswer): MetricList['metrics'][number] {
  const { name, title, version, words, unit, definition } = answer;
  return { name, title, version, words, unit: unit === 'time' ? 'milliseconds' : 'value', definition: { ...definition } };
}

export function presentMetricValues(answer: MetricValues): Metric {
  const { customers, withValue, numbers, top } = answer.distribution;
  return {
    ...presentMetric(answer),
    customers,
    withValue,
    numbers: numbers === null ? null : { ...numbers },
    top: top === null ? null : top.map(({ value, customers: many }) => ({ value, customers: many })),
    asOf: formatInstant(answer.asOf),
  };
}
