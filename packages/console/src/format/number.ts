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

/** A share (0 to 1) in per cent; what is not whole never reads as if it were. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent > 99.9 && percent < 100) return '> 99.9 %';
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent < 10 || percent > 90 ? Math.round(percent * 10) / 10 : Math.round(percent)} %`;
}
