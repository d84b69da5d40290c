/** The instant at which a day (`2026-11-23`) begins in the browser's zone, or `days` later; undefined when it is no day. */
export function dayBegins(day: string | undefined, days = 0): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  if (year === undefined) return undefined;
  const begins = new Date(Number(year), Number(month) - 1, Number(date) + days);
  return Number.isNaN(begins.getTime()) ? undefined : begins.toISOString();
}
