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

/** The part of a message's id that tells it apart at a glance. */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}
