import { type Instant, parseInstant } from '../../vocabulary/instant.js';
import { instantOfLocal, type ZoneOffset } from './local-time.js';

/** Reads a text as an instant; undefined when the text does not fit the format, or names a day or hour that does not exist. */
export type TimeReader = (text: string) => Instant | undefined;

type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

const TOKENS: Readonly<Record<string, { readonly field: Field; readonly pattern: string }>> = {
  yyyy: { field: 'year', pattern: '(\\d{4})' },
  MM: { field: 'month', pattern: '(\\d{2})' },
  M: { field: 'month', pattern: '(\\d{1,2})' },
  dd: { field: 'day', pattern: '(\\d{2})' },
  d: { field: 'day', pattern: '(\\d{1,2})' },
  HH: { field: 'hour', pattern: '(\\d{2})' },
  H: { field: 'hour', pattern: '(\\d{1,2})' },
  mm: { field: 'minute', pattern: '(\\d{2})' },
  ss: { field: 'second', pattern: '(\\d{2})' },
  SSS: { field: 'millisecond', pattern: '(\\d{3})' },
};

/** Years beyond these are slips of the pen, and would not fit the warehouse. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2299;

const DAY = 86_400_000;

/**
 * Compiles a time format: `iso`, `unix` (seconds), `unixMs`, `days` or `weeks` since a local time, or a pattern of
 * `yyyy MM dd HH mm ss SSS M d H`.
 * @returns undefined when the pattern names no year, month and day, or one field twice; or when `since` is missing, no time, or too much.
 */
export function timeReader(format: string, offset: ZoneOffset, since?: string): TimeReader | undefined {
  if (format === 'days' || format === 'weeks') return sinceReader(since, format === 'days' ? DAY : 7 * DAY, offset);
  if (since !== undefined) return undefined;
  if (format === 'iso') return (text) => isoInstant(text, offset);
  if (format === 'unix') return (text) => unixInstant(text, 1_000);
  if (format === 'unixMs') return (text) => unixInstant(text, 1);
  return patternReader(format, offset);
}

function isoInstant(given: string, offset: ZoneOffset): Instant | undefined {
  // Shops and databases write `2026-01-31 10:00:00 +0100` and `2026-01-31 10:00:00 UTC`, too.
  const text = given.replace(/ UTC$/, 'Z').replace(/ (?=[+-]\d{2}:?\d{2}$)/, '');
  const instant = parseInstant(text);
  if (instant === undefined) return undefined;
  const saysItsOffset = /[T ].*(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text);
  return saysItsOffset ? instant : instantOfLocal(instant, offset);
}

function unixInstant(text: string, unit: number): Instant | undefined {
  if (!/^-?\d{1,14}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const instant = Math.round(Number(text) * unit);
  return Math.abs(instant) <= 8.64e15 ? instant : undefined;
}

/** Local time that has passed since a local time, as spreadsheets count it. */
function sinceReader(since: string | undefined, unit: number, offset: ZoneOffset): TimeReader | undefined {
  const start = parseInstant(since ?? '');
  if (start === undefined) return undefined;
  return (text) => {
    if (!/^-?\d{1,6}(?:\.\d{1,12})?$/.test(text)) return undefined;
    const local = start + Math.round(Number(text) * unit);
    return inYears(local) ? instantOfLocal(local, offset) : undefined;
  };
}

function inYears(local: number): boolean {
  const year = new Date(local).getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

function patternReader(format: string, offset: ZoneOffset): TimeReader | undefined {
  const fields: Field[] = [];
  const source = format.replace(/yyyy|SSS|MM|M|dd|d|HH|H|mm|ss|[\s\S]/g, (piece) => {
    const token = Object.hasOwn(TOKENS, piece) ? TOKENS[piece] : undefined;
    if (token === undefined) return piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    fields.push(token.field);
    return token.pattern;
  });
  const complete = (['year', 'month', 'day'] as const).every((field) => fields.includes(field));
  if (!complete || new Set(fields).size !== fields.length) return undefined;
  const pattern = new RegExp(`^${source}$`);
  return (text) => {
    const match = pattern.exec(text);
    const local = match === null ? undefined : localTime(fields, match);
    return local === undefined ? undefined : instantOfLocal(local, offset);
  };
}

/** The local time as if it were UTC; undefined for a 30th of February or a 25th hour. */
function localTime(fields: readonly Field[], match: RegExpExecArray): number | undefined {
  const found: Record<Field, number> = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 };
  fields.forEach((field, index) => {
    found[field] = Number(match[index + 1]);
  });
  if (found.year < FIRST_YEAR || found.year > LAST_YEAR) return undefined;
  const local = Date.UTC(found.year, found.month - 1, found.day, found.hour, found.minute, found.second, found.millisecond);
  const date = new Date(local);
  const exists =
    date.getUTCMonth() === found.month - 1 &&
    date.getUTCDate() === found.day &&
    date.getUTCHours() === found.hour &&
    date.getUTCMinutes() === found.minute &&
    date.getUTCSeconds() === found.second;
  return exists ? local : undefined;
}
