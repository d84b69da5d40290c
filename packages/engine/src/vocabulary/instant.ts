/** A point in time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Milliseconds = number;

/** Later than every instant: "never", as far as timers are concerned. */
export const NEVER: Instant = Number.POSITIVE_INFINITY;

/** The last instant that a calendar knows. */
export const LATEST: Instant = 8_640_000_000_000_000;

const UNIT: Readonly<Record<string, Milliseconds>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Reads a duration of the definition language (`30s`, `10m`, `1h`, `90d`, `6w`).
 * @returns milliseconds, or undefined when the text is no positive duration.
 */
export function parseDuration(text: string): Milliseconds | undefined {
  const match = /^([1-9]\d{0,8})([smhdw])$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * (UNIT[match[2] as string] as number);
}

/** Writes a length of time as the definition language does, in the largest unit of which it is whole; of less than a second, as one. */
export function durationText(length: Milliseconds): string {
  const [letter, unit] = (['d', 'h', 'm'] as const)
    .map((key) => [key, UNIT[key] as number] as const)
    .find(([, size]) => length % size === 0) ?? ['s', UNIT.s as number];
  return `${Math.max(1, Math.round(length / unit))}${letter}`;
}

const UNITS_IN_WORDS: readonly (readonly [Milliseconds, string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
  [1, 'millisecond'],
];

/** Says a length of time for people, in the largest unit of which there is one and what is left in the next: `43 days 2 hours`, `12 milliseconds`. */
export function lengthInWords(length: Milliseconds): string {
  const whole = Math.max(0, Math.round(length));
  const from = UNITS_IN_WORDS.findIndex(([unit]) => whole >= unit);
  if (from < 0) return '0 milliseconds';
  const [[unit, name], next] = UNITS_IN_WORDS.slice(from) as [[Milliseconds, string], [Milliseconds, string] | undefined];
  const rest = next === undefined ? 0 : Math.floor((whole % unit) / next[0]);
  const largest = counted(Math.floor(whole / unit), name);
  return next === undefined || rest === 0 ? largest : `${largest} ${counted(rest, next[1])}`;
}

/** Says a duration of the definition language for people (`10m` as `10 minutes`); text that is none stays as it is. */
export function durationInWords(text: string): string {
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const name = match && { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }[match[2] as 's' | 'm' | 'h' | 'd' | 'w'];
  return match && name ? counted(Number(match[1]), name) : text;
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** Says an instant as RFC 3339 in UTC, with milliseconds. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads an RFC 3339 / ISO 8601 time; a time without an offset is UTC, a date alone is its first instant.
 * @returns the instant, or undefined when the text is not a time.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!RFC_3339.test(text) || Number(text.slice(8, 10)) > daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))) return undefined;
  const hasZone = text.length <= 10 || /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const instant = Date.parse(hasZone ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Days in a month of the Gregorian calendar; months count from 1. The platform's parser reads 30 February as 1 March. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
