import { daysInMonth, formatInstant, type Instant, type Milliseconds, parseInstant } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { Delivery } from './delivery.js';
import { Fault } from './fault.js';

/** How far ahead of its arrival an event may be stamped. */
export const MAX_AHEAD: Milliseconds = 24 * 3_600_000;
/** 1900-01-01, the first instant that the warehouse's columns can hold. */
const EARLIEST: Instant = -2_208_988_800_000;

/**
 * When it happened. The client's clock is corrected by what it showed when it sent the item:
 * `receivedAt − (sentAt − originalTimestamp)`. Segment's SDKs name the client's time `timestamp`, RudderStack's `originalTimestamp`.
 */
export function eventTime(item: JsonObject, delivery: Delivery): Instant | Fault {
  const field = item.originalTimestamp === undefined || item.originalTimestamp === null ? 'timestamp' : 'originalTimestamp';
  const original = readTime(item[field], field);
  if (original === null) return delivery.receivedAt;
  if (original instanceof Fault) return original;
  const sentAt = readTime(item.sentAt ?? delivery.sentAt, 'sentAt');
  if (sentAt instanceof Fault) return sentAt;
  const instant = sentAt === null ? original : delivery.receivedAt - (sentAt - original);
  return outOfBounds(instant, field, delivery) ?? instant;
}

function outOfBounds(instant: Instant, field: string, delivery: Delivery): Fault | undefined {
  if (instant > delivery.now + MAX_AHEAD) {
    return new Fault('future_timestamp', field, `${formatInstant(instant)} is more than 24 hours after its arrival`);
  }
  if (instant < EARLIEST) return new Fault('invalid_timestamp', field, `${formatInstant(instant)} is before 1900`);
  if (delivery.retention !== null && instant < delivery.now - delivery.retention) {
    return new Fault('past_retention', field, `${formatInstant(instant)} is older than events are kept`);
  }
  return undefined;
}

function readTime(given: Json | undefined, field: string): Instant | null | Fault {
  if (given === undefined || given === null) return null;
  if (typeof given !== 'string') return new Fault('invalid_timestamp', field, 'is no text; write it as RFC 3339');
  return canonicalInstant(given) ?? parseInstant(given) ?? new Fault('invalid_timestamp', field, 'is no RFC 3339 time');
}

/** Reads the one form that every SDK writes, `2026-01-31T23:59:59.999Z`, without the cost of a general parser; undefined for others. */
function canonicalInstant(text: string): Instant | undefined {
  if (text.length !== 24 || !hasCanonicalMarks(text)) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const millisecond = digits(text, 20, 23);
  // NaN, from anything that is no digit, fails every comparison. Years below 100 mean 19xx to Date.UTC.
  const valid = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!valid || !(hour <= 23 && minute <= 59 && second <= 59 && millisecond <= 999)) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

function hasCanonicalMarks(text: string): boolean {
  return (
    text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[19] === '.' && text[23] === 'Z'
  );
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
