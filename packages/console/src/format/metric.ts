import { decimal, share } from './number.js';
import { duration } from './time.js';
import { plainName, valueText } from './value.js';

/** In what a metric's numbers are. */
export type MetricUnit = 'milliseconds' | 'value';

/** One of the values of a metric of shares. */
interface Share {
  readonly value: unknown;
  readonly share: number;
}

/** What a metric says as people read it: times as `9 d`, numbers with their thousands set apart, shares as `email 67 %, – 33 %`. */
export function metricText(value: unknown, unit: MetricUnit): string {
  if (typeof value === 'number') return unit === 'milliseconds' ? signedDuration(value) : numberText(value);
  const shares = sharesOf(value);
  if (shares !== undefined) return shares.map((one) => `${wordText(one.value)} ${share(one.share)}`).join(', ');
  return wordText(value);
}

/** The shares that a value is a list of; undefined when it is something else. */
function sharesOf(value: unknown): readonly Share[] | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.length > 0 && values.every(isShare) ? values : undefined;
}

function isShare(value: unknown): value is Share {
  return typeof value === 'object' && value !== null && 'value' in value && 'share' in value && typeof value.share === 'number';
}

/** Words that a program made (`organic_search`) read better without their underscores. */
function wordText(value: unknown): string {
  return typeof value === 'string' && /^[a-z]+(_[a-z]+)+$/.test(value) ? plainName(value) : valueText(value);
}

/** What is small stays more than nothing: `0.0012`. */
function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? String(Number(value.toPrecision(2))) : decimal(value);
}

/** A difference of times may be negative. */
function signedDuration(milliseconds: number): string {
  return milliseconds < 0 ? `−${duration(-milliseconds)}` : duration(milliseconds);
}
