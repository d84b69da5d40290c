import type { Instant, Milliseconds } from '../../vocabulary/instant.js';

/** A stretch of time in which more customers visit than usual. */
export interface BusyPeriod {
  readonly from: Instant;
  /** Exclusive; null while it lasts. */
  readonly to: Instant | null;
  /** How many times as many visits as usual: 1 to {@link BUSIEST}. */
  readonly factor: number;
}

/** What a world is made from: the same options give the same world, byte for byte. */
export interface WorldOptions {
  readonly seed: string | number;
  /** How many customers have come by `start` + {@link GROWTH_PERIOD}; more keep coming at the same rate. */
  readonly customers: number;
  readonly start: Instant;
  /** The world's end, exclusive; `NEVER` for a world that goes on. */
  readonly end: Instant;
  /** When more customers visit than usual; a busier world holds everything that the quiet one holds, under the same messageIds. */
  readonly busy?: readonly BusyPeriod[];
  /** Whether customers buy what needs explaining, look for help and, without an answer, write to the support; absent: nobody does. */
  readonly howTo?: HowToOptions;
}

/** How the shop deals with those who look for help after a purchase. */
export interface HowToOptions {
  /** Until then the shop's own program gives answers, and says so by Experiment Viewed; from then on others have to. */
  readonly answeredBefore: Instant;
  /** The share of customers whom that program leaves alone, from 0 to 1. */
  readonly heldOut: number;
  /** False for a world in which answers change nothing; or the countries whose customers they help; default true. */
  readonly helps?: boolean | readonly string[];
  /** How likely a customer has such a story in four weeks, from 0 to 1; default 0.3. */
  readonly chance?: number;
  /** The names of the stories that others have answered already. */
  readonly answered?: readonly string[];
}

/** A day: the world is drawn day by day. */
export const DAY: Milliseconds = 86_400_000;

/** The time in which the world grows to its number of customers. */
export const GROWTH_PERIOD: Milliseconds = 90 * DAY;

/** The share of the customers who were there before the world starts. */
export const THERE_FROM_THE_START = 0.6;

/**
 * The highest factor of a {@link BusyPeriod}. Visits and arrivals are drawn at this rate and thinned to the rate that applies,
 * which is what makes the quiet world a part of the busy one.
 */
export const BUSIEST = 128;

/**
 * Part of every messageId's beginning. Raise it with any change after which the same options give other calls,
 * or a demo that is started again would send new calls under messageIds that are taken.
 */
export const EDITION = 4;

/** How busy the world is at an instant: the factor of the period that it lies in, else 1. */
export function busynessAt(busy: readonly BusyPeriod[], at: Instant): number {
  for (const period of busy) {
    if (at >= period.from && (period.to === null || at < period.to)) return Math.min(Math.max(period.factor, 1), BUSIEST);
  }
  return 1;
}
