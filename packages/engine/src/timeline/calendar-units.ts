/** The units that calendar words speak of. A week is an ISO week: it begins on Monday. */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const DAY = 86_400_000;
const MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** Days since 1970-01-01 of a local time in milliseconds. */
export function dayNumber(localTime: number): number {
  return Math.floor(localTime / DAY);
}

/** The first day of the unit that a day is in. Days are counted from 1970-01-01, a Thursday. */
export function firstDayOf(unit: CalendarUnit, day: number): number {
  if (unit === 'day') return day;
  if (unit === 'week') return day - ((((day + 3) % 7) + 7) % 7);
  const date = new Date(day * DAY);
  const month = date.getUTCMonth();
  return firstDayOfMonth(date.getUTCFullYear(), month - (month % MONTHS[unit]));
}

/** The first day of the unit after the one that begins on `first`. */
export function firstDayAfter(unit: CalendarUnit, first: number): number {
  return move(unit, first, 1);
}

/** The first day of the unit before the one that begins on `first`. */
export function firstDayBefore(unit: CalendarUnit, first: number): number {
  return move(unit, first, -1);
}

function move(unit: CalendarUnit, first: number, by: 1 | -1): number {
  if (unit === 'day') return first + by;
  if (unit === 'week') return first + 7 * by;
  const date = new Date(first * DAY);
  return firstDayOfMonth(date.getUTCFullYear(), date.getUTCMonth() + MONTHS[unit] * by);
}

/** Months count from 0 and may run over into other years. */
function firstDayOfMonth(year: number, month: number): number {
  // The constructor takes years below 100 for those of the twentieth century.
  return new Date(0).setUTCFullYear(year, month, 1) / DAY;
}
