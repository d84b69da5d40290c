import type { Metric, MetricValue } from '../api/contract.js';
import { lengthInWords } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import { jsonText } from './table.js';

/**
 * What a metric says of a customer as people read it: shares as `kettles 66.7 %, mugs 33.3 %`, a length of time as `9 days 4 hours`.
 * @param unit in which its numbers are
 */
export function metricText(value: MetricValue, unit: Metric['unit']): string {
  if (typeof value === 'number' && unit === 'milliseconds') return `${value < 0 ? '−' : ''}${lengthInWords(Math.abs(value))}`;
  const shares = sharesOf(value);
  if (shares === undefined) return jsonText(value as Json);
  return shares.map((one) => `${jsonText(one.value as Json)} ${Math.round(one.share * 1_000) / 10} %`).join(', ');
}

interface Share {
  readonly value: unknown;
  readonly share: number;
}

/** The shares that a metric's value is a list of; undefined when it is something else. */
function sharesOf(value: MetricValue): readonly Share[] | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.length > 0 && values.every(isShare) ? values : undefined;
}

function isShare(value: unknown): value is Share {
  return typeof value === 'object' && value !== null && 'value' in value && 'share' in value && typeof value.share === 'number';
}
