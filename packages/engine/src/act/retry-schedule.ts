import type { Milliseconds } from '../vocabulary/instant.js';

const SECOND: Milliseconds = 1_000;
const MINUTE: Milliseconds = 60 * SECOND;
const HOUR: Milliseconds = 60 * MINUTE;

/** How long each try waits after the failure of the one before it. */
export const RETRY_DELAYS: readonly Milliseconds[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Spreads tries that failed together, so that they do not come back together. */
const JITTER_SHARE = 0.2;

/**
 * How long to wait after a failed attempt: the schedule's delay, longer by up to a fifth, and never less than the receiver asked for.
 * @param attempt the one that failed, 1 for the first. @param random in [0, 1).
 * @returns undefined when that was the last.
 */
export function delayAfter(attempt: number, retryAfter: Milliseconds | null, random: number): Milliseconds | undefined {
  const delay = RETRY_DELAYS[attempt];
  if (delay === undefined) return undefined;
  return Math.max(Math.round(delay * (1 + JITTER_SHARE * random)), retryAfter ?? 0);
}
