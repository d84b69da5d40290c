import { decimal } from './number.js';

/** Any JSON value as a short text. What customers sent is only ever text here, never markup. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : decimal(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return JSON.stringify(value) ?? '–';
}

/** `comparing_prices` as `comparing prices`: names of definitions, read aloud. */
export function plainName(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A customer's name, no longer than a line has room for. Ids made by machines keep their ends, which tell them apart. */
export function shortName(name: string): string {
  return /^[0-9a-f-]{20,}$/i.test(name) ? shortId(name) : name;
}

/** The part of a message's id that tells it apart at a glance. */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}
