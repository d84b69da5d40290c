import type { Instant } from '../vocabulary/instant.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The day (UTC) of an instant, counted from 1970-01-01. */
export function dayOf(instant: Instant): number {
  return Math.floor(instant / DAY);
}

/** The hour of its day, 0 to 23. */
export function hourOf(instant: Instant): number {
  return Math.floor((instant - dayOf(instant) * DAY) / HOUR);
}

/** A day's first instant. */
export function startOf(day: number): Instant {
  return day * DAY;
}

/** Says a day as `2011-03-01`. */
export function formatDay(day: number): string {
  return new Date(startOf(day)).toISOString().slice(0, 10);
}
