import type { Json } from '../../vocabulary/json.js';
import { timeReader } from './time-format.js';
import type { ZoneOffset } from './local-time.js';

/** What the values of a column are, as far as those that were looked at tell. */
export interface ColumnKind {
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'json' | 'empty';
  /** Of a time: how it is written, as a mapping says it. */
  readonly format?: string;
  /** Of a time: it could as well be month before day, or the other way round. */
  readonly ambiguous?: boolean;
}

const DAYS = ['yyyy-MM-dd', 'yyyy/MM/dd', 'dd.MM.yyyy', 'd.M.yyyy', 'MM/dd/yyyy', 'M/d/yyyy', 'dd/MM/yyyy', 'd/M/yyyy', 'dd-MM-yyyy'];
const CLOCKS = ['', ' HH:mm', ' HH:mm:ss', ' H:mm', ' H:mm:ss', 'THH:mm:ss', ' HH:mm:ss.SSS'];
const PATTERNS: readonly string[] = ['iso', ...DAYS.flatMap((day) => CLOCKS.map((clock) => `${day}${clock}`)), 'yyyyMMdd', 'yyyyMMddHHmm'];
const UTC: ZoneOffset = () => 0;
/** Seconds and milliseconds of the years 2001 to 2065: other numbers are rather amounts. */
const UNIX = { from: 1_000_000_000, to: 3_000_000_000 };

/** Tells what a column holds. `name` decides where numbers could be times. */
export function columnKind(name: string, values: readonly (Json | undefined)[]): ColumnKind {
  const there = values.filter((value) => value !== undefined && value !== null);
  if (there.length === 0) return { type: 'empty' };
  if (there.some((value) => typeof value === 'object')) return { type: 'json' };
  const texts = there.map(String);
  const time = timeKind(name, texts);
  if (time !== undefined) return time;
  if (texts.every((text) => /^(?:true|false|yes|no)$/i.test(text))) return { type: 'boolean' };
  // A leading zero belongs to a code: as a number it would be lost.
  if (texts.every((text) => /^-?(?:0|[1-9]\d{0,14})$/.test(text))) return { type: 'integer' };
  if (texts.every((text) => /^-?(?:0|[1-9]\d{0,14})?(?:\.\d{1,12})?(?:e[+-]?\d{1,2})?$/i.test(text) && /\d/.test(text)))
    return { type: 'number' };
  return { type: 'text' };
}

function timeKind(name: string, texts: readonly string[]): ColumnKind | undefined {
  const namesTime = /time|date|_at$|At$|created|^ts$|day/i.test(name);
  if (texts.every((text) => /^\d{9,13}(?:\.\d+)?$/.test(text))) return namesTime ? unixKind(texts) : undefined;
  if (texts.every((text) => /^\d+$/.test(text)) && !namesTime) return undefined;
  const fits = PATTERNS.filter((format) => {
    const read = timeReader(format, UTC);
    return read !== undefined && texts.every((text) => read(text) !== undefined);
  });
  const [format] = fits;
  if (format === undefined) return undefined;
  const ambiguous = format.startsWith('M') && fits.some((other) => other.startsWith('d'));
  return { type: 'time', format, ...(ambiguous && { ambiguous }) };
}

function unixKind(texts: readonly string[]): ColumnKind | undefined {
  const numbers = texts.map(Number);
  const within = (unit: number): boolean => numbers.every((value) => value >= UNIX.from * unit && value <= UNIX.to * unit);
  if (within(1)) return { type: 'time', format: 'unix' };
  return within(1_000) ? { type: 'time', format: 'unixMs' } : undefined;
}
