import type { Json } from '../../../vocabulary/json.js';

/** A column as the server describes it. */
export interface Column {
  readonly name: string;
  /** The type's number in the server's catalogue. */
  readonly type: number;
}

type Read = (text: string) => Json;

/** Types by their number, which is the same on every server. What is not here stays the text that the server writes. */
const READERS: ReadonlyMap<number, Read> = new Map<number, Read>([
  [16, (text) => text === 't'],
  [20, exactNumber],
  [21, Number],
  [23, Number],
  [26, Number],
  [114, json],
  [700, finiteNumber],
  [701, finiteNumber],
  [1114, isoTime],
  [1184, isoTime],
  [3802, json],
]);

/**
 * A value as JSON. Numbers of the database that a double cannot hold, decimals (`numeric`), times (to the microsecond), dates and
 * every type that is not known stay text, so that nothing is rounded in silence; a mapping says where a number is wanted.
 */
export function columnValue(text: string | null, type: number): Json {
  if (text === null) return null;
  return READERS.get(type)?.(text) ?? text;
}

function exactNumber(text: string): Json {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function finiteNumber(text: string): Json {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function json(text: string): Json {
  return JSON.parse(text) as Json;
}

/** `2026-11-22 10:00:00.123456+00` as RFC 3339; `infinity` and years before Christ as they are. */
function isoTime(text: string): Json {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(\+00)?$/.exec(text);
  return match === null ? text : `${match[1]}T${match[2]}${match[3] === undefined ? '' : 'Z'}`;
}
