const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** A count, with the thousands set apart. */
export function count(value: number): string {
  return whole.format(value);
}

/** A rate per second: a decimal below ten, whole above. */
export function rate(value: number): string {
  if (!Number.isFinite(value)) return '0';
  return value < 10 ? (Math.round(value * 10) / 10).toString() : whole.format(value);
}

/** A measured number, rounded to two places. */
export function decimal(value: number): string {
  return short.format(value);
}
